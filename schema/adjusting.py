"""Questions about adjustments and delegations; what is drafted answers only to those who may see it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import graphene

from schema import enums
from schema.adjustments import Adjustment
from schema.delegations import Delegation
from schema.nodes import connection_field, page_request
from schema.places import reader_of
from schema.scalars import Date
from service import proceedings, reading, vocabulary
from service.adjustments import AdjustmentKind, State, Step
from service.days import today
from service.proceedings import (
    AdjustmentRecord,
    AdjustmentSelection,
    DelegationRecord,
    DelegationSelection,
)
from service.reading import Page

_DIVISION = "Division code (区划代码)."


class AdjustmentQueries:
    """Questions about adjustments."""

    adjustment = graphene.Field(
        Adjustment,
        description="The adjustment with this id; null where there is none one may see (动态调整).",
        id=graphene.ID(required=True, description="Its id (标识)."),
    )
    adjustments = connection_field(
        lambda: Adjustment,
        "Adjustments in the order they were proposed; published ones, and those one may see (动态调整).",
        division=graphene.String(description=_DIVISION),
        kind=graphene.Argument(enums.ListKind, description="Only of this list (清单种类)."),
        body=graphene.ID(description="Only this body's (申报部门)."),
        item=graphene.ID(description="Only about this power (职权事项)."),
        kinds=graphene.List(
            graphene.NonNull(enums.AdjustmentKind), description="Only of these kinds (调整类型)."
        ),
        state=graphene.List(
            graphene.NonNull(enums.AdjustmentState), description="Only in these states (办理状态)."
        ),
        awaiting=graphene.Argument(enums.ReviewStep, description="Only awaiting this step (待办环节)."),
        late=graphene.Boolean(description="Only what is late, or only what is not (是否逾期)."),
    )
    delegations = connection_field(
        lambda: Delegation,
        "Which power was delegated or entrusted to whom, since when; the earliest first (下放、委托).",
        division=graphene.String(description="Only by bodies of this division (区划代码)."),
        from_body=graphene.ID(description="Only by this body (下放部门)."),
        to_body=graphene.ID(description="Only to this body (接收部门)."),
        to_division=graphene.String(description="Only to this division and its bodies (接收方区划代码)."),
        item=graphene.ID(description="Only of this power (职权事项)."),
        on=graphene.Argument(Date, description="Only what holds on this day (日期)."),
    )

    @staticmethod
    def resolve_adjustment(_root: None, info: graphene.ResolveInfo, id: str) -> AdjustmentRecord | None:
        """The adjustment."""
        reader = reader_of(info)
        number = reader.number("Adjustment", id)
        return proceedings.find_adjustment(reader.connection, reader.principal, number)

    @staticmethod
    def resolve_adjustments(
        _root: None,
        info: graphene.ResolveInfo,
        division: str | None = None,
        kind: vocabulary.ListKind | None = None,
        body: str | None = None,
        item: str | None = None,
        kinds: Sequence[AdjustmentKind] | None = None,
        state: Sequence[State] | None = None,
        awaiting: Step | None = None,
        late: bool | None = None,
        **page: Any,
    ) -> Page[AdjustmentRecord]:
        """A page of adjustments."""
        reader = reader_of(info)
        selection = AdjustmentSelection(
            division=_division(division),
            kind=kind,
            body=reader.number("ImplementingBody", body) if body is not None else None,
            item=reader.number("PowerItem", item) if item is not None else None,
            kinds=tuple(kinds or ()),
            states=tuple(state or ()),
            awaiting=awaiting,
            late=late,
        )
        found = proceedings.adjustment_page(
            reader.connection, reader.principal, selection, page_request(**page), today()
        )
        reader.divisions.want(record.division_code for record in found.nodes)
        reader.bodies.want(record.body_id for record in found.nodes)
        return found

    @staticmethod
    def resolve_delegations(
        _root: None,
        info: graphene.ResolveInfo,
        division: str | None = None,
        from_body: str | None = None,
        to_body: str | None = None,
        to_division: str | None = None,
        item: str | None = None,
        on: date | None = None,
        **page: Any,
    ) -> Page[DelegationRecord]:
        """A page of delegations."""
        reader = reader_of(info)
        selection = DelegationSelection(
            division=_division(division),
            from_body=reader.number("ImplementingBody", from_body) if from_body is not None else None,
            to_body=reader.number("ImplementingBody", to_body) if to_body is not None else None,
            to_division=_division(to_division),
            item=reader.number("PowerItem", item) if item is not None else None,
            on=on,
        )
        found = proceedings.delegation_page(
            reader.connection, reader.principal, selection, page_request(**page)
        )
        reader.bodies.want(record.from_body for record in found.nodes)
        reader.bodies.want(record.to_body for record in found.nodes if record.to_body is not None)
        return found


def _division(text: str | None) -> str | None:
    return reading.division_code(text) if text is not None else None
