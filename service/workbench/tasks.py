"""待办: what waits for somebody, by his roles and their scopes; what is late stands first."""

from collections.abc import Callable, Sequence
from datetime import date

import msgspec
from sqlalchemy import Connection

from service import reading
from service.access import Principal, Right, may
from service.adjustments import State
from service.proceedings import (
    STEP_RIGHTS,
    AdjustmentRecord,
    AdjustmentSelection,
    adjustment_page,
    has_proposed,
    may_propose,
)
from service.reading import LARGEST_PAGE, EditionRecord, PageRequest
from service.workbench.scopes import may_anywhere, may_propose_anything
from service.workbench.telling import body_told, days_left, due_of, title_of

_UNDER_WAY = (State.PROPOSED, State.IN_LEGALITY_REVIEW, State.IN_DECISION)


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One adjustment in a line; `left` is the term in working days."""

    number: int
    kind: str
    title: str
    body: str
    state: str
    due: date | None
    is_late: bool
    left: str


class TaskGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Tasks of one sort; `total` counts those that are not shown too. `own` are for him to do."""

    key: str
    heading: str
    tasks: tuple[Task, ...]
    total: int
    own: bool


class DraftInHand(msgspec.Struct, frozen=True, kw_only=True):
    """A draft he may see; `matches` where he may decide on its pairs, `whole` where he sees all of it."""

    edition: EditionRecord
    division: str
    whole: bool
    matches: bool


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that waits for somebody."""

    groups: tuple[TaskGroup, ...]
    drafts: tuple[DraftInHand, ...]
    may_propose: bool

    @property
    def waiting(self) -> int:
        """How many things are his to do."""
        return sum(group.total for group in self.groups if group.own)

    @property
    def late(self) -> int:
        """How many of those shown are late."""
        return sum(task.is_late for group in self.groups if group.own for task in group.tasks)


def may_decide(principal: Principal, record: AdjustmentRecord) -> bool:
    """Whether the step that is awaited is his: by right, and not on what he proposed himself."""
    if record.awaiting is None or not record.is_seen or has_proposed(record.acts, principal):
        return False
    return may(principal, STEP_RIGHTS[record.awaiting], division=record.division_code)


def may_revise(principal: Principal, record: AdjustmentRecord) -> bool:
    """Whether it is his to put another wording in place, or to take the proposal back."""
    return record.is_seen and may_propose(principal, record.kind, record.division_code, record.body_id)


def desk_of(connection: Connection, principal: Principal, today: date) -> Desk:
    """Return what waits for somebody; the snapshot must show him his drafts."""
    asking = _Asking(connection, principal, today)
    groups = [
        *(
            asking.group(
                f"step-{step.lower()}",
                f"待我{step.label}",
                AdjustmentSelection(awaiting=step),
                lambda record: may_decide(principal, record),
            )
            for step, right in STEP_RIGHTS.items()
            if may_anywhere(principal, right)
        ),
        asking.group(
            "returned",
            "已退回，待修改后申报",
            AdjustmentSelection(states=(State.RETURNED,)),
            lambda record: may_revise(principal, record),
        ),
        asking.group(
            "approved",
            "已审定，待列入版本草稿",
            AdjustmentSelection(states=(State.APPROVED,)),
            lambda record: may(principal, Right.KEEP_BOOKS, division=record.division_code),
        ),
        asking.group(
            "in-edition",
            "已列入草稿，待公布",
            AdjustmentSelection(states=(State.IN_EDITION,)),
            lambda record: may(principal, Right.PUBLISH, division=record.division_code),
        ),
        asking.group(
            "follow-up",
            "已公布，待登记配套落实",
            AdjustmentSelection(states=(State.PUBLISHED,)),
            lambda record: record.followed_up_on is None and may_revise(principal, record),
        ),
        asking.group(
            "others",
            "在办（等待其他岗位）",
            AdjustmentSelection(states=_UNDER_WAY),
            lambda record: record.is_seen and not may_decide(principal, record),
            own=False,
        ),
    ]
    return Desk(
        groups=tuple(group for group in groups if group.tasks),
        drafts=tuple(drafts_in_hand(connection, principal)),
        may_propose=may_propose_anything(principal),
    )


def drafts_in_hand(connection: Connection, principal: Principal) -> list[DraftInHand]:
    """Return the drafts this snapshot shows him, by division and kind."""
    shown = reading.drafts_shown(connection)
    editions = reading.editions_by_id(connection, sorted(shown)).values()
    names = reading.divisions_by_code(connection, list({edition.division_code for edition in editions}))
    return [
        DraftInHand(
            edition=edition,
            division=names[edition.division_code].name,
            whole=shown[edition.id] is None,
            matches=shown[edition.id] is None
            and may(principal, Right.DECIDE_MATCHES, division=edition.division_code),
        )
        for edition in sorted(editions, key=lambda each: (each.division_code, each.kind, each.id))
    ]


class _Asking:
    """Asks for adjustments, late ones before the others."""

    def __init__(self, connection: Connection, principal: Principal, today: date) -> None:
        self._connection, self._principal, self._today = connection, principal, today

    def group(
        self,
        key: str,
        heading: str,
        selection: AdjustmentSelection,
        is_his: Callable[[AdjustmentRecord], bool],
        *,
        own: bool = True,
    ) -> TaskGroup:
        """The adjustments of a selection that are his."""
        records: list[AdjustmentRecord] = []
        further = 0
        for late in (True, False):
            page = adjustment_page(
                self._connection,
                self._principal,
                msgspec.structs.replace(selection, late=late),
                PageRequest(first=LARGEST_PAGE),
                self._today,
            )
            records += sorted(filter(is_his, page.nodes), key=_by_due)
            further += page.total_count - len(page.nodes) if page.has_next_page else 0
        tasks = task_lines(self._connection, records, self._today)
        return TaskGroup(key=key, heading=heading, tasks=tasks, total=len(tasks) + further, own=own)


def task_lines(connection: Connection, records: Sequence[AdjustmentRecord], today: date) -> tuple[Task, ...]:
    """Return adjustments in a line each."""
    codes = list({record.division_code for record in records})
    names = reading.divisions_by_code(connection, codes)
    return tuple(
        Task(
            number=record.id,
            kind=record.kind.label,
            title=title_of(record.proposal),
            body=body_told(names[record.division_code].name, record.proposal.body.name),
            state=record.state.label,
            due=due_of(record),
            is_late=record.is_late(today),
            left=days_left(due_of(record), today),
        )
        for record in records
    )


def _by_due(record: AdjustmentRecord) -> tuple[date, int]:
    return due_of(record) or date.max, record.id
