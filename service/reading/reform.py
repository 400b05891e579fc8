"""Institutional reform (机构改革) between two editions: as loading recorded it, and as it is told."""

from datetime import date

from sqlalchemy import Connection, select

from service.bodies import BodyMap, BodySuccession, fold_body_name
from service.items import Body
from service.reading.standing import lists_of
from service.store.core import body_succession, edition


def reform_between(
    connection: Connection, before_id: int, after_id: int, told: BodyMap | None = None
) -> BodyMap:
    """Return the successions of bodies that count between two editions: the recorded ones and those `told`.

    One counts whose day lies between the days the editions take effect, and one that they show themselves:
    either of its bodies stands in one of them only. A list of the year of a reform takes effect on its first
    of January and yet has the bodies that came in March. What is told without a day always counts.
    """
    sides = [list(lists_of(connection, number).values()) for number in (before_id, after_id)]
    recorded = _recorded(connection, {body.id: body for side in sides for body in side})
    dated = BodyMap((*(one for one in recorded if one.since), *(told.successions if told else ())))
    lying_between = dated.between(*_days(connection, before_id, after_id)).successions
    standing = [{fold_body_name(body.name, body.division) for body in side} for side in sides]
    division = next((body.division for side in sides for body in side), "")

    def is_shown(succession: BodySuccession) -> bool:
        names = (fold_body_name(name, division) for name in (succession.old, succession.new))
        return any((name in standing[0]) != (name in standing[1]) for name in names)

    shown = filter(is_shown, (*recorded, *(told.successions if told else ())))
    return BodyMap(tuple(dict.fromkeys((*lying_between, *shown))))


def bodies_named(connection: Connection, before_id: int, after_id: int, reform: BodyMap) -> set[int]:
    """Return the bodies of the editions that the map names."""
    if not reform.successions:
        return set()
    bodies = [body for number in (before_id, after_id) for body in lists_of(connection, number).values()]
    division = next((body.division for body in bodies), "")
    named = {
        fold_body_name(name, division)
        for succession in reform.successions
        for name in (succession.old, succession.new)
    }
    return {body.id for body in bodies if fold_body_name(body.name, division) in named}


def _days(connection: Connection, before_id: int, after_id: int) -> tuple[date, date]:
    """Return the days the two editions take effect, the earlier first."""
    days = connection.execute(
        select(edition.c.effective_on).where(edition.c.id.in_((before_id, after_id)))
    ).scalars()
    earliest, *_, latest = sorted([*days] * 2)
    return earliest, latest


def _recorded(connection: Connection, bodies: dict[int, Body]) -> list[BodySuccession]:
    """Return the successions that loading recorded between any two of these bodies."""
    link = body_succession.c
    rows = connection.execute(
        select(link.predecessor_id, link.successor_id, link.since)
        .where(link.predecessor_id.in_(bodies), link.successor_id.in_(bodies))
        .order_by(link.predecessor_id, link.successor_id)
    )
    return [BodySuccession(bodies[old].name, bodies[new].name, since) for old, new, since in rows]
