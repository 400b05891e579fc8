"""Adjustments as they are read: single ones, pages of them, their acts and terms; drafted ones by right only.

What is published is public. All else is seen by who has the right to see drafts of that body or division;
to anybody else it is as if it were not there.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
    true,
)

from service.access import NATION, Principal, Right, may, rights_of
from service.adjustments import (
    Act,
    ActKind,
    AdjustmentKind,
    Limits,
    Proposal,
    State,
    Step,
    Term,
    decode_proposal,
    terms,
    working_calendar,
)
from service.days import BEIJING, local_day
from service.reading.paging import Order, Page, PageRequest, fetch_page
from service.store.core import (
    adjustment,
    adjustment_act,
    adjustment_edition,
    adjustment_item,
    adjustment_wording,
    edition,
    published_list,
)
from service.vocabulary import EditionState, ListKind

_ORDER = Order("adjustment", (adjustment.c.id,), (int,))


class AdjustmentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An adjustment as it stands: `proposal` is its last submission, `state` the one people are told.

    `published_at` is when the last of its editions was published. `is_seen` tells that it is shown for a
    right and not for being public: then its `acts` may be shown too. `editions` are those it was applied to.
    """

    id: int
    kind: AdjustmentKind
    division_code: str
    body_id: int
    lists: tuple[ListKind, ...]
    state: State
    awaiting: Step | None
    version: int
    submission: int
    effective_on: date
    rule_set: str
    limits: Limits
    due_on: date | None
    proposed_at: datetime
    followed_up_on: date | None
    published_at: datetime | None
    proposal: Proposal
    is_seen: bool
    acts: tuple[Act, ...] = ()
    editions: tuple["EditionNamed", ...] = ()

    def is_late(self, today: date) -> bool:
        """Whether something should have been done by now that is not."""
        due = self.due_on
        if self.state is State.PUBLISHED:
            if self.followed_up_on or self.published_at is None:
                return False
            due = working_calendar().after(local_day(self.published_at), self.limits.follow_up).day
        return due is not None and due < today


class EditionNamed(msgspec.Struct, frozen=True, kw_only=True):
    """An edition an adjustment was applied to."""

    id: int
    kind: ListKind
    label: str
    is_published: bool


class AdjustmentSelection(msgspec.Struct, frozen=True, kw_only=True):
    """Which adjustments are asked; what is None or empty does not narrow."""

    division: str | None = None
    kind: ListKind | None = None
    body: int | None = None
    item: int | None = None
    kinds: tuple[AdjustmentKind, ...] = ()
    states: tuple[State, ...] = ()
    awaiting: Step | None = None
    late: bool | None = None


def find_adjustment(
    connection: Connection, principal: Principal | None, number: int
) -> AdjustmentRecord | None:
    """Return the adjustment; None where there is none that he may see."""
    row = connection.execute(_query(principal).where(adjustment.c.id == number)).first()
    return _whole(connection, [_read(row, principal)])[0] if row else None


def adjustment_page(
    connection: Connection,
    principal: Principal | None,
    selection: AdjustmentSelection,
    request: PageRequest,
    today: date,
) -> Page[AdjustmentRecord]:
    """Return a page of the adjustments that he may see, in the order they were proposed."""
    query = _query(principal).where(*_narrowing(connection, selection, today))
    page = fetch_page(connection, query, _ORDER, request, lambda row: _read(row, principal))
    page.nodes = _whole(connection, page.nodes)
    return page


def _whole(connection: Connection, records: Sequence[AdjustmentRecord]) -> list[AdjustmentRecord]:
    """The records with their acts and editions."""
    numbers = [record.id for record in records]
    acts, editions = acts_of(connection, numbers), editions_of(connection, numbers)
    return [
        msgspec.structs.replace(record, acts=tuple(acts[record.id]), editions=tuple(editions[record.id]))
        for record in records
    ]


