"""Three levels, four sames (三级四同): a division's list held against those below it, and above it."""

from functools import partial
from typing import ClassVar

import msgspec

from service.alignment import Alignment, Sames
from service.items import StandingItem
from service.pages import addresses
from service.pages.aligned import Aligned, Figures, figures_of
from service.pages.catalogue import Catalogue, Holding
from service.pages.items import body_name_of
from service.pages.views import Link, View, category_label, crumbs_of, one_line
from service.vocabulary import Verdict

MOST_FILED = 10_000
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


def alignment_view(catalogue: Catalogue, code: str, aligned: Aligned) -> AlignmentView | None:
    """Return a division's page; None where there is no list above or below to hold against its own."""
    if not catalogue.of_division(code):
        return None
    above = [each.code for each in catalogue.above(code) if catalogue.of_division(each.code)]
    up = _up(catalogue, aligned, above[0], code) if above else None
    # Last, since files are made of it next.
    down = aligned.below(code) if catalogue.below(code) else None
    if down is None and up is None:
        return None
    name = catalogue.divisions[code].name
    own = aligned.stands_for(code)
    return AlignmentView(
        address=addresses.alignment(code),
        heading=f"{name}三级四同",
        crumbs=crumbs_of(catalogue, code),
        description=f"{name}与各级清单的对照：名称、类型、依据、编码是否相同。",
        division=name,
        kind=own.kind.label,
        reference_edition=own.latest.label,
        all_levels=down.all_levels if down else 0,
        below=tuple(_target_row(*each) for each in down.targets) if down else (),
        against=up,
        filed=is_filed(catalogue, code),
    )


def is_filed(catalogue: Catalogue, code: str) -> bool:
    """Whether a division's alignment can be taken as a file.

    Not one of a whole province's lists: nobody could open it, and every list that changes would make it anew.
    """
    below = catalogue.below(code)
    return sum(each.latest.items for one in below for each in catalogue.of_division(one.code)) <= MOST_FILED


def _target_row(holding: Holding, target: Figures) -> TargetRow:
    division = holding.division
    return TargetRow(
        Link(division.name, addresses.alignment(division.code)),
        Link(holding.kind.label, holding.address),
        holding.latest.label,
        target.items,
        target.aligned,
        target.review,
        target.unmatched,
        target.same_name,
        target.same_category,
        target.same_basis,
        target.same_code,
        target.four_sames,
        target.missing,
        round(100 * (target.rate or 0.0), 1),
    )


def _up(catalogue: Catalogue, aligned: Aligned, above: str, code: str) -> Against:
    """A division's list held against the one above: kept where the page is told again for lists below."""
    make = partial(_against, catalogue, aligned)
    if not catalogue.below(code):
        return make(aligned.whole(above, [code]))
    return aligned.kept("against", above, code, Against, make)


def _against(catalogue: Catalogue, aligned: Aligned, alignment: Alignment) -> Against:
    target = alignment.targets[0]
    ours, theirs = map(aligned.stands_for, (target.division, alignment.reference))
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
        _target_row(ours, figures_of(target)),
        tuple(unlike),
        tuple(
            MissingRow(_linked(theirs, item), body_name_of(item), category_label(item.category))
            for item in target.missing
        ),
    )


def _differing(same: Sames) -> str:
    return "、".join(label for key, label in _SAMES if not getattr(same, key))


def _linked(of: Holding, item: StandingItem) -> Link:
    content = item.content
    return Link(
        one_line(content.name, content.sub_item_name),
        addresses.item(of.division.code, of.kind, item.id),
    )
