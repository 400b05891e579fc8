"""Charges of an edition: what is suspended, exempted or reduced, since and until when."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import graphene

from schema import enums
from schema.nodes import connection_field, list_of, page_request
from schema.places import ImplementingBody, reader_of
from schema.scalars import Date
from service import indicators, node_ids, reading
from service.reading import BodyRecord, Page


class ChargeStanding(graphene.ObjectType):
    """One state that a cell tells of (征收状态及起止)."""

    state = graphene.Field(enums.ChargeState, required=True, description="The state (征收状态).")
    since = Date(description="From this day, if one is stated (起始日期).")
    until = Date(description="To this day, included, if one is stated (截止日期).")
    text = graphene.String(required=True, description="The words that tell of it, verbatim (原文).")


class Charge(graphene.ObjectType):
    """A charge item as it stands in an edition, cells verbatim (收费事项)."""

    id = graphene.ID(required=True, description="Node id of the power (标识).")
    body = graphene.Field(ImplementingBody, required=True, description="Who charges (实施主体).")
    name = graphene.String(required=True, description="Name (事项名称).")
    sub_item_name = graphene.String(required=True, description="Sub-item name, empty for none (子项名称).")
    standard = graphene.String(required=True, description="How much is charged (收费标准).")
    basis = graphene.String(required=True, description="On which basis (收费依据).")
    state_text = graphene.String(required=True, description="The state as written (征收状态原文).")
    standings = list_of(ChargeStanding, "What is read from that, in its order (征收状态及起止).")
    states = list_of(
        enums.ChargeState,
        "The states it is in on a day; none where none is told of for that day (当日征收状态).",
        on=graphene.Argument(Date, required=True, description="The day (日期)."),
    )
    is_read = graphene.Boolean(
        required=True, description="Whether the state as written is understood, or says nothing (是否看懂)."
    )

    @staticmethod
    def resolve_id(charge: indicators.Charge, _info: graphene.ResolveInfo) -> str:
        """The power's node id."""
        return node_ids.encode("PowerItem", charge.item_id)

    @staticmethod
    def resolve_body(charge: indicators.Charge, info: graphene.ResolveInfo) -> BodyRecord | None:
        """The body."""
        return reader_of(info).bodies.get(charge.body_id)

    @staticmethod
    def resolve_states(
        charge: indicators.Charge, _info: graphene.ResolveInfo, on: date
    ) -> tuple[indicators.ChargeState, ...]:
        """The states on that day."""
        return charge.states_on(on)


class ChargeChange(graphene.ObjectType):
    """A charge that came, went, or differs in standard, basis or state (收费变动)."""

    before = graphene.Field(Charge, description="As it was; null where there was none (变动前).")
    after = graphene.Field(Charge, description="As it is; null where there is none (变动后).")


def charges_field() -> graphene.Field:
    """Return the field that pages through an edition's charges; `charge_page` answers it."""
    return connection_field(
        lambda: Charge,
        "Its charges, by body and in the list's order (收费事项).",
        body=graphene.ID(description="Only this body's (实施主体)."),
        state=graphene.List(
            graphene.NonNull(enums.ChargeState), description="Only in one of these states (征收状态)."
        ),
        on=graphene.Argument(
            Date, description="With state: on this day; else at any time it tells of (日期)."
        ),
    )


def charge_page(
    info: graphene.ResolveInfo,
    charges: Sequence[indicators.Charge],
    body: str | None = None,
    state: Sequence[indicators.ChargeState] | None = None,
    on: date | None = None,
    **page: Any,
) -> Page[indicators.Charge]:
    """Return a page of charges."""
    reader = reader_of(info)
    number = reader.number("ImplementingBody", body) if body is not None else None
    wanted = set(state) if state is not None else None
    kept = [
        place
        for place, charge in enumerate(charges)
        if (number is None or charge.body_id == number)
        and (wanted is None or not wanted.isdisjoint(charge.states_on(on) if on else charge.states))
    ]
    found = reading.page_of(charges, "charges", page_request(**page), kept)
    reader.bodies.want(charge.body_id for charge in found.nodes)
    return found


def charge_change_page(
    info: graphene.ResolveInfo, changes: Sequence[indicators.ChargeChange], **page: Any
) -> Page[indicators.ChargeChange]:
    """Return a page of changes."""
    found = reading.page_of(changes, "charge changes", page_request(**page))
    reader_of(info).bodies.want(
        side.body_id for change in found.nodes for side in (change.before, change.after) if side
    )
    return found
