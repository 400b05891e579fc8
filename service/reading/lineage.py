"""What is recorded of the lineage of powers (沿革): what was stated between editions, who came of whom."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

import msgspec
from sqlalchemy import Connection, select

from service.comparison import Stated
from service.reading.standing import pieces
from service.store.core import edition, lineage
from service.vocabulary import ChangeKind, Decision

# The surest first.
_RANKS = (Decision.CONFIRMED, Decision.STATED, Decision.AUTOMATIC)


class LineageLink(msgspec.Struct, frozen=True, kw_only=True):
    """One recorded link; a removal or addition has one side None."""

    edition_id: int
    before: int | None
    after: int | None
    kind: ChangeKind
    decision: Decision
    reason: str


def chain_between(connection: Connection, before_id: int, after_id: int) -> list[int] | None:
    """Return the editions after `before_id` up to `after_id`, oldest first, along the predecessors.

    None where the one does not go back to the other.
    """
    of_list = select(edition.c.list_id).where(edition.c.id == after_id).scalar_subquery()
    rows = connection.execute(
        select(edition.c.id, edition.c.predecessor_id).where(edition.c.list_id == of_list)
    )
    predecessors = dict(rows.all())
    chain: list[int] = []
    number: int | None = after_id
    while number is not None and number != before_id:
        if number in chain:
            return None
        chain.append(number)
        number = predecessors.get(number)
    return chain[::-1] if number == before_id else None


def stated_over(connection: Connection, chain: Sequence[int]) -> list[Stated]:
    """Return what is recorded of the lineage between the edition before the chain and its last one.

    Over one step that is what people stated, for the rest is found again by comparing. Over several, what
    each step recorded is carried on: what was merged and merged again is one lineage.
    """
    links = [
        link
        for link in _links(connection, chain)
        if len(chain) > 1 or link.decision is not Decision.AUTOMATIC
    ]
    rejected = [
        Stated(kind=link.kind, before=(link.before,), after=(link.after,), decision=Decision.REJECTED)
        for link in links
        if link.decision is Decision.REJECTED and link.before is not None and link.after is not None
    ]
    positive = [link for link in links if link.decision is not Decision.REJECTED]
    return [*rejected, *_carried(positive, chain)]


def ancestors_of(connection: Connection, powers: Collection[int]) -> dict[int, set[int]]:
    """Return, for each power, the powers it came of by recorded lineage, however many editions ago."""
    found: dict[int, set[int]] = {number: set() for number in powers}
    open_pairs = {(number, number) for number in powers}
    while open_pairs:
        asked = defaultdict(set)
        for origin, number in open_pairs:
            asked[number].add(origin)
        link = lineage.c
        open_pairs = set()
        for piece in pieces(sorted(asked)):
            rows = connection.execute(
                select(link.after_item_id, link.before_item_id).where(
                    link.after_item_id.in_(piece),
                    link.before_item_id.is_not(None),
                    link.withdrawn_at.is_(None),
                    link.decision != Decision.REJECTED,
                )
            )
            for after, before in rows:
                for origin in asked[after]:
                    if before != origin and before not in found[origin]:
                        found[origin].add(before)
                        open_pairs.add((origin, before))
    return found


def _links(connection: Connection, editions: Sequence[int]) -> list[LineageLink]:
    link = lineage.c
    rows = connection.execute(
        select(
            link.edition_id,
            link.before_item_id,
            link.after_item_id,
            link.kind,
            link.decision,
            link.reason,
        )
        .where(link.edition_id.in_(editions), link.withdrawn_at.is_(None))
        .order_by(link.id)
    )
    return [
        LineageLink(
            edition_id=row.edition_id,
            before=row.before_item_id,
            after=row.after_item_id,
            kind=ChangeKind(row.kind),
            decision=Decision(row.decision),
            reason=row.reason,
        )
        for row in rows
    ]


class _Course(msgspec.Struct, eq=False):
    """A set of powers that links hang together: those before, and what they are at last."""

    before: set[int]
    now: set[int]
    decision: Decision
    kind: ChangeKind
    reasons: dict[str, None]


def _carried(links: Sequence[LineageLink], chain: Sequence[int]) -> Iterator[Stated]:
    """Follow the links edition by edition and yield a statement for each set of powers they join."""
    by_edition: dict[int, list[LineageLink]] = defaultdict(list)
    for link in links:
        by_edition[link.edition_id].append(link)
    courses: dict[_Course, None] = {}
    current: dict[int, _Course] = {}
    for number in chain:
        for step in _steps(by_edition[number]):
            met = list(dict.fromkeys(current[power] for power in step.before if power in current))
            known = {power for course in met for power in course.now}
            joined = _joined([*met, step])
            joined.before = {power for course in met for power in course.before} | (step.before - known)
            joined.now = (known - step.before) | step.now
            for course in met:
                del courses[course]
            courses[joined] = None
            current.update(dict.fromkeys(joined.now, joined))
    for course in courses:
        before, after = tuple(sorted(course.before)), tuple(sorted(course.now))
        if (before or after) and not (len(before) > 1 and len(after) > 1):
            yield Stated(
                kind=course.kind,
                before=before,
                after=after,
                decision=course.decision,
                reason="；".join(filter(None, course.reasons)),
            )


def _steps(links: Sequence[LineageLink]) -> list[_Course]:
    """Return the links of one edition put together where they share a power on the same side."""
    by_before: dict[int, _Course] = {}
    by_after: dict[int, _Course] = {}
    steps: dict[_Course, None] = {}
    for link in links:
        own = _Course(
            {link.before} if link.before is not None else set(),
            {link.after} if link.after is not None else set(),
            link.decision,
            link.kind,
            {link.reason: None},
        )
        met = dict.fromkeys(
            found
            for found in (
                by_before.get(link.before) if link.before is not None else None,
                by_after.get(link.after) if link.after is not None else None,
            )
            if found
        )
        for other in met:
            del steps[other]
        own = _joined([*met, own]) if met else own
        steps[own] = None
        by_before.update(dict.fromkeys(own.before, own))
        by_after.update(dict.fromkeys(own.now, own))
    return list(steps)


def _joined(courses: Sequence[_Course]) -> _Course:
    return _Course(
        {power for course in courses for power in course.before},
        {power for course in courses for power in course.now},
        min((course.decision for course in courses), key=_RANKS.index),
        courses[-1].kind,
        {reason: None for course in courses for reason in course.reasons},
    )
