"""Indicators of divisions: each with the lists of all divisions below it."""

from collections.abc import Sequence
from datetime import date, datetime

import graphene

from schema import enums
from schema.cells import Attribute
from schema.indicators import (
    IndicatorClass,
    IndicatorCount,
    TimeCut,
    chosen,
    key_field,
    keys_argument,
    name_field,
)
from schema.nodes import list_of
from schema.places import Division, reader_of
from schema.scalars import Date, DateTime
from service import indicators as figures
from service import reading, vocabulary
from service.reading import DivisionRecord


class DivisionIndicator(graphene.ObjectType):
    """An indicator over the lists of a division and all below it (各地指标)."""

    key = key_field()
    name = name_field()
    count = graphene.Field(
        IndicatorCount, required=True, resolver=Attribute("total"), description="In all (合计)."
    )
    classes = list_of(IndicatorClass, "What the items state, in the scale's order; those that occur (分档).")


class DivisionIndicators(graphene.ObjectType):
    """Indicators of a division's own list and all lists below it together (分地区指标)."""

    division = graphene.Field(Division, required=True, description="The division (行政区划).")
    lists = graphene.Int(required=True, description="How many lists are counted (清单数).")
    items = graphene.Int(required=True, description="How many items they have (事项数).")
    indicators = list_of(DivisionIndicator, "Each indicator (指标).", keys=keys_argument())
    time_cut = graphene.Field(TimeCut, required=True, description="The time cut (时限压缩).")
    charges = graphene.Int(required=True, description="How many charges they have (收费事项数).")
    below = list_of(
        lambda: DivisionIndicators,
        "The same of each division directly below that has, or has below it, a list (下级各地).",
    )

    @staticmethod
    def resolve_division(place: figures.DivisionFigures, info: graphene.ResolveInfo) -> DivisionRecord | None:
        """The division."""
        return reader_of(info).divisions.get(place.division)

    @staticmethod
    def resolve_indicators(
        place: figures.DivisionFigures, _info: graphene.ResolveInfo, keys: Sequence[str] | None = None
    ) -> Sequence[figures.IndicatorSum]:
        """The indicators."""
        return chosen(place.indicators, keys)

    @staticmethod
    def resolve_below(
        place: figures.DivisionFigures, info: graphene.ResolveInfo
    ) -> tuple[figures.DivisionFigures, ...]:
        """The divisions below."""
        reader_of(info).divisions.want(each.division for each in place.below)
        return place.below


class IndicatorQueries:
    """Questions about indicators of many lists."""

    division_indicators = graphene.Field(
        DivisionIndicators,
        required=True,
        description="Indicators of a division and all divisions below it, lists of one kind (分地区指标).",
        division=graphene.String(required=True, description="Division code (区划代码)."),
        kind=graphene.Argument(enums.ListKind, required=True, description="Which lists (清单种类)."),
        edition=graphene.String(
            description="Label: that edition of each list; the latest without one (版本名)."
        ),
        as_of=graphene.Argument(Date, description="As of this day (截至日期)."),
        known_at=graphene.Argument(
            DateTime, description="As it was published here by this moment (截至何时所知)."
        ),
    )

    @staticmethod
    def resolve_division_indicators(
        _root: None,
        info: graphene.ResolveInfo,
        division: str,
        kind: vocabulary.ListKind,
        edition: str | None = None,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> figures.DivisionFigures:
        """The indicators of the division."""
        reader = reader_of(info)
        code = reading.division_code(division)
        found = reader.division_figures(code, kind, reader.when(edition, as_of, known_at))
        reader.divisions.want([code])
        return found
