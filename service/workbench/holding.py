"""Drafts and lists held against another, as queues and reports need them."""

from typing import NamedTuple

from sqlalchemy import Connection, select

from service.access import Principal, Right, bodies_under, may
from service.alignment import TargetAlignment, Work, here
from service.comparison import Reconciliation
from service.divisions import ancestors_of
from service.errors import Refusal
from service.reading import (
    DecisionRecord,
    DivisionRecord,
    EditionRecord,
    align_divisions,
    decisions_between,
    divisions_by_code,
    editions_by_id,
    find_edition,
    reconcile_editions,
)
from service.store.core import edition
from service.vocabulary import ListKind


class HeldDraft(NamedTuple):
    """A draft held against the edition before it."""

    draft: EditionRecord
    base: EditionRecord
    division: DivisionRecord
    account: Reconciliation


class HeldList(NamedTuple):
    """A list held against the one of the nearest division above that has one."""

    own: EditionRecord
    reference: EditionRecord
    division: DivisionRecord
    above: DivisionRecord
    target: TargetAlignment
    records: list[DecisionRecord]


def base_of(connection: Connection, draft: EditionRecord) -> EditionRecord | None:
    """Return the published edition a draft goes back to; None for the first edition of a list."""
    number = connection.execute(select(edition.c.predecessor_id).where(edition.c.id == draft.id)).scalar_one()
    known = editions_by_id(connection, [number]) if number is not None else {}
    found = known.get(number) if number is not None else None
    if found is not None and found.published is not None:
        return found
    return find_edition(connection, draft.division_code, draft.kind)


def held_draft(connection: Connection, principal: Principal, number: int, right: Right) -> HeldDraft:
    """Return a draft held against its base, for somebody with that right who sees the whole of it.

    Raises `Refusal` (`not-found`) also where he has it not: whether the draft is there is not told.
    """
    draft = editions_by_id(connection, [number]).get(number)
    if (
        draft is None
        or draft.published is not None
        or not may(principal, right, division=draft.division_code)
        or bodies_under(principal, Right.SEE_DRAFTS, division=draft.division_code) is not None
    ):
        raise Refusal("not-found", "没有这个草稿。", "核对地址。")
    base = base_of(connection, draft)
    if base is None:
        raise Refusal("no-base", "这是清单的第一版，没有可以对照的版本。", "公布以后再建下一年的帐。")
    account = reconcile_editions(connection, base, draft)
    named = divisions_by_code(connection, [draft.division_code])
    return HeldDraft(draft, base, named[draft.division_code], account)


def superior_of(connection: Connection, code: str, kind: ListKind) -> EditionRecord | None:
    """Return the latest such list of the nearest division above that has one."""
    found = (find_edition(connection, above, kind) for above in ancestors_of(code))
    return next(filter(None, found), None)


def held_list(connection: Connection, code: str, kind: ListKind, work: Work) -> HeldList:
    """Return a published list held against the one above; raises `Refusal` (`not-found`)."""
    own, reference = find_edition(connection, code, kind), superior_of(connection, code, kind)
    if own is None or reference is None:
        raise Refusal("not-found", "没有可以对照的清单。", "上级先公布同类清单。")
    above = reference.division_code
    found = align_divisions(
        connection, above, [code], kind, work=work, run=here(1), progress=lambda done, of: None
    )
    divisions = divisions_by_code(connection, [code, above])
    records = decisions_between(connection, reference.list_id, {own.list_id})
    records.sort(key=lambda record: record.decided_at, reverse=True)
    return HeldList(own, reference, divisions[code], divisions[above], found.targets[0], records)
