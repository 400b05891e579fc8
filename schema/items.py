"""Power items and what hangs on them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import graphene

from schema import enums
from schema.cells import Attribute, Cells, Drawn, Identity, Listed, Loaded
from schema.nodes import Node, list_of, node_of
from schema.places import Division, Edition, ImplementingBody, Instrument, reader_of
from service import node_ids, reading
from service.codes import CodeReading
from service.items import Duty as DutyContent
from service.items import ItemContent
from service.reading import DivisionRecord, EditionRecord, InstrumentRecord, ItemRecord


class CodePart(graphene.ObjectType):
    """A part of a code (编码的一段)."""

    name = graphene.String(required=True, description="Stable name: region, category, main … (段名).")
    value = graphene.String(required=True, description="Its characters (值).")


class Code(graphene.ObjectType):
    """A code of an item, read by the schemes in use (职权编码)."""

    value = graphene.String(required=True, description="The code as written (原文).")
    scheme = graphene.String(description="Stable name of the scheme; null where it fits none (编码规则).")
    valid = graphene.Boolean(required=True, description="Whether it passes its scheme's checks (是否有效).")
    parts = list_of(CodePart, "Its parts (各段).")
    problems = list_of(graphene.String, "Why it is not valid, in Chinese (问题).")


class Provision(graphene.ObjectType):
    """A cited place of an instrument (条款项目)."""

    article = graphene.Int(description="Article (条).")
    article_suffix = graphene.Int(description="1 of 第二十条之一 (之几).")
    paragraph = graphene.Int(description="Paragraph (款).")
    item = graphene.Int(description="Item, also of an annex (项).")
    sub_item = graphene.Int(description="Sub-item (目).")
    attachment = graphene.String(description="The annex as cited: 附件, 附件2 (附件).")


class _CitedBasis(NamedTuple):
    """A basis with where it was read: the revision and the ordinal its instrument is kept by."""

    basis: reading.CitedBasis
    revision_id: int
    ordinal: int


class Basis(graphene.ObjectType):
    """One cited document of an item's basis (设定依据、实施依据)."""

    text = graphene.String(
        required=True, description="The basis verbatim (原文).", resolver=Attribute("text", of="basis")
    )
    rank = graphene.String(
        description="The rank as the list itself states it, 【法律】 → 法律 (所标位阶).",
        resolver=Attribute("rank_tag", of="basis"),
    )
    cited_title = graphene.String(
        description="The title as cited, without its marks (所引标题).",
        resolver=Attribute("title", of="basis"),
    )
    cited_number = graphene.String(
        description="First promulgation's number as written (所引文号).",
        resolver=Attribute("cited_number", of="basis"),
    )
    instrument = graphene.Field(Instrument, description="The registry's instrument, if known (法律文件).")
    provisions = list_of(
        Provision, "The cited articles, one each (所引条款).", resolver=Attribute("provisions", of="basis")
    )
    quoted_text = graphene.String(
        description="The clause quoted after it, verbatim (所引条文).",
        resolver=Attribute("quoted_text", of="basis"),
    )

    @staticmethod
    def resolve_instrument(cited: _CitedBasis, info: graphene.ResolveInfo) -> InstrumentRecord | None:
        """The instrument of the registry."""
        found = reader_of(info).citations.get(cited.revision_id) or {}
        return found.get(cited.ordinal)


class Duty(graphene.ObjectType):
    """A responsibility that goes with a power (责任事项)."""

    stage = graphene.String(description="Its stage: 受理, 审查 … (责任环节).")
    text = graphene.String(required=True, description="What must be done (责任内容).")
    basis = graphene.String(description="What it rests on (责任依据).")

    @staticmethod
    def resolve_stage(duty: DutyContent, _info: graphene.ResolveInfo) -> str | None:
        """The stage, where one is named."""
        return duty.stage or None

    @staticmethod
    def resolve_basis(duty: DutyContent, _info: graphene.ResolveInfo) -> str | None:
        """The basis, where one is given."""
        return duty.basis or None


