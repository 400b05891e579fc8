"""Three levels, four sames (三级四同): a division's list held against those below it, and above it."""

from collections.abc import Sequence
from typing import ClassVar

import msgspec
from sqlalchemy import Connection

from service import reading
from service.alignment import Alignment, Sames, TargetAlignment, Work, here
from service.items import StandingItem
from service.pages import addresses
from service.pages.catalogue import Catalogue
from service.pages.items import body_name_of
from service.pages.views import Link, View, category_label, crumbs_of, one_line
from service.vocabulary import ListKind, Verdict

MOST_FILED = 30_000
"""How many items of the lists below are filed in one alignment; beyond it each list below has its own."""
_VERDICTS = {Verdict.SAME: "对应", Verdict.REVIEW: "待核实", Verdict.DIFFERENT: "无对应"}
_SAMES = (("name", "名称"), ("category", "类型"), ("basis", "依据"), ("code", "编码"))


class TargetRow(msgspec.Struct, frozen=True):
    """One division's figures; `share` is the rate in hundredths."""

    division: Link
    list: Link
    edition: str
    items: int
    aligned: int
    review: int
    unmatched: int
    same_name: int
    same_category: int
    same_basis: int
    same_code: int
    four_sames: int
    missing: int
    share: float


class UnlikeRow(msgspec.Struct, frozen=True):
    """An item that is not the same in all four, or has nothing that corresponds."""

    item: Link
    body: str
    category: str
    verdict: str
    other: Link | None
    differing: str


class MissingRow(msgspec.Struct, frozen=True):
    """An item of the list above that nothing here corresponds to."""

    item: Link
    body: str
    category: str


class Against(msgspec.Struct, frozen=True):
    """A division's list held against the one of a division above."""

    reference: str
    row: TargetRow
    unlike: tuple[UnlikeRow, ...]
    missing: tuple[MissingRow, ...]


class AlignmentView(View, frozen=True, kw_only=True):
    """A division's place between the levels; `below` are the lists held against its own."""

    template: ClassVar[str] = "alignment.html"
    division: str
    kind: str
    reference_edition: str
    all_levels: int
    below: tuple[TargetRow, ...]
    against: Against | None
    filed: bool


def alignment_view(
    connection: Connection, catalogue: Catalogue, code: str, work: Work
) -> AlignmentView | None:
    """Return a division's page; None where there is no list above or below to hold against its own.

    What is worked out is kept in `work`, list by list.
    """
    if not catalogue.of_division(code):
        return None
    below = [each.code for each in catalogue.below(code)]
    above = [each.code for each in catalogue.above(code) if catalogue.of_division(each.code)]
    if not below and not above:
        return None
    down = _aligned(connection, code, below, work) if below else None
    up = _aligned(connection, above[0], [code], work) if above else None
    name = catalogue.divisions[code].name
    own = catalogue.of_division(code)[0]
    return AlignmentView(
        address=addresses.alignment(code),
        heading=f"{name}三级四同",
        crumbs=crumbs_of(catalogue, code),
        description=f"{name}与各级清单的对照：名称、类型、依据、编码是否相同。",
        division=name,
        kind=own.kind.label,
        reference_edition=down.reference_edition if down else own.latest.label,
        all_levels=down.all_levels if down else 0,
        below=tuple(_target_row(catalogue, each) for each in down.targets) if down else (),
        against=_against(catalogue, up) if up else None,
        filed=is_filed(catalogue, code),
    )


def is_filed(catalogue: Catalogue, code: str) -> bool:
    """Whether a division's alignment can be taken as a file.

    Not one of a whole province's lists: nobody could open it, and every list that changes would make it anew.
    """
    below = catalogue.below(code)
    return sum(each.latest.items for one in below for each in catalogue.of_division(one.code)) <= MOST_FILED


def _aligned(connection: Connection, reference: str, targets: Sequence[str], work: Work) -> Alignment:
    return reading.align_divisions(
        connection, reference, targets, work=work, run=here(1), progress=lambda done, of: None
    )


def _target_row(catalogue: Catalogue, target: TargetAlignment) -> TargetRow:
    kind = _kind_of(catalogue, target.division)
    return TargetRow(
        Link(catalogue.divisions[target.division].name, addresses.alignment(target.division)),
        Link(kind.label, addresses.latest(target.division, kind)),
        target.edition,
        target.items,
        target.aligned,
        target.review,
        target.unmatched,
        target.same_name,
        target.same_category,
        target.same_basis,
        target.same_code,
        target.four_sames,
        len(target.missing),
        round(100 * (target.rate or 0), 1),
    )


def _kind_of(catalogue: Catalogue, code: str) -> ListKind:
    """The list that stood for the division (`service.reading.aligning`)."""
    kinds = [each.kind for each in catalogue.of_division(code)]
    preferred: list[ListKind] = [ListKind.COMBINED, ListKind.POWER, *ListKind]
    return next(kind for kind in preferred if kind in kinds)


def _against(catalogue: Catalogue, alignment: Alignment) -> Against:
    target = alignment.targets[0]
    ours, theirs = ((code, _kind_of(catalogue, code)) for code in (target.division, alignment.reference))
    unlike = [
        UnlikeRow(
            _linked(ours, row.item),
            body_name_of(row.item),
            category_label(row.item.category),
            _VERDICTS[row.verdict],
            _linked(theirs, row.reference_item) if row.reference_item else None,
            _differing(row.same) if row.reference_item else "",
        )
        for row in target.rows
        if not (row.verdict is Verdict.SAME and row.same.four)
    ]
    return Against(
        catalogue.divisions[alignment.reference].name,
        _target_row(catalogue, target),
        tuple(unlike),
        tuple(
            MissingRow(_linked(theirs, item), body_name_of(item), category_label(item.category))
            for item in target.missing
        ),
    )


def _differing(same: Sames) -> str:
    return "、".join(label for key, label in _SAMES if not getattr(same, key))


def _linked(of: tuple[str, ListKind], item: StandingItem) -> Link:
    content = item.content
    return Link(one_line(content.name, content.sub_item_name), addresses.item(*of, item.id))
