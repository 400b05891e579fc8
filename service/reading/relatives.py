"""The same power in the latest lists of other divisions: decided so, of the same basic code, or name."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Select, or_, select

from service.codes import basic_code
from service.items import StandingItem
from service.store.core import body, current_item, pair_decision, published_list, revision, revision_code
from service.text import fold
from service.vocabulary import Decision, ListKind


class Relative(msgspec.Struct, frozen=True, kw_only=True):
    """A power of another list that is the same; `confirmed`, `same_code` and `same_name` tell by what."""

    item_id: int
    list_id: int
    division_code: str
    kind: ListKind
    name: str
    sub_item_name: str
    body_name: str
    confirmed: bool
    same_code: bool
    same_name: bool


class Named(NamedTuple):
    """An item of a latest list as relatives are told by; `codes` are folded."""

    item_id: int
    list_id: int
    division_code: str
    kind: str
    category: str
    name: str
    sub_item_name: str
    folded_name: str
    body_name: str
    codes: frozenset[str]


class Decided(NamedTuple):
    """What people decided of powers of different lists being one."""

    confirmed: frozenset[tuple[int, int]]
    rejected: frozenset[tuple[int, int]]


class Seeking:
    """Items that look for their like in other lists."""

    def __init__(self, own: Iterable[Named], decided: Decided) -> None:
        """Take the items that look, and what was decided of them."""
        self._decided = decided
        self.own: dict[int, Named] = {}
        self.codes: dict[str, list[Named]] = defaultdict(list)
        self.names: dict[tuple[str, str], list[Named]] = defaultdict(list)
        self.confirmed: dict[int, list[Named]] = defaultdict(list)
        for item in own:
            self.own[item.item_id] = item
            for code in item.codes:
                self.codes[code].append(item)
            self.names[item.folded_name, item.category].append(item)
        for one, other in decided.confirmed:
            for ours, theirs in ((one, other), (other, one)):
                if ours in self.own:
                    self.confirmed[theirs].append(self.own[ours])

    def found(self, others: Iterable[Named]) -> Iterator[tuple[int, Relative]]:
        """Yield each item with its like among the items of one other list, the surest that comes first."""
        best: dict[int, tuple[int, Relative]] = {}
        for other in others:
            for item, sureness in self._alike(other):
                known = best.get(item.item_id)
                if known is None or sureness < known[0]:
                    best[item.item_id] = (sureness, _relative(item, other, sureness))
        for number, (_, relative) in best.items():
            yield number, relative

    def _alike(self, other: Named) -> Iterator[tuple[Named, int]]:
        for item in self.confirmed.get(other.item_id, ()):
            yield item, 0
        named = self.names.get((other.folded_name, other.category), ())
        coded = {item.item_id: item for code in other.codes for item in self.codes.get(code, ())}
        for item in (*coded.values(), *named):
            pair = item.item_id, other.item_id
            if pair[0] != pair[1] and not {pair, pair[::-1]} & self._decided.rejected:
                yield item, 1 if item.item_id in coded else 2


def relatives_of(
    connection: Connection, items: Sequence[StandingItem], list_ids: Collection[int]
) -> dict[int, list[Relative]]:
    """Return, for each item, what stands for the same power in these lists: of each list one, by division.

    A person's word comes first, then the same basic code (同一基本编码), then the same name and category.
    """
    if not items or not list_ids:
        return {}
    decided = decisions_on(connection, [item.id for item in items])
    seeking = Seeking(map(_seeker, items), decided)
    rows = _named().where(current_item.c.list_id.in_(list_ids))
    coded = (
        select(revision_code.c.revision_id)
        .where(revision_code.c.folded_code.in_(seeking.codes))
        .scalar_subquery()
    )
    wanted = [
        rows.where(
            revision.c.list_id.in_(list_ids),
            revision.c.folded_name.in_({name for name, _ in seeking.names}),
        ),
        rows.where(current_item.c.revision_id.in_(coded)),
    ]
    if seeking.confirmed:
        wanted.append(rows.where(current_item.c.item_id.in_(seeking.confirmed)))
    met = {row.item_id: row for query in wanted for row in connection.execute(query)}
    codes = _codes(connection, [row.revision_id for row in met.values()])
    by_list: dict[int, list[Named]] = defaultdict(list)
    for row in sorted(met.values(), key=lambda row: (row.list_id, row.body_id, row.position, row.item_id)):
        by_list[row.list_id].append(_read(row, codes))
    found: dict[int, list[Relative]] = defaultdict(list)
    for others in by_list.values():
        for number, relative in seeking.found(others):
            found[number].append(relative)
    for relatives in found.values():
        relatives.sort(key=lambda each: (each.division_code, each.kind, each.item_id))
    return dict(found)


def named_items(connection: Connection, list_id: int) -> list[Named]:
    """Return every item of a list's latest edition as relatives are told by, in the list's order."""
    rows = connection.execute(_named().where(current_item.c.list_id == list_id)).all()
    codes: dict[int, set[str]] = defaultdict(set)
    query = (
        select(revision_code.c.revision_id, revision_code.c.folded_code)
        .join(current_item, current_item.c.revision_id == revision_code.c.revision_id)
        .where(current_item.c.list_id == list_id)
    )
    for number, code in connection.execute(query).all():
        codes[number].add(code)
    ordered = sorted(rows, key=lambda row: (row.body_id, row.position, row.item_id))
    return [_read(row, codes) for row in ordered]


def seeking_codes(codes: Iterable[str]) -> frozenset[str]:
    """Return what codes are looked for by: themselves and the basic codes in them, folded."""
    written = {fold(code) for code in codes if code}
    return frozenset(written | {fold(basic) for code in written if (basic := basic_code(code))} - {""})


def decisions_on(connection: Connection, ids: Collection[int] | None) -> Decided:
    """Return what was decided of these powers, or of all, and powers of other lists."""
    pair = pair_decision.c
    query = select(pair.before_item_id, pair.after_item_id, pair.decision).where(
        pair.edition_id.is_(None),
        pair.superseded_at.is_(None),
        pair.decision.in_([Decision.CONFIRMED.value, Decision.REJECTED.value]),
    )
    if ids is not None:
        query = query.where(or_(pair.before_item_id.in_(ids), pair.after_item_id.in_(ids)))
    found: dict[str, set[tuple[int, int]]] = {Decision.CONFIRMED: set(), Decision.REJECTED: set()}
    for before, after, decision in connection.execute(query):
        found[decision].add((before, after))
    return Decided(frozenset(found[Decision.CONFIRMED]), frozenset(found[Decision.REJECTED]))


def _seeker(item: StandingItem) -> Named:
    content = item.content
    return Named(
        item.id,
        0,
        "",
        "",
        item.category.value if item.category else "",
        content.name,
        content.sub_item_name,
        fold(content.name + content.sub_item_name),
        "",
        seeking_codes(content.codes),
    )


def _named() -> Select[Any]:
    return (
        select(
            current_item.c.item_id,
            current_item.c.list_id,
            current_item.c.category,
            current_item.c.body_id,
            current_item.c.position,
            current_item.c.revision_id,
            published_list.c.division_code,
            published_list.c.kind,
            revision.c.name,
            revision.c.sub_item_name,
            revision.c.folded_name,
            body.c.name.label("body_name"),
        )
        .join(published_list, published_list.c.id == current_item.c.list_id)
        .join(revision, revision.c.id == current_item.c.revision_id)
        .join(body, body.c.id == current_item.c.body_id)
    )


def _codes(connection: Connection, revisions: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for number, code in connection.execute(
        select(revision_code.c.revision_id, revision_code.c.folded_code).where(
            revision_code.c.revision_id.in_(revisions)
        )
    ):
        found[number].add(code)
    return found


def _read(row: Any, codes: dict[int, set[str]]) -> Named:
    # By place: a column asked for by name takes as long as all of these.
    number, list_id, category, _, _, revision_id, division, kind, name, sub_item, folded, owner = row
    told = frozenset(codes.get(revision_id, ()))
    return Named(number, list_id, division, kind, category or "", name, sub_item, folded, owner, told)


def _relative(item: Named, other: Named, sureness: int) -> Relative:
    return Relative(
        item_id=other.item_id,
        list_id=other.list_id,
        division_code=other.division_code,
        kind=ListKind(other.kind),
        name=other.name,
        sub_item_name=other.sub_item_name,
        body_name=other.body_name,
        confirmed=sureness == 0,
        same_code=bool(item.codes & other.codes),
        same_name=(item.folded_name, item.category) == (other.folded_name, other.category),
    )