class Fee(graphene.ObjectType):
    """What is charged (收费)."""

    standard = graphene.String(description="The standard (收费标准).")
    basis = graphene.String(description="What the charge rests on (收费依据).")
    state = graphene.String(description="Stopped, waived, reduced (征收状态：停征、免征、减征).")


class TimeLimit(graphene.ObjectType):
    """How long it may take (办理时限)."""

    legal_days = graphene.Int(description="Days the law allows; 0 for at once (法定时限天数).")
    promised_days = graphene.Int(description="Days the body promises; 0 for at once (承诺时限天数).")
    legal_text = graphene.String(description="The legal limit as written (法定时限原文).")
    promised_text = graphene.String(description="The promised limit as written (承诺时限原文).")


class FieldChange(graphene.ObjectType):
    """A field that differs (字段变动)."""

    field = graphene.String(required=True, description="The field: name, setting_basis … (字段).")
    before = graphene.String(required=True, description="What it said, empty for nothing (变动前).")
    after = graphene.String(required=True, description="What it says, empty for nothing (变动后).")


class HistoryEntry(graphene.ObjectType):
    """What an edition did to a power (沿革)."""

    edition = graphene.Field(Edition, required=True, description="The edition (清单版本).")
    change = graphene.Field(enums.ChangeKind, required=True, description="What it did (变动类型).")
    fields = list_of(FieldChange, "Fields that differ from the edition before (变动字段).")
    related = list_of(graphene.ID, "Ids of the other powers of a merge or split (相关事项).")

    @staticmethod
    def resolve_related(entry: reading.HistoryEntry, _info: graphene.ResolveInfo) -> list[str]:
        """The other powers."""
        return [node_ids.encode("PowerItem", number) for number in entry.related]


class ExtraField(graphene.ObjectType):
    """A cell of a column that no list standard knows (其他列)."""

    header = graphene.String(required=True, description="The column's header (列名).")
    text = graphene.String(required=True, description="The cell (内容).")


def _cited(item: ItemRecord, bases: Sequence[reading.CitedBasis]) -> list[_CitedBasis]:
    return [_CitedBasis(basis, item.revision_id, ordinal) for ordinal, basis in enumerate(bases)]


