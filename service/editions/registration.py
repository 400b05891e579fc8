"""The bodies a file names, found among those of the division or entered as new ones."""

from collections.abc import Iterable
from datetime import date

import msgspec
from sqlalchemy import Connection, insert, select, update

from service.bodies import BodyIndex, BodyMap, KnownBody, fold_body_name, read_body_kind
from service.codes import check_credit_code
from service.editions.news import DraftNews
from service.findings import Finding, Severity
from service.items import Body, Named, PackedItems
from service.store import take_numbers
from service.store.core import body, body_alias, body_succession
from service.store.news import News
from service.store.tables import ImplementingBody

# What a body is called that no row, sheet or title names; the load warns of it (`missing-body`).
_UNNAMED = "未写明实施主体"


class RegisteredBodies(msgspec.Struct, frozen=True, kw_only=True):
    """The body of each item, in the items' order; bodies whose place the body map says these take; doubts."""

    bodies: list[Body]
    predecessors: list[Body]
    findings: list[Finding]


def register_bodies(
    connection: Connection,
    division: str,
    items: PackedItems,
    body_map: BodyMap | None,
    draft: int | None = None,
) -> RegisteredBodies:
    """Find or enter the bodies of the items; a name or credit code that is news of a body is entered too.

    `draft` is the edition the items come into: its news are kept from others until it is published.
    """
    index, known = known_bodies(connection, division)
    news = DraftNews(connection, division, draft)
    found: dict[Named, KnownBody] = {}
    findings: list[Finding] = []
    for place in range(len(items)):
        named = items.named(place)
        if named in found:
            continue
        name, code = named.body_name or _UNNAMED, named.credit_code
        conflict = index.conflict(name, code)
        if conflict:
            findings.append(_conflict(conflict, items.sheet(place), items.rows(place)[0]))
        entry = index.find(name, code)
        if entry is None:
            entry = _enter(connection, division, name, code)
            if entry.credit_code or entry.legacy_code:
                news.tell(entry.id, News.CODES, fresh=True)
            index.add(entry)
            known.append(entry)
        else:
            _learn(connection, division, index, entry, name, code, news)
        found[named] = entry
    present = {entry.id for entry in found.values()}
    bodies = {key: Body(entry.id, entry.name, division, entry.credit_code) for key, entry in found.items()}
    return RegisteredBodies(
        bodies=[bodies[items.named(place)] for place in range(len(items))],
        predecessors=[
            Body(entry.id, entry.name, division, entry.credit_code)
            for entry in _succeed(connection, division, known, present, body_map, news)
        ],
        findings=findings,
    )


def _conflict(message: str, sheet: str, row: int) -> Finding:
    return Finding(
        code="body-conflict",
        severity=Severity.WARNING,
        message=f"{message}。",
        fix="核对实施主体的名称和统一社会信用代码。",
        sheet=sheet,
        row=row,
    )


def known_bodies(connection: Connection, division: str) -> tuple[BodyIndex, list[KnownBody]]:
    """Return the division's bodies as they may be found, and as a list."""
    aliases: dict[int, list[str]] = {}
    for row in connection.execute(
        select(body_alias.c.body_id, body_alias.c.name)
        .join(body, body.c.id == body_alias.c.body_id)
        .where(body.c.division_code == division)
    ):
        aliases.setdefault(row.body_id, []).append(row.name)
    known = [
        KnownBody(
            id=row.id,
            name=row.name,
            credit_code=row.credit_code,
            legacy_code=row.legacy_code,
            aliases=tuple(aliases.get(row.id, ())),
        )
        for row in connection.execute(
            select(body).where(body.c.division_code == division).order_by(body.c.id)
        )
    ]
    return BodyIndex(division, known), known


def body_named(connection: Connection, division: str, name: str) -> Body:
    """Return the division's body of that name, entered where there is none yet."""
    index, _ = known_bodies(connection, division)
    found = index.find(name, "") or _enter(connection, division, name, "")
    return Body(found.id, found.name, division, found.credit_code)


def enter_succession(
    connection: Connection, old: int, new: int, since: date | None, news: DraftNews | None = None
) -> None:
    """Enter that one body took over from another, unless it is known; `news` if a draft says so."""
    link = body_succession.c
    known = connection.execute(
        select(link.successor_id).where(link.predecessor_id == old, link.successor_id == new)
    ).first()
    if known is None:
        connection.execute(insert(body_succession).values(predecessor_id=old, successor_id=new, since=since))
    if news:
        news.tell(new, News.SUCCESSION, str(old), fresh=known is None)


def _enter(connection: Connection, division: str, name: str, code: str) -> KnownBody:
    credit, legacy = _codes(code)
    number = take_numbers(connection, ImplementingBody, 1)[0]
    connection.execute(
        insert(body).values(
            id=number,
            division_code=division,
            name=name,
            folded_name=fold_body_name(name, division),
            kind=read_body_kind(name, division),
            credit_code=credit,
            legacy_code=legacy,
        )
    )
    return KnownBody(id=number, name=name, credit_code=credit, legacy_code=legacy)


def _learn(
    connection: Connection,
    division: str,
    index: BodyIndex,
    entry: KnownBody,
    name: str,
    code: str,
    news: DraftNews,
) -> None:
    """Keep a code the body had not yet, and a name it was not yet written under."""
    credit, legacy = _codes(code)
    coded = bool(credit and not entry.credit_code) or bool(legacy and not entry.legacy_code)
    if credit or legacy:
        news.tell(entry.id, News.CODES, fresh=coded)
    if credit and not entry.credit_code:
        entry.credit_code = credit
        connection.execute(update(body).where(body.c.id == entry.id).values(credit_code=credit))
    if legacy and not entry.legacy_code:
        entry.legacy_code = legacy
        connection.execute(update(body).where(body.c.id == entry.id).values(legacy_code=legacy))
    folded = fold_body_name(name, division)
    unheard = folded not in {fold_body_name(other, division) for other in (entry.name, *entry.aliases)}
    if name:
        news.tell(entry.id, News.ALIAS, folded, fresh=unheard)
    if name and unheard:
        entry.aliases = (*entry.aliases, name)
        connection.execute(insert(body_alias).values(body_id=entry.id, folded_name=folded, name=name))
    index.add(entry)


def _codes(code: str) -> tuple[str | None, str | None]:
    """Credit code and legacy code that the cell gives, each None where it gives none that is sound."""
    reading = check_credit_code(code) if code else None
    if reading is None or reading.normalised is None:
        return None, None
    return (reading.normalised, None) if reading.kind == "credit" else (None, reading.normalised)


def _succeed(
    connection: Connection,
    division: str,
    known: Iterable[KnownBody],
    named: set[int],
    body_map: BodyMap | None,
    news: DraftNews,
) -> list[KnownBody]:
    """Enter the successions between known bodies; return the predecessors of those named in the file."""
    by_name = {fold_body_name(entry.name, division): entry for entry in known}
    taken_over: dict[int, KnownBody] = {}
    for succession in body_map.successions if body_map else ():
        old = by_name.get(fold_body_name(succession.old, division))
        new = by_name.get(fold_body_name(succession.new, division))
        if old is None or new is None or old.id == new.id:
            continue
        if new.id in named and old.id not in named:
            taken_over[old.id] = old
        enter_succession(connection, old.id, new.id, succession.since, news)
    return list(taken_over.values())