def acts_of(connection: Connection, numbers: Collection[int]) -> dict[int, list[Act]]:
    """Return the acts upon adjustments in their order."""
    found: dict[int, list[Act]] = {number: [] for number in numbers}
    rows = connection.execute(
        select(adjustment_act)
        .where(adjustment_act.c.adjustment_id.in_(numbers))
        .order_by(adjustment_act.c.adjustment_id, adjustment_act.c.ordinal)
    )
    for row in rows:
        found[row.adjustment_id].append(
            Act(
                kind=ActKind(row.kind),
                at=row.done_at,
                by=row.done_by,
                by_name=row.done_by_name,
                step=Step(row.step) if row.step else None,
                reason=row.reason,
                path=tuple(map(Step, filter(None, row.path.split(",")))),
            )
        )
    return found


def editions_of(connection: Connection, numbers: Collection[int]) -> dict[int, list[EditionNamed]]:
    """Return the editions that adjustments were applied to."""
    found: dict[int, list[EditionNamed]] = {number: [] for number in numbers}
    rows = connection.execute(
        select(
            adjustment_edition.c.adjustment_id,
            edition.c.id,
            edition.c.label,
            edition.c.state,
            published_list.c.kind,
        )
        .join(edition, edition.c.id == adjustment_edition.c.edition_id)
        .join(published_list, published_list.c.id == edition.c.list_id)
        .where(adjustment_edition.c.adjustment_id.in_(numbers))
        .order_by(edition.c.id)
    )
    for row in rows:
        found[row.adjustment_id].append(
            EditionNamed(
                id=row.id,
                kind=ListKind(row.kind),
                label=row.label,
                is_published=row.state == EditionState.PUBLISHED,
            )
        )
    return found


def submissions_of(connection: Connection, number: int) -> list[Proposal]:
    """Return every submission of an adjustment, the first one first."""
    rows = connection.execute(
        select(adjustment_wording.c.proposal)
        .where(adjustment_wording.c.adjustment_id == number)
        .order_by(adjustment_wording.c.submission)
    ).scalars()
    return [decode_proposal(text) for text in rows]


def terms_of(record: AdjustmentRecord) -> tuple[Term, ...]:
    """Return the terms of an adjustment in the order they ran."""
    return terms(
        record.acts,
        record.limits,
        working_calendar(),
        ground_day=record.proposal.ground_day,
        published=record.published_at if record.state is State.PUBLISHED else None,
        followed_up=record.followed_up_on,
    )


def counts_by_state(
    connection: Connection, principal: Principal | None, division: str, kind: ListKind | None = None
) -> Mapping[tuple[int, State], int]:
    """Return how many adjustments (of a list of the division, else of all) that he may see there are, by body
    and state.
    """
    query = _query(principal).where(adjustment.c.division_code == division)
    shown = (query.where(_about(kind)) if kind else query).subquery()
    found: dict[tuple[int, State], int] = defaultdict(int)
    rows = connection.execute(
        select(shown.c.body_id, shown.c.stage, func.count()).group_by(shown.c.body_id, shown.c.stage)
    )
    for number, state, count in rows:
        found[number, State(state)] += count
    return found


def _applied(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(func.count())
        .select_from(adjustment_edition.join(edition, edition.c.id == adjustment_edition.c.edition_id))
        .where(adjustment_edition.c.adjustment_id == adjustment.c.id, *conditions)
    )


_in_editions = _applied().scalar_subquery()
_is_published = edition.c.state == EditionState.PUBLISHED
_published = _applied(_is_published).scalar_subquery()
_stage = case(
    (adjustment.c.state != State.APPROVED, adjustment.c.state),
    (adjustment.c.list_count <= _published, State.PUBLISHED.value),
    (adjustment.c.list_count <= _in_editions, State.IN_EDITION.value),
    else_=State.APPROVED.value,
)
_published_at = (
    select(func.max(edition.c.published_at))
    .select_from(adjustment_edition.join(edition, edition.c.id == adjustment_edition.c.edition_id))
    .where(adjustment_edition.c.adjustment_id == adjustment.c.id, _is_published)
    .scalar_subquery()
)


def _query(principal: Principal | None) -> Select[Any]:
    return (
        select(
            adjustment,
            _stage.label("stage"),
            _published_at.label("published_at"),
            adjustment_wording.c.proposal,
        )
        .join(
            adjustment_wording,
            and_(
                adjustment_wording.c.adjustment_id == adjustment.c.id,
                adjustment_wording.c.submission == adjustment.c.submission,
            ),
        )
        .where(_visible(principal))
    )


