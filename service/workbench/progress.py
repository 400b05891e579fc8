"""The year's progress (年度进度) of a list by body, and how its book stands."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, select

from service.access import Principal, Right, bodies_under, may
from service.adjustments import UNDER_REVIEW, State
from service.books import Book, find_book, reconcile_book, reported, verify_edition
from service.documents import balance_line, cleanup_sentence, kinds_sentence
from service.errors import Refusal
from service.findings import Finding
from service.proceedings import counts_by_state
from service.reading import EditionRecord, bodies_by_id, reconcile_editions, statistics
from service.store.core import edition_body
from service.workbench.holding import base_of
from service.workbench.scopes import ListInScope

FIGURE_LABELS = {
    "before": "上年数",
    "after": "现有数",
    "added": "新增",
    "removed": "取消",
    "moved_in": "划入",
    "moved_out": "划出",
    "merged": "合并减少",
    "split": "拆分增加",
    "net": "净增减",
}
"""What the figures a body reports are called."""


class BodyProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a body is: its items before and in the draft, its adjustments, its report."""

    body: int
    name: str
    before: int
    after: int | None
    under_review: int
    returned: int
    approved: int
    drafted: int
    delivered: bool
    reported: str
    mine: bool

    @property
    def net(self) -> int:
        """More or less than before; 0 without a draft."""
        return 0 if self.after is None else self.after - self.before


class Year(msgspec.Struct, frozen=True, kw_only=True):
    """A list's year: its drafts, the one looked at and its book, the account, and what may be done.

    `seal` is what the draft as it stands would be sealed by, where one may close it. `approved` counts the
    adjustments that wait to be put into a draft.
    """

    listed: ListInScope
    drafts: tuple[EditionRecord, ...]
    draft: EditionRecord | None
    base: EditionRecord | None
    book: Book | None
    sentences: tuple[str, ...]
    findings: tuple[Finding, ...]
    rows: tuple[BodyProgress, ...]
    approved: int
    seal: str
    may_open: bool
    may_apply: bool
    may_publish: bool

    @property
    def own(self) -> list[BodyProgress]:
        """The bodies for which he may report."""
        return [row for row in self.rows if row.mine]


def year_of(
    connection: Connection,
    principal: Principal,
    listed: ListInScope,
    drafts: Sequence[EditionRecord],
    label: str,
) -> Year:
    """Return a list's year with the draft of that label, else the newest; the snapshot shows the drafts."""
    chosen = next((each for each in drafts if each.label == label), drafts[-1] if drafts else None)
    base = base_of(connection, chosen) if chosen else listed.latest
    book = _book(connection, listed, chosen)
    whole = bodies_under(principal, Right.SEE_DRAFTS, division=listed.division) is None
    sentences: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    if chosen and base and whole:
        if book:
            reckoning = reconcile_book(connection, principal, listed.division, listed.kind, chosen.label)
            account, findings = reckoning.account, tuple(reckoning.findings)
        else:
            account = reconcile_editions(connection, base, chosen)
        labels = (base.label, chosen.label)
        sentences = (
            cleanup_sentence(account.figures, *labels, listed.kind),
            kinds_sentence(account.figures),
            balance_line(account.figures, *labels),
        )
    rows = _rows(connection, principal, listed, chosen, base)
    publishes = chosen is not None and whole and may(principal, Right.PUBLISH, division=listed.division)
    keeps = may(principal, Right.KEEP_BOOKS, division=listed.division)
    return Year(
        listed=listed,
        drafts=tuple(drafts),
        draft=chosen,
        base=base,
        book=book,
        sentences=sentences,
        findings=findings,
        rows=rows,
        approved=sum(row.approved for row in rows),
        seal=seal_as_it_stands(connection, chosen.id) if chosen and publishes else "",
        may_open=keeps and listed.latest is not None,
        may_apply=keeps and chosen is not None and base is not None,
        may_publish=publishes,
    )


def seal_as_it_stands(connection: Connection, draft: int) -> str:
    """Return in hexadecimal what a draft would be sealed by at this moment."""
    return verify_edition(connection, draft).found.hex()


def _book(connection: Connection, listed: ListInScope, draft: EditionRecord | None) -> Book | None:
    if draft is None:
        return None
    try:
        return find_book(connection, listed.division, listed.kind, draft.label)
    except Refusal:
        return None


def _rows(
    connection: Connection,
    principal: Principal,
    listed: ListInScope,
    draft: EditionRecord | None,
    base: EditionRecord | None,
) -> tuple[BodyProgress, ...]:
    before = _counts(connection, base)
    after = _counts(connection, draft)
    states = counts_by_state(connection, principal, listed.division, listed.kind)
    own = bodies_under(principal, Right.SEE_DRAFTS, division=listed.division)
    numbers = sorted({*before, *after, *(body for body, _ in states)})
    names = bodies_by_id(connection, numbers)
    delivered = _delivered(connection, draft)
    told = _reports(connection, draft)
    return tuple(
        BodyProgress(
            body=number,
            name=names[number].name,
            before=before.get(number, 0),
            after=None if draft is None else after.get(number, 0),
            under_review=sum(states.get((number, state), 0) for state in UNDER_REVIEW),
            returned=states.get((number, State.RETURNED), 0),
            approved=states.get((number, State.APPROVED), 0),
            drafted=states.get((number, State.IN_EDITION), 0),
            delivered=number in delivered,
            reported=told.get(names[number].name, ""),
            mine=draft is not None and may(principal, Right.LOAD, division=listed.division, body=number),
        )
        for number in numbers
        if number in names and names[number].name and (own is None or number in own)
    )


def _counts(connection: Connection, edition: EditionRecord | None) -> dict[int, int]:
    if edition is None:
        return {}
    return {each.body_id: each.count for each in statistics(connection, edition).by_body}


def _delivered(connection: Connection, draft: EditionRecord | None) -> set[int]:
    """The bodies whose file has come for the draft."""
    if draft is None:
        return set()
    rows = connection.execute(
        select(edition_body.c.body_id).where(
            edition_body.c.edition_id == draft.id, edition_body.c.source_file_id.is_not(None)
        )
    )
    return set(rows.scalars())


def _reports(connection: Connection, draft: EditionRecord | None) -> dict[str, str]:
    """By body: what it reports, in a line."""
    found: dict[str, list[str]] = {}
    for figure in reported(connection, draft.id) if draft else ():
        found.setdefault(figure.body, []).append(f"{FIGURE_LABELS[figure.key]} {figure.number}")
    return {name: "，".join(told) for name, told in found.items()}
