"""Indicators: shares of items that are claimed, published, online, at once …; time cut; between editions."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import graphene

from schema import enums
from schema.cells import Attribute
from schema.charges import ChargeChange, charge_change_page
from schema.nodes import connection_field, list_of
from schema.places import Edition, ImplementingBody, reader_of
from service import indicators as figures
from service import reading
from service.reading import BodyRecord, EditionRecord, Page


class _Part(NamedTuple):
    """A value of a body or of a category."""

    key: Any
    value: Any


class _Compared(NamedTuple):
    """Two editions, and what their figures come to."""

    before: EditionRecord
    after: EditionRecord
    change: figures.FiguresChange


_Parted = figures.IndicatorCount | figures.TimeCutCount | figures.IndicatorChange


def _of_bodies(figure: _Parted, info: graphene.ResolveInfo, body: str | None = None) -> list[_Part]:
    """A figure's values by body, of one where it is named."""
    reader = reader_of(info)
    values: Mapping[int, object] = figure.by_body
    if body is not None:
        number = reader.number("ImplementingBody", body)
        values = {number: values[number]} if number in values else {}
    reader.bodies.want(values)
    return [_Part(key, value) for key, value in values.items()]


def _of_categories(figure: _Parted, _info: graphene.ResolveInfo) -> list[_Part]:
    """A figure's values by category."""
    return [_Part(key, value) for key, value in figure.by_category.items()]


def _by_body(kind: Any) -> graphene.Field:
    return list_of(
        kind,
        "By body (分部门).",
        body=graphene.ID(description="Only this body's (实施主体)."),
        resolver=_of_bodies,
    )


def _by_category(kind: Any) -> graphene.Field:
    return list_of(kind, "By category (分类型).", resolver=_of_categories)


def _body(part: _Part, info: graphene.ResolveInfo) -> BodyRecord | None:
    """The body of a part."""
    return reader_of(info).bodies.get(part.key)


def _body_field() -> graphene.Field:
    return graphene.Field(ImplementingBody, required=True, resolver=_body, description="The body (实施主体).")


def _category_field() -> graphene.Field:
    return graphene.Field(
        enums.Category,
        resolver=Attribute("key"),
        description="The category; null for items without one (职权类型).",
    )


def key_field() -> graphene.String:
    """Return the field that tells an indicator's key."""
    return graphene.String(
        required=True, resolver=Attribute("key", of="rule"), description="Its key, which stays (代号)."
    )


def name_field() -> graphene.String:
    """Return the field that tells an indicator's name."""
    return graphene.String(
        required=True, resolver=Attribute("name", of="rule"), description="What it is called (名称)."
    )


class IndicatorCount(graphene.ObjectType):
    """How many items an indicator counts, of how many that state it (指标计数).

    Every item is in one of four: denominator, notStated, unreadable, notApplicable.
    """

    numerator = graphene.Int(required=True, description="Items that are so (分子).")
    denominator = graphene.Int(required=True, description="Items that state whether they are (分母).")
    share = graphene.Float(
        description="Numerator of denominator in percent, one decimal; null where none states it (比例)."
    )
    not_stated = graphene.Int(required=True, description="Items whose cell is empty (未填).")
    unreadable = graphene.Int(required=True, description="Items whose cell is not understood (看不懂).")
    not_applicable = graphene.Int(required=True, description="Items it does not apply to (不适用).")
    items = graphene.Int(required=True, description="All items, of each of these (事项数).")


class IndicatorOfBody(graphene.ObjectType):
    """An indicator of one body (分部门指标)."""

    body = _body_field()
    count = graphene.Field(
        IndicatorCount, required=True, resolver=Attribute("value"), description="Its count (计数)."
    )


class IndicatorOfCategory(graphene.ObjectType):
    """An indicator of one category (分类型指标)."""

    category = _category_field()
    count = graphene.Field(
        IndicatorCount, required=True, resolver=Attribute("value"), description="Its count (计数)."
    )


