"""A county's offices at work: who they are, and the way of an adjustment through them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from service.access import Grant, Principal, Role
from service.adjustments import AdjustmentKind, Decision, Ground, GroundKind, State, Step
from service.editions import open_draft
from service.proceedings import (
    AdjustmentRecord,
    AdjustmentRequest,
    AskedItem,
    apply_adjustments,
    find_adjustment,
    propose,
    review,
)
from service.proceedings.applying import Applied
from service.store import Store
from service.store.core import body, current_item, revision
from service.vocabulary import ListKind
from tests.reading.inventory import COUNTY

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
LAW = Ground(kind=GroundKind.LAW, citation="《中华人民共和国行政许可法》第十二条", day=date(2026, 11, 20))


def clerk(role: Role, division: str = COUNTY, body: int | None = None, name: str = "") -> Principal:
    """Somebody with one role."""
    subject = f"{role.value}:{division}:{body}{name}"
    return Principal(
        subject=subject, name=f"{role.label}{name}", grants=(Grant(role=role, division=division, body=body),)
    )


ESTABLISHMENT = clerk(Role.ESTABLISHMENT_REVIEWER)
JUSTICE = clerk(Role.LEGALITY_REVIEWER)
GOVERNMENT = clerk(Role.APPROVER)
PUBLISHER = clerk(Role.PUBLISHER)
REVIEWERS = {Step.ESTABLISHMENT: ESTABLISHMENT, Step.LEGALITY: JUSTICE, Step.GOVERNMENT: GOVERNMENT}


def bodies(store: Store) -> dict[str, int]:
    """The bodies by name."""
    with store.read() as connection:
        return dict(connection.execute(select(body.c.name, body.c.id).order_by(body.c.id.desc())).all())


def powers(store: Store) -> dict[str, int]:
    """The powers of the latest lists by name."""
    with store.read() as connection:
        return dict(
            connection.execute(
                select(revision.c.name, revision.c.item_id).join(
                    current_item, current_item.c.revision_id == revision.c.id
                )
            ).all()
        )


def editor(store: Store, name: str = "民政局") -> Principal:
    """The editor of a body."""
    return clerk(Role.BODY_EDITOR, body=bodies(store)[name])


def request(store: Store, kind: AdjustmentKind, *, body: str = "民政局", **said: Any) -> AdjustmentRequest:
    """What a body asks, on the ground of a law."""
    told: dict[str, Any] = {
        "division": COUNTY,
        "lists": (ListKind.POWER,),
        "body": bodies(store)[body],
        "effective_on": date(2026, 12, 1),
        "grounds": (LAW,),
        **said,
    }
    return AdjustmentRequest(kind=kind, **told)


def says(item: int | None = None, **fields: str) -> AskedItem:
    """What an item is to say."""
    return AskedItem(item=item, fields=fields)


def filed(store: Store, asked: AdjustmentRequest, by: Principal | None = None, now: datetime = NOW) -> int:
    """File a proposal that is in order; its number."""
    names: dict[int | None, str] = {number: name for name, number in bodies(store).items()}
    who = by or (ESTABLISHMENT if asked.kind is AdjustmentKind.REFORM else editor(store, names[asked.body]))
    with store.write() as connection:
        result = propose(connection, who, asked, now)
    assert result.number is not None, result.findings
    return result.number


def seen(store: Store, number: int, by: Principal | None = ESTABLISHMENT) -> AdjustmentRecord:
    """The adjustment as the establishment office sees it."""
    with store.read() as connection:
        found = find_adjustment(connection, by, number)
    assert found
    return found


def passed(store: Store, number: int, now: datetime = NOW) -> AdjustmentRecord:
    """Let every office pass it."""
    while (record := seen(store, number)).awaiting:
        step = record.awaiting
        assert step
        who = REVIEWERS[step]
        if record.kind is AdjustmentKind.REFORM and step is Step.ESTABLISHMENT:
            who = clerk(Role.ESTABLISHMENT_REVIEWER, name="二")
        with store.write() as connection:
            review(connection, who, number, record.version, step, Decision.ACCEPT, "", now)
    assert record.state is State.APPROVED
    return record


def approved(store: Store, *asked: AdjustmentRequest) -> list[int]:
    """File proposals and let every office pass them."""
    numbers = [filed(store, each) for each in asked]
    for number in numbers:
        passed(store, number)
    return numbers


def opened(store: Store, label: str = "2027", base: str = "2026", kind: ListKind = ListKind.POWER) -> None:
    """Open a draft from the latest edition."""
    with store.write() as connection:
        open_draft(connection, COUNTY, kind, label, NOW, base_label=base)


def applied(
    store: Store, label: str = "2027", numbers: Sequence[int] | None = None, kind: ListKind = ListKind.POWER
) -> Applied:
    """Apply what is approved to the draft."""
    with store.write() as connection:
        return apply_adjustments(
            connection, ESTABLISHMENT, COUNTY, kind, label, NOW + timedelta(days=1), numbers
        )
