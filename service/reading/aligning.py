"""Published lists of several divisions held against a reference division's (三级四同)."""

from collections.abc import Sequence

from sqlalchemy import Connection

from service.alignment import AlignedList, Alignment, align
from service.divisions import level_of
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
    return align(_aligned_list(connection, reference), [_aligned_list(connection, each) for each in targets])


def align_divisions(
    connection: Connection,
    reference: str,
    targets: Sequence[str],
    kind: ListKind | None = None,
    label: str | None = None,
) -> Alignment:
    """Return the alignment of divisions' lists; arguments and refusals are those of `editions_to_align`."""
    editions = editions_to_align(connection, reference, targets, kind, label)
    return align_editions(connection, editions[0], editions[1:])


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