class IndicatorClass(graphene.ObjectType):
    """How many items state one class of the column that an indicator reads (分档)."""

    key = graphene.String(required=True, description="Its key, which stays (代号).")
    name = graphene.String(required=True, description="What it is called (名称).")
    items = graphene.Int(required=True, description="Items that state it (事项数).")
    bodies = graphene.Int(required=True, description="Bodies with such items (部门数).")


class UnreadSpelling(graphene.ObjectType):
    """A spelling that is not understood (看不懂的写法)."""

    text = graphene.String(required=True, description="The spelling, shortened (写法).")
    items = graphene.Int(required=True, description="Items that have it (事项数).")


class Indicator(graphene.ObjectType):
    """A share of an edition's items: 认领率, 发布率, 全程网办率, 即办率, 最多跑一次率 … (指标)."""

    key = key_field()
    name = name_field()
    about = graphene.String(
        required=True, resolver=Attribute("about", of="rule"), description="What it counts (含义)."
    )
    count = graphene.Field(
        IndicatorCount, required=True, resolver=Attribute("total"), description="In all (合计)."
    )
    classes = list_of(IndicatorClass, "What the items state, in the scale's order; those that occur (分档).")
    unread = list_of(UnreadSpelling, "The ten commonest spellings not understood (看不懂的写法).")
    by_body = _by_body(IndicatorOfBody)
    by_category = _by_category(IndicatorOfCategory)


class TimeCut(graphene.ObjectType):
    """Legal against promised time limits in working days, over the items that state both (时限压缩)."""

    items = graphene.Int(required=True, description="Items that state both limits (计算项数).")
    legal_days = graphene.Float(required=True, description="Working days the law allows (法定工作日).")
    promised_days = graphene.Float(required=True, description="Working days promised (承诺工作日).")
    share = graphene.Float(description="What part of the legal days is cut, in percent (压缩比例).")
    mean_share = graphene.Float(description="The mean of each item's part, in percent (平均压缩比例).")
    mixed = graphene.Int(required=True, description="Items with limits in different units (单位不一).")
    longer = graphene.Int(required=True, description="Items that promise more than allowed (承诺长于法定).")
    not_stated = graphene.Int(required=True, description="Items that leave one of the limits out (未填).")
    unreadable = graphene.Int(required=True, description="Items with a limit not understood (看不懂).")

    @staticmethod
    def resolve_legal_days(cut: figures.TimeCut, _info: graphene.ResolveInfo) -> float:
        """The legal days with one decimal."""
        return figures.one_decimal(cut.legal_days)

    @staticmethod
    def resolve_promised_days(cut: figures.TimeCut, _info: graphene.ResolveInfo) -> float:
        """The promised days with one decimal."""
        return figures.one_decimal(cut.promised_days)


class TimeCutOfBody(graphene.ObjectType):
    """The time cut of one body (分部门时限压缩)."""

    body = _body_field()
    cut = graphene.Field(
        TimeCut, required=True, resolver=Attribute("value"), description="What is cut (时限压缩)."
    )


class TimeCutOfCategory(graphene.ObjectType):
    """The time cut of one category (分类型时限压缩)."""

    category = _category_field()
    cut = graphene.Field(
        TimeCut, required=True, resolver=Attribute("value"), description="What is cut (时限压缩)."
    )


class EditionTimeCut(graphene.ObjectType):
    """The time cut of an edition (清单的时限压缩)."""

    total = graphene.Field(TimeCut, required=True, description="In all (合计).")
    unread = list_of(UnreadSpelling, "The ten commonest pairs of limits not understood (看不懂的写法).")
    by_body = _by_body(TimeCutOfBody)
    by_category = _by_category(TimeCutOfCategory)


class CountChange(graphene.ObjectType):
    """An indicator's count in two editions (指标变动)."""

    before = graphene.Field(IndicatorCount, required=True, description="In the edition before (变动前).")
    after = graphene.Field(IndicatorCount, required=True, description="In this edition (变动后).")
    points = graphene.Float(
        description="By how many percentage points the share rose; null where one has none (百分点)."
    )


