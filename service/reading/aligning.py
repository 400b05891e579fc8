"""Published lists of several divisions held against a reference division's (三级四同)."""

from collections.abc import Sequence
from typing import NamedTuple, overload

from sqlalchemy import Connection

from service.alignment import (
    AlignedList,
    Alignment,
    Notes,
    Progress,
    Run,
    TrimmedList,
    Work,
    align,
    align_at_scale,
    trimmed,
)
from service.divisions import level_of
from service.matching import Decisions
from service.reading.decided import decisions_between
from service.reading.editions import EditionRecord, find_edition
from service.reading.refusals import BadArgumentError, NotFoundError
from service.reading.standing import standing_items
from service.vocabulary import ListKind

# Which list stands for a division where no kind is asked for.
_PREFERRED = (ListKind.COMBINED, ListKind.POWER, *ListKind)


def editions_to_align(
    connection: Connection,
    reference: str,
    targets: Sequence[str],
    kind: ListKind | None = None,
    label: str | None = None,
) -> list[EditionRecord]:
    """Return the published editions to align, the reference's first: those of the label, else the latest.

    A target named twice counts once. Raises `NotFoundError` naming every division that lacks one,
    `BadArgumentError` for no targets.
    """
    if not targets:
        raise BadArgumentError("没有给出要对照的区划。", "至少给出一个区划代码。")
    divisions = [reference, *dict.fromkeys(targets)]
    found = [_edition(connection, division, kind, label) for division in divisions]
    lacking = [code for code, edition in zip(divisions, found, strict=True) if edition is None]
    if lacking:
        what = f"名为“{label[:40]}”的已公布版本" if label is not None else "已公布的版本"
        raise NotFoundError(
            f"{'、'.join(dict.fromkeys(lacking))} 的{kind.label if kind else '清单'}没有{what}。",
            "先载入并公布，或换一个版本。",
        )
    return [edition for edition in found if edition]


def align_editions(
    connection: Connection, reference: EditionRecord, targets: Sequence[EditionRecord]
) -> Alignment:
    """Return the alignment of the target editions with the reference (contract §3)."""
    decided = _decided(connection, reference, targets)
    return align(
        _aligned_list(connection, reference),
        [_aligned_list(connection, each) for each in targets],
        decisions=decided.decisions,
        notes=decided.notes,
    )


def align_divisions(
    connection: Connection,
    reference: str,
    targets: Sequence[str],
    kind: ListKind | None = None,
    label: str | None = None,
    *,
    work: Work,
    run: Run,
    progress: Progress,
    lists: "ListsAtHand | None" = None,
) -> Alignment:
    """Return the alignment of any number of divisions' lists, worked out and kept one by one.

    Arguments and refusals are those of `editions_to_align` and of `align_at_scale`; `lists` are of the same
    connection.
    """
    ours, *theirs = editions_to_align(connection, reference, targets, kind, label)
    decided = _decided(connection, ours, theirs)
    lists = lists or ListsAtHand(connection, 0)
    return align_at_scale(
        lists.of(ours),
        _Lists(lists, theirs),
        work,
        run,
        decisions=decided.decisions,
        notes=decided.notes,
        progress=progress,
    )


class _Decided(NamedTuple):
    """People's decisions on pairs of powers, and who made them."""

    decisions: Decisions
    notes: Notes


def _decided(connection: Connection, reference: EditionRecord, targets: Sequence[EditionRecord]) -> _Decided:
    records = decisions_between(connection, reference.list_id, {each.list_id for each in targets})
    return _Decided(
        {(each.before, each.after): each.decision for each in records},
        {(each.before, each.after): each.note for each in records},
    )


class ListsAtHand:
    """Lists as aligning looks at them, in one snapshot of the store: those asked for last stay at hand.

    Together they have `most` items, of about a kilobyte each.
    """

    def __init__(self, connection: Connection, most: int) -> None:
        self._connection = connection
        self._most = most
        self._held: dict[int, TrimmedList] = {}

    def of(self, edition: EditionRecord) -> TrimmedList:
        """Return an edition's list."""
        found = self._held.pop(edition.id, None) or trimmed(_aligned_list(self._connection, edition))
        self._held[edition.id] = found
        while sum(len(each.items) for each in self._held.values()) > self._most:
            del self._held[next(iter(self._held))]
        return found


class _Lists(Sequence[AlignedList]):
    """The lists of editions, each read when it is asked for."""

    def __init__(self, lists: ListsAtHand, editions: Sequence[EditionRecord]) -> None:
        self._lists = lists
        self._editions = editions

    def __len__(self) -> int:
        return len(self._editions)

    @overload
    def __getitem__(self, place: int) -> AlignedList: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[AlignedList]: ...

    def __getitem__(self, place: int | slice) -> AlignedList | Sequence[AlignedList]:
        if isinstance(place, slice):
            return _Lists(self._lists, self._editions[place])
        return self._lists.of(self._editions[place])


def _edition(
    connection: Connection, division: str, kind: ListKind | None, label: str | None
) -> EditionRecord | None:
    kinds = (kind,) if kind else dict.fromkeys(_PREFERRED)
    editions = (find_edition(connection, division, each, label) for each in kinds)
    return next(filter(None, editions), None)


def _aligned_list(connection: Connection, edition: EditionRecord) -> AlignedList:
    return AlignedList(
        division=edition.division_code,
        level=level_of(edition.division_code),
        edition=edition.label,
        items=standing_items(connection, edition.id),
    )