@node_of(ItemRecord)
class PowerItem(graphene.ObjectType):
    """A power item as it stands in an edition (职权事项)."""

    class Meta:
        interfaces = (Node,)
        default_resolver = Cells(ItemContent)

    resolve_id = Identity("PowerItem")
    name = graphene.String(required=True, description="Name (事项名称).")
    sub_item_name = graphene.String(description="Name of the sub-item, if it is one (子项名称).")
    category = graphene.Field(enums.Category, description="Category; null where it has none (职权类型).")
    category_text = graphene.String(description="The category cell as written (职权类型原文).")
    codes = list_of(Code, "Its codes (职权编码).", resolver=Listed(CodeReading, "codes", "stored_codes"))
    body = graphene.Field(
        ImplementingBody,
        required=True,
        description="Who exercises it (实施主体).",
        resolver=Loaded("bodies", "body_id"),
    )
    division = graphene.Field(Division, required=True, description="Whose list it is in (行政区划).")
    level = graphene.Field(enums.Level, description="Level that exercises it, where stated (行使层级).")
    level_text = graphene.String(description="The level cell as written (行使层级原文).")
    level_scope = graphene.String(description="What of it the level exercises (层级权限).")
    bases = list_of(
        Basis,
        "The documents it rests on (设定依据).",
        resolver=Listed(reading.CitedBasis, "bases", "stored_bases", _cited),
    )
    basis_text = graphene.String(description="The basis cell as written (设定依据原文).")
    department_duties = graphene.String(description="The body's field of work (部门职责).")
    duties = list_of(
        Duty,
        "Its duties, else those of the responsibility list's item (责任事项).",
        resolver=Drawn("duties", lambda item, info: reader_of(info).duties.get(item) or ()),
    )
    accountability = graphene.String(description="Grounds of accountability (追责情形).")
    accountable_persons = graphene.String(description="Who is held to account (追责对象范围).")
    accountability_basis = graphene.String(description="What accountability rests on (追责依据).")
    supervision = graphene.String(description="Telephone for supervision (监督电话).")
    remedy = graphene.String(description="Remedies (救济渠道).")
    discretion = graphene.String(description="Discretion standard (裁量基准).")
    handling_unit = graphene.String(description="Unit that handles it (承办机构).")
    handling_type = graphene.String(description="How it is handled (办件类型).")
    fee = graphene.Field(Fee, description="What is charged; null where nothing is said (收费).")
    time_limit = graphene.Field(TimeLimit, description="Time limits; null where nothing is said (办理时限).")
    online_depth = graphene.String(description="How far it is done online (网上办理深度).")
    visits = graphene.Int(description="Visits needed, where a number is stated (到办事现场次数).")
    service_hall = graphene.String(description="Whether in the service hall (进驻大厅).")
    one_network = graphene.String(description="Whether on the one network (一网通办).")
    scope = graphene.String(description="How far it may be handled away from home (通办范围).")
    claim_state = graphene.String(description="Whether claimed from the base catalogue (认领状态).")
    publication_state = graphene.String(description="Publication state as the list gives it (发布状态).")
    remarks = graphene.String(description="Remarks (备注).")
    extra = list_of(ExtraField, "Columns no standard knows (其他列).")
    edition = graphene.Field(Edition, required=True, description="Edition answered from (清单版本).")
    history = list_of(HistoryEntry, "Editions that changed it, oldest first (沿革).")

    @staticmethod
    def resolve_division(item: ItemRecord, info: graphene.ResolveInfo) -> DivisionRecord | None:
        """Whose list it is in."""
        reader = reader_of(info)
        return reader.divisions.get(reader.edition_of(item).division_code)

    @staticmethod
    def resolve_basis_text(item: ItemRecord, _info: graphene.ResolveInfo) -> str | None:
        """The basis cell."""
        return item.content.setting_basis or None

    @staticmethod
    def resolve_fee(item: ItemRecord, _info: graphene.ResolveInfo) -> dict[str, str | None] | None:
        """What is charged."""
        content = item.content
        fee = {
            "standard": content.fee_standard or None,
            "basis": content.fee_basis or None,
            "state": content.fee_state or None,
        }
        return fee if any(fee.values()) else None

    @staticmethod
    def resolve_time_limit(item: ItemRecord, _info: graphene.ResolveInfo) -> dict[str, Any] | None:
        """Its time limits."""
        legal, promised = item.content.legal_time_limit, item.content.promised_time_limit
        if not legal and not promised:
            return None
        return {
            "legal_days": reading.days_of(legal),
            "promised_days": reading.days_of(promised),
            "legal_text": legal or None,
            "promised_text": promised or None,
        }

    @staticmethod
    def resolve_visits(item: ItemRecord, _info: graphene.ResolveInfo) -> int | None:
        """The visits needed."""
        return reading.visits_of(item.content.visits)

    @staticmethod
    def resolve_scope(item: ItemRecord, _info: graphene.ResolveInfo) -> str | None:
        """Where it may be handled."""
        return item.content.reach or None

    @staticmethod
    def resolve_extra(item: ItemRecord, _info: graphene.ResolveInfo) -> list[dict[str, str]]:
        """The cells of columns nobody knows."""
        return [{"header": header, "text": text} for header, text in item.content.extra.items()]

    @staticmethod
    def resolve_edition(item: ItemRecord, info: graphene.ResolveInfo) -> EditionRecord:
        """The edition answered from."""
        return reader_of(info).edition_of(item)

    @staticmethod
    def resolve_history(item: ItemRecord, info: graphene.ResolveInfo) -> list[reading.HistoryEntry]:
        """The editions that changed it."""
        return reader_of(info).histories.get(item.id) or []