class ChangeOfBody(graphene.ObjectType):
    """What became of an indicator in one body; where an edition lacks it, it counts 0 (分部门变动)."""

    body = _body_field()
    change = graphene.Field(
        CountChange, required=True, resolver=Attribute("value"), description="What became of it (变动)."
    )


class ChangeOfCategory(graphene.ObjectType):
    """What became of an indicator in one category (分类型变动)."""

    category = _category_field()
    change = graphene.Field(
        CountChange, required=True, resolver=Attribute("value"), description="What became of it (变动)."
    )


class IndicatorChange(graphene.ObjectType):
    """An indicator in two editions (指标变动)."""

    key = key_field()
    name = name_field()
    change = graphene.Field(
        CountChange, required=True, resolver=Attribute("total"), description="In all (合计)."
    )
    by_body = _by_body(ChangeOfBody)
    by_category = _by_category(ChangeOfCategory)


class TimeCutChange(graphene.ObjectType):
    """The time cut of two editions (时限压缩变动)."""

    before = graphene.Field(TimeCut, required=True, description="In the edition before (变动前).")
    after = graphene.Field(TimeCut, required=True, description="In this edition (变动后).")
    points = graphene.Float(
        description="By how many percentage points the part cut rose; null where one has none (百分点)."
    )


def keys_argument() -> graphene.Argument:
    """Return the argument that narrows to some indicators; `chosen` does."""
    return graphene.List(
        graphene.NonNull(graphene.String),
        description="Only those of these keys: claimed, published, wholly-online, at-once … (指标).",
    )


def chosen(found: Sequence[Any], keys: Sequence[str] | None) -> Sequence[Any]:
    """Return the indicators of these keys, all for None; raises `BadArgumentError` for a key there is not."""
    if keys is None:
        return found
    known = {each.rule.key for each in found}
    if unknown := sorted(set(keys) - known):
        raise reading.BadArgumentError(
            f"没有指标“{unknown[0][:40]}”。", f"已有的：{'、'.join(sorted(known))}。"
        )
    return [each for each in found if each.rule.key in keys]


class StatisticsChange(graphene.ObjectType):
    """What an edition's indicators come to against those of another (与另一版本比较)."""

    before = graphene.Field(Edition, required=True, description="The edition compared with (比较的版本).")
    after = graphene.Field(Edition, required=True, description="This edition (本版本).")
    indicators = list_of(IndicatorChange, "Each indicator (指标).", keys=keys_argument())
    time_cut = graphene.Field(TimeCutChange, required=True, description="The time cut (时限压缩).")
    charges = connection_field(lambda: ChargeChange, "Charges that are not as they were (收费变动).")

    @staticmethod
    def resolve_indicators(
        compared: _Compared, _info: graphene.ResolveInfo, keys: Sequence[str] | None = None
    ) -> Sequence[figures.IndicatorChange]:
        """The indicators."""
        return chosen(compared.change.indicators, keys)

    @staticmethod
    def resolve_time_cut(compared: _Compared, _info: graphene.ResolveInfo) -> figures.TimeCutChange:
        """The time cut."""
        return compared.change.time_cut

    @staticmethod
    def resolve_charges(
        compared: _Compared, info: graphene.ResolveInfo, **page: Any
    ) -> Page[figures.ChargeChange]:
        """A page of the charges."""
        return charge_change_page(info, compared.change.charges, **page)


def compared_with(info: graphene.ResolveInfo, after: EditionRecord, label: str) -> _Compared:
    """Return what became of the indicators since another edition of the list."""
    reader = reader_of(info)
    before = reading.require_edition(reader.connection, after.division_code, after.kind, label)
    reading.require_whole(reader.connection, before.id, after.id)
    return _Compared(before, after, figures.compare_figures(reader.figures(before), reader.figures(after)))
