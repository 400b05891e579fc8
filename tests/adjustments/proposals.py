"""Proposals for tests: a county's bodies, items as they stand, and what is proposed of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from service.adjustments import AdjustmentKind, Ground, GroundKind, Proposal, Recipient, Wording
from service.items import Body, ItemContent
from service.vocabulary import Category, ListKind

COUNTY, CITY = "330824", "330800"
CIVIL = Body(1, "民政局", COUNTY)
HEALTH = Body(2, "卫生健康局", COUNTY)
EMERGENCY = Body(3, "应急管理局", COUNTY)
LAW = Ground(kind=GroundKind.LAW, citation="《中华人民共和国行政许可法》第十二条", day=date(2026, 3, 2))


def stands(number: int | None, name: str = "养老机构备案", body: Body = CIVIL, **said: Any) -> Wording:
    """An item that stands (or a new one, without a number)."""
    category = said.pop("category", Category.LICENSING)
    return Wording(
        content=ItemContent(name=name, body_name=body.name, **said), category=category, body=body, item=number
    )


def proposal(
    kind: AdjustmentKind, before: Sequence[Wording] = (), after: Sequence[Wording] = (), **said: Any
) -> Proposal:
    """A proposal of the civil affairs bureau, on the ground of a law."""
    told: dict[str, Any] = {
        "division": COUNTY,
        "lists": (ListKind.POWER,),
        "body": CIVIL,
        "effective_on": date(2026, 3, 10),
        "grounds": (LAW,),
        **said,
    }
    return Proposal(kind=kind, before=tuple(before), after=tuple(after), **told)


def to(body: Body) -> Recipient:
    """A body of the county as recipient."""
    return Recipient(division=body.division, name=body.name, body=body.id)