def _visible(principal: Principal | None) -> ColumnElement[bool]:
    """The condition that he may see an adjustment."""
    public = and_(adjustment.c.state == State.APPROVED, adjustment.c.list_count <= _published)
    if principal is None:
        return public
    own: list[ColumnElement[bool]] = [public]
    for grant in principal.grants:
        if Right.SEE_DRAFTS not in rights_of(grant.role):
            continue
        here = adjustment.c.division_code == grant.division
        if grant.body is not None:
            own.append(and_(here, adjustment.c.body_id == grant.body))
        elif grant.below and grant.division == NATION:
            own.append(true())
        elif grant.below:
            own.append(adjustment.c.division_code.startswith(_prefix(grant.division), autoescape=True))
        else:
            own.append(here)
    return or_(*own)


def _prefix(division: str) -> str:
    """What the codes of a division and of all below it begin with."""
    if division.endswith("0000"):
        return division[:2]
    return division[:4] if division.endswith("00") else division


def _narrowing(
    connection: Connection, selection: AdjustmentSelection, today: date
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if selection.division is not None:
        found.append(adjustment.c.division_code == selection.division)
    if selection.kind is not None:
        found.append(_about(selection.kind))
    if selection.body is not None:
        found.append(adjustment.c.body_id == selection.body)
    if selection.item is not None:
        found.append(
            exists().where(
                adjustment_item.c.adjustment_id == adjustment.c.id,
                adjustment_item.c.item_id == selection.item,
            )
        )
    if selection.kinds:
        found.append(adjustment.c.kind.in_(selection.kinds))
    if selection.states:
        found.append(_stage.in_(selection.states))
    if selection.awaiting is not None:
        found.append(adjustment.c.awaiting == selection.awaiting)
    if selection.late is not None:
        late = _late(connection, today)
        found.append(late if selection.late else ~late)
    return found


def _about(kind: ListKind) -> ColumnElement[bool]:
    """The condition that an adjustment is about that list."""
    return ("," + adjustment.c.lists + ",").contains(f",{kind.value},", autoescape=True)


def _late(connection: Connection, today: date) -> ColumnElement[bool]:
    """The condition that something should have been done by now that is not."""
    overdue = and_(
        _stage != State.PUBLISHED.value, adjustment.c.due_on.is_not(None), adjustment.c.due_on < today
    )
    days = connection.execute(select(adjustment.c.follow_up_days).distinct()).scalars().all()
    unfollowed = [
        and_(adjustment.c.follow_up_days == term, _published_at < _latest_overdue(term, today))
        for term in days
    ]
    follow_up = and_(
        _stage == State.PUBLISHED.value,
        adjustment.c.followed_up_on.is_(None),
        or_(false(), *unfollowed),
    )
    return or_(overdue, follow_up)


def _latest_overdue(term: int, today: date) -> datetime:
    """The moment before which what was published had to be followed up before today."""
    calendar = working_calendar()
    day = today
    while calendar.after(day, term).day >= today:
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time.min, BEIJING)


def _read(row: Row[Any], principal: Principal | None) -> AdjustmentRecord:
    published = row.published_at
    return AdjustmentRecord(
        id=row.id,
        kind=AdjustmentKind(row.kind),
        division_code=row.division_code,
        body_id=row.body_id,
        lists=tuple(map(ListKind, row.lists.split(","))),
        state=State(row.stage),
        awaiting=Step(row.awaiting) if row.awaiting else None,
        version=row.version,
        submission=row.submission,
        effective_on=row.effective_on,
        rule_set=row.rule_set,
        limits=msgspec.json.decode(row.limits, type=Limits),
        due_on=row.due_on,
        proposed_at=row.proposed_at,
        followed_up_on=row.followed_up_on,
        published_at=published,
        proposal=decode_proposal(row.proposal),
        is_seen=may(principal, Right.SEE_DRAFTS, division=row.division_code, body=row.body_id),
    )
