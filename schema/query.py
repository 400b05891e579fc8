"""The root of the schema: every question, handed on to `service.reading`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import graphene

from schema import enums
from schema.access import AccessQueries
from schema.adjusting import AdjustmentQueries
from schema.alignment import Alignment
from schema.books import BookQueries
from schema.comparison import Comparison
from schema.division_indicators import IndicatorQueries
from schema.feed import FeedQueries
from schema.findings import Finding, found_page
from schema.items import PowerItem
from schema.nodes import Node, connection_field, nodes_by_id, page_request
from schema.places import Division, Edition, ImplementingBody, Instrument, reader_of
from schema.scalars import Date, DateTime
from schema.statistics import Statistics
from service import comparison, reading, vocabulary
from service.alignment import AlignmentReport
from service.checks import CheckFinding
from service.reading import (
    BodyRecord,
    DivisionRecord,
    EditionRecord,
    InstrumentRecord,
    ItemRecord,
    ItemSelection,
    Page,
)

_DIVISION = "Division code (区划代码)."
_AS_OF = "As of this day: the edition of each list that is in effect (截至日期)."
_KNOWN_AT = "As it was published here by this moment (截至何时所知)."

_MOST_TARGETS = 20


class Query(
    IndicatorQueries, FeedQueries, AccessQueries, AdjustmentQueries, BookQueries, graphene.ObjectType
):
    """Questions to the inventory; without edition, asOf or knownAt the latest editions answer (查询).

    Drafts answer only to those who may see them, and only where their label is given.
    """

    node = graphene.Field(
        Node,
        description="The thing with this id; null where there is none (按标识查询).",
        id=graphene.ID(required=True, description="Node id (标识)."),
    )
    nodes = graphene.Field(
        graphene.NonNull(graphene.List(Node)),
        description="The things with these ids, at most 200 (按标识批量查询).",
        ids=graphene.Argument(
            graphene.NonNull(graphene.List(graphene.NonNull(graphene.ID))), description="Node ids (标识)."
        ),
    )
    division = graphene.Field(
        Division,
        description="The division with this code (行政区划).",
        code=graphene.String(required=True, description=_DIVISION),
    )
    divisions = connection_field(
        lambda: Division,
        "Divisions by code (行政区划).",
        level=graphene.Argument(enums.Level, description="Only of this level (层级)."),
        under=graphene.String(description="Only below this division, at any depth (上级区划代码)."),
    )
    body = graphene.Field(
        ImplementingBody,
        description="The implementing body with this id (实施主体).",
        id=graphene.ID(required=True, description="Node id (标识)."),
    )
    bodies = connection_field(
        lambda: ImplementingBody,
        "Implementing bodies with published items (实施主体).",
        division=graphene.String(description=_DIVISION),
        text=graphene.String(description="Words the name or an alias must hold (名称检索)."),
    )
    item = graphene.Field(
        PowerItem,
        description="One power item: by id, or by a code within a division (职权事项).",
        id=graphene.ID(description="Node id (标识)."),
        division=graphene.String(description=_DIVISION),
        code=graphene.String(description="A code of the item; needs division (职权编码)."),
        as_of=graphene.Argument(Date, description=_AS_OF),
        known_at=graphene.Argument(DateTime, description=_KNOWN_AT),
    )
    items = connection_field(
        lambda: PowerItem,
        "Power items (职权事项).",
        division=graphene.String(description=_DIVISION),
        kind=graphene.Argument(enums.ListKind, description="Only lists of this kind (清单种类)."),
        edition=graphene.String(description="Label: that edition of each list (版本名)."),
        as_of=graphene.Argument(Date, description=_AS_OF),
        known_at=graphene.Argument(DateTime, description=_KNOWN_AT),
        category=graphene.List(
            graphene.NonNull(enums.Category), description="Only these categories (职权类型)."
        ),
        body=graphene.ID(description="Only this body's (实施主体)."),
        code=graphene.String(description="Only with this code, exactly (职权编码)."),
        instrument=graphene.ID(description="Only resting on this instrument (法律文件)."),
        text=graphene.String(
            description="Words that must all occur in name, code, body or basis, of any length, in either"
            " script (全文检索)."
        ),
        order_by=graphene.Argument(
            enums.ItemOrder, description="Order; RELEVANCE with text, else LIST, if unsaid (排序方式)."
        ),
    )
    edition = graphene.Field(
        Edition,
        description="An edition of a list, the latest published one without a label (清单版本).",
        division=graphene.String(required=True, description=_DIVISION),
        kind=graphene.Argument(enums.ListKind, required=True, description="Which list (清单种类)."),
        label=graphene.String(description="Its label (版本名)."),
    )
    editions = connection_field(
        lambda: Edition,
        "Editions by division and kind, oldest first (清单版本).",
        division=graphene.String(description=_DIVISION),
        kind=graphene.Argument(enums.ListKind, description="Only lists of this kind (清单种类)."),
    )
    compare = graphene.Field(
        Comparison,
        required=True,
        description="Two editions of a list held against one another (年度对账).",
        division=graphene.String(required=True, description=_DIVISION),
        kind=graphene.Argument(enums.ListKind, required=True, description="Which list (清单种类)."),
        from_=graphene.String(name="from", required=True, description="Label of the one before (原版本)."),
        to=graphene.String(required=True, description="Label of the one after (现版本)."),
    )
    alignment = graphene.Field(
        Alignment,
        required=True,
        description="Lists of divisions held against a reference division's (三级四同).",
        reference=graphene.String(required=True, description="Reference division's code (上级区划代码)."),
        targets=graphene.Argument(
            graphene.NonNull(graphene.List(graphene.NonNull(graphene.String))),
            description="Codes of the divisions to hold against it, at most 20 (下级区划代码).",
        ),
        kind=graphene.Argument(
            enums.ListKind, description="Which list; combined, else power list if unsaid (清单种类)."
        ),
        edition=graphene.String(description="Label; each division's latest without one (版本名)."),
    )
    instrument = graphene.Field(
        Instrument,
        description="The legal instrument with this id (法律文件).",
        id=graphene.ID(required=True, description="Node id (标识)."),
    )
    instruments = connection_field(
        lambda: Instrument,
        "Legal instruments by title (法律文件).",
        text=graphene.String(description="Words title, number or an alias must hold (检索)."),
        status=graphene.Argument(enums.InstrumentStatus, description="Only of this status (时效性)."),
        rank=graphene.Argument(enums.InstrumentRank, description="Only of this rank (效力位阶)."),
    )
    statistics = graphene.Field(
        Statistics,
        required=True,
        description="An edition's counts and indicators (统计).",
        division=graphene.String(required=True, description=_DIVISION),
        kind=graphene.Argument(enums.ListKind, required=True, description="Which list (清单种类)."),
        edition=graphene.String(description="Label; the latest without one (版本名)."),
    )

    findings = connection_field(
        lambda: Finding,
        "What checking a division's lists found, in the lists' order (体检发现).",
        division=graphene.String(required=True, description=_DIVISION),
        kind=graphene.Argument(enums.ListKind, description="Only this list; all if unsaid (清单种类)."),
        edition=graphene.String(description="Label; each list's latest without one (版本名)."),
        code=graphene.String(description="Only findings of this code: authority-exceeded … (发现代码)."),
    )

    @staticmethod
    def resolve_node(_root: None, info: graphene.ResolveInfo, id: str) -> object | None:
        """The thing with the id."""
        return nodes_by_id(reader_of(info), [id])[0]

    @staticmethod
    def resolve_nodes(_root: None, info: graphene.ResolveInfo, ids: Sequence[str]) -> list[object | None]:
        """The things with the ids."""
        return nodes_by_id(reader_of(info), ids)

    @staticmethod
    def resolve_division(_root: None, info: graphene.ResolveInfo, code: str) -> DivisionRecord | None:
        """The division."""
        return reader_of(info).divisions.get(reading.division_code(code))

    @staticmethod
    def resolve_divisions(
        _root: None,
        info: graphene.ResolveInfo,
        level: vocabulary.Level | None = None,
        under: str | None = None,
        **page: Any,
    ) -> Page[DivisionRecord]:
        """A page of divisions."""
        reader, asked = reader_of(info), page_request(**page)
        found = reading.division_page(reader.connection, asked, level=level, under=_division(under))
        return reader.division_page(found)

    @staticmethod
    def resolve_body(_root: None, info: graphene.ResolveInfo, id: str) -> BodyRecord | None:
        """The body."""
        reader = reader_of(info)
        return reader.bodies.get(reader.number("ImplementingBody", id))

    @staticmethod
    def resolve_bodies(
        _root: None,
        info: graphene.ResolveInfo,
        division: str | None = None,
        text: str | None = None,
        **page: Any,
    ) -> Page[BodyRecord]:
        """A page of bodies."""
        reader, asked = reader_of(info), page_request(**page)
        found = reading.body_page(reader.connection, asked, division=_division(division), text=text)
        return reader.body_page(found)

    @staticmethod
    def resolve_item(
        _root: None,
        info: graphene.ResolveInfo,
        id: str | None = None,
        division: str | None = None,
        code: str | None = None,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> ItemRecord | None:
        """The item."""
        reader = reader_of(info)
        when = reader.when(None, as_of, known_at)
        if (id is None) == (code is None) or (code is None) != (division is None):
            raise reading.BadArgumentError("参数不符。", "只给 id，或同时给 division 和 code。")
        if id is not None:
            number = reader.number("PowerItem", id)
            found = reading.items_by_id(reader.connection, [number], when).get(number)
        else:
            assert division is not None  # noqa: S101 - follows from the check above
            assert code is not None  # noqa: S101
            found = reading.item_by_code(reader.connection, reading.division_code(division), code, when)
        reader.expect_items([found] if found else [])
        return found

    @staticmethod
    def resolve_items(
        _root: None,
        info: graphene.ResolveInfo,
        division: str | None = None,
        kind: vocabulary.ListKind | None = None,
        edition: str | None = None,
        as_of: date | None = None,
        known_at: datetime | None = None,
        category: Sequence[vocabulary.Category] | None = None,
        body: str | None = None,
        code: str | None = None,
        instrument: str | None = None,
        text: str | None = None,
        order_by: reading.ItemOrder | None = None,
        **page: Any,
    ) -> Page[ItemRecord]:
        """A page of items."""
        reader = reader_of(info)
        selection = ItemSelection(
            division=_division(division),
            kind=kind,
            when=reader.when(edition, as_of, known_at),
            categories=tuple(dict.fromkeys(category or ())),
            body=reader.number("ImplementingBody", body) if body is not None else None,
            code=code,
            instrument=reader.number("Instrument", instrument) if instrument is not None else None,
            text=text,
            order=order_by,
        )
        asked = page_request(**page)
        wanted = reader.expected if "readings" in reader.expected else None
        return reader.item_page(reading.item_page(reader.connection, selection, asked, readings=wanted))

    @staticmethod
    def resolve_edition(
        _root: None,
        info: graphene.ResolveInfo,
        division: str,
        kind: vocabulary.ListKind,
        label: str | None = None,
    ) -> EditionRecord | None:
        """The edition."""
        return reading.find_edition(reader_of(info).connection, reading.division_code(division), kind, label)

    @staticmethod
    def resolve_editions(
        _root: None,
        info: graphene.ResolveInfo,
        division: str | None = None,
        kind: vocabulary.ListKind | None = None,
        **page: Any,
    ) -> Page[EditionRecord]:
        """A page of editions."""
        reader, asked = reader_of(info), page_request(**page)
        found = reading.edition_page(reader.connection, asked, division=_division(division), kind=kind)
        return reader.edition_page(found)

    @staticmethod
    def resolve_compare(
        _root: None,
        info: graphene.ResolveInfo,
        division: str,
        kind: vocabulary.ListKind,
        from_: str,
        to: str,
    ) -> comparison.Comparison:
        """The comparison of two editions."""
        reader = reader_of(info)
        code = reading.division_code(division)
        before, after = (
            reading.require_edition(reader.connection, code, kind, label) for label in (from_, to)
        )
        return reader.comparison(before, after)

    @staticmethod
    def resolve_alignment(
        _root: None,
        info: graphene.ResolveInfo,
        reference: str,
        targets: Sequence[str],
        kind: vocabulary.ListKind | None = None,
        edition: str | None = None,
    ) -> AlignmentReport:
        """The alignment of several divisions."""
        reader = reader_of(info)
        if len(targets) > _MOST_TARGETS:
            raise reading.BadArgumentError(
                f"给出了 {len(targets)} 个 targets。", f"一次至多 {_MOST_TARGETS} 个；更多的用 quanze align。"
            )
        editions = reading.editions_to_align(
            reader.connection,
            reading.division_code(reference),
            [reading.division_code(target) for target in targets],
            kind,
            edition,
        )
        return reader.alignment(editions[0], editions[1:])

    @staticmethod
    def resolve_instrument(_root: None, info: graphene.ResolveInfo, id: str) -> InstrumentRecord | None:
        """The instrument."""
        reader = reader_of(info)
        return reader.instruments.get(reader.number("Instrument", id))

    @staticmethod
    def resolve_instruments(
        _root: None,
        info: graphene.ResolveInfo,
        text: str | None = None,
        status: vocabulary.InstrumentStatus | None = None,
        rank: vocabulary.InstrumentRank | None = None,
        **page: Any,
    ) -> Page[InstrumentRecord]:
        """A page of instruments."""
        reader = reader_of(info)
        return reader.instrument_page(
            reading.instrument_page(
                reader.connection, page_request(**page), text=text, status=status, rank=rank
            )
        )

    @staticmethod
    def resolve_statistics(
        _root: None,
        info: graphene.ResolveInfo,
        division: str,
        kind: vocabulary.ListKind,
        edition: str | None = None,
    ) -> reading.Statistics:
        """An edition's counts."""
        connection = reader_of(info).connection
        found = reading.require_edition(connection, reading.division_code(division), kind, edition)
        return reading.statistics(connection, found)

    @staticmethod
    def resolve_findings(_root: None, info: graphene.ResolveInfo, **asked: Any) -> Page[CheckFinding]:
        """A page of findings."""
        return found_page(reader_of(info), **asked)


def _division(text: str | None) -> str | None:
    return reading.division_code(text) if text is not None else None
