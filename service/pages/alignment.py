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
    """One division's figures, with the page that tells of its own list line by line; `share` is the rate in
    hundredths.
    """

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
    """An item that corresponds to another, or may, and is not the same in all four."""

    item: Link
    body: str
    category: str
    verdict: str
    other: Link
    differing: str


class LoneRow(msgspec.Struct, frozen=True):
    """An item of one list that nothing in the other corresponds to."""

    item: Link
    body: str
    category: str


class Against(msgspec.Struct, frozen=True):
    """A division's list held against the one of a division above.

    `unmatched` are items of its own, `missing` those of the list above.
    """

    reference: str
    row: TargetRow
    unlike: tuple[UnlikeRow, ...]
    unmatched: tuple[LoneRow, ...]
    missing: tuple[LoneRow, ...]


class AlignmentView(View, frozen=True, kw_only=True):
    """A division's place between the levels; `below` are the lists held against its own.

    `below_files` is what the files of it are named after, if it is filed; `against_files` the same of its own
    list held against the one above. `highest` is whose list those below are held against line by line.
    """

    template: ClassVar[str] = "alignment.html"
    division: str
    kind: str
    highest: str
    reference_edition: str
    all_levels: int
    below: tuple[TargetRow, ...]
    below_files: str | None
    against: Against | None
    against_files: str | None

    @property
    def below_rows(self) -> int:
        """How many rows the files of it have."""
        return sum(row.items + row.missing for row in self.below)

    @property
    def against_rows(self) -> int:
        """The same of its own list's."""
        return self.against.row.items + self.against.row.missing if self.against else 0


def alignment_view(catalogue: Catalogue, code: str, aligned: Aligned) -> AlignmentView | None:
    """Return a division's page; None where there is no list above or below to hold against its own."""
    if not catalogue.of_division(code):
        return None
    above = highest_above(catalogue, code)
    up = _up(catalogue, aligned, above, code) if above else None
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
        highest=catalogue.divisions[above or code].name,
        reference_edition=own.latest.label,
        all_levels=down.all_levels if down else 0,
        below=tuple(_target_row(*each) for each in down.targets) if down else (),
        below_files=files_below(catalogue, code),
        against=up,
        against_files=files_against(catalogue, code),
    )


def is_aligned(catalogue: Catalogue, code: str) -> bool:
    """Whether a division has a page: a list of its own, and others above or below to hold against it."""
    near = *catalogue.above(code), *catalogue.below(code)
    return bool(catalogue.of_division(code)) and any(catalogue.of_division(each.code) for each in near)


def highest_above(catalogue: Catalogue, code: str) -> str | None:
    """Return the highest division above that has a list: a division's own is held against it."""
    return next((each.code for each in catalogue.above(code) if catalogue.of_division(each.code)), None)


def files_below(catalogue: Catalogue, code: str) -> str | None:
    """Return what the files of the lists below a division held against its own are named after.

    None for those of a whole province: nobody could open them, and every list that changes would make them
    anew. None, too, where there are no lists below.
    """
    below = catalogue.below(code)
    items = sum(each.latest.items for one in below for each in catalogue.of_division(one.code))
    return f"{addresses.alignment(code)}list." if below and items <= MOST_FILED else None


def files_against(catalogue: Catalogue, code: str) -> str | None:
    """Return what the files of a division's list held against the one above are named after.

    None where there is none above. With lists below the page's own name is theirs.
    """
    if highest_above(catalogue, code) is None:
        return None
    return f"{addresses.alignment(code)}{'above' if catalogue.below(code) else 'list'}."


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
            _linked(theirs, row.reference_item),
            _differing(row.same),
        )
        for row in target.rows
        if row.reference_item and not (row.verdict is Verdict.SAME and row.same.four)
    ]
    return Against(
        catalogue.divisions[alignment.reference].name,
        _target_row(ours, figures_of(target)),
        tuple(unlike),
        tuple(_lone(ours, row.item) for row in target.rows if row.reference_item is None),
        tuple(_lone(theirs, item) for item in target.missing),
    )


def _lone(of: Holding, item: StandingItem) -> LoneRow:
    return LoneRow(_linked(of, item), body_name_of(item), category_label(item.category))


def _differing(same: Sames) -> str:
    return "、".join(label for key, label in _SAMES if not getattr(same, key))


def _linked(of: Holding, item: StandingItem) -> Link:
    content = item.content
    return Link(
        one_line(content.name, content.sub_item_name),
        addresses.item(of.division.code, of.kind, item.id),
    )
