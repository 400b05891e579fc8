"""The alignment report (三级四同对照): each target's figures, its rows, and what it lacks.

Everything is written target by target, as an alignment of any size is read.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import BinaryIO

from service.alignment import AlignedRow, Alignment, Sames, TargetAlignment
from service.comparison import text_difference
from service.divisions import find_division
from service.documents.cleanup import DECISION_LABELS, category_label, full_name, power_id
from service.documents.delimited import write_csv
from service.documents.tables import Cell, Column, Marked, Table, in_brief, text_table
from service.documents.workbooks import Sheet, write_workbook
from service.items import StandingItem
from service.vocabulary import Verdict

_VERDICTS = {Verdict.SAME: "已对应", Verdict.REVIEW: "待核实", Verdict.DIFFERENT: "未对应"}
_SAMES = (("name", "名称"), ("category", "类型"), ("basis", "依据"), ("code", "编码"))
_FIGURES = (
    ("items", "事项"),
    ("aligned", "已对应"),
    ("review", "待核实"),
    ("unmatched", "未对应"),
    ("same_name", "同名称"),
    ("same_category", "同类型"),
    ("same_basis", "同依据"),
    ("same_code", "同编码"),
    ("four_sames", "四同"),
)


def write_alignment_text(alignment: Alignment, target: BinaryIO) -> None:
    """Write the report as text: the figures, then by target what it lacks and what is not four sames."""
    for line in _lines(alignment):
        target.write(f"{line}\n".encode())


def write_alignment_csv(alignment: Alignment, target: BinaryIO) -> None:
    """Write every row of every target, then what each lacks (缺少), as CSV."""
    write_csv(alignment_rows(alignment, with_missing=True), target)


def write_alignment_xlsx(alignment: Alignment, target: BinaryIO, created: datetime | None = None) -> None:
    """Write a workbook with the sheets 汇总, 缺少事项 and 对照明细; differences are marked within the texts.

    What a reviewer writes under 认定 and 认定理由 is read back by `--decisions`. `created` is
    `write_workbook`'s.
    """
    title = alignment_title(alignment)
    write_workbook(
        [
            Sheet("汇总", title, _summary(alignment), (alignment_sentence(alignment),)),
            Sheet("缺少事项", title, _missing(alignment)),
            Sheet("对照明细", title, alignment_rows(alignment, with_missing=False)),
        ],
        target,
        created,
    )


def alignment_title(alignment: Alignment) -> str:
    """Return the report's title."""
    return f"三级四同对照表（参照：{_division(alignment.reference)}{alignment.reference_edition}）"


def alignment_sentence(alignment: Alignment) -> str:
    """Return in a sentence what was held against what, and how much all levels have the same."""
    return (
        f"以{_division(alignment.reference)}清单（{alignment.reference_edition}）为参照，"
        f"对照{len(alignment.targets)}个行政区划的清单，各级均四同的事项{alignment.all_levels}项。"
    )


def _summary(alignment: Alignment) -> Table:
    columns = [Column("行政区划", 18), Column("版本", 12)]
    columns += [Column(label, 10) for _, label in _FIGURES]
    columns += [Column("四同率", 10), Column("缺少", 10)]
    rows: list[list[Cell]] = [
        [
            _division(target.division),
            target.edition,
            *(getattr(target, key) for key, _ in _FIGURES),
            _rate(target),
            len(target.missing),
        ]
        for target in alignment.targets
    ]
    return Table("汇总", columns, rows)


def alignment_rows(alignment: Alignment, *, with_missing: bool) -> Table:
    """Return every row of every target, with what each lacks (缺少) where that is asked."""
    columns = [Column("行政区划", 16), Column("实施主体", 18), Column("职权类型", 12)]
    for title, width in (("职权编码", 20), ("事项名称", 32), ("子项名称", 20)):
        columns += [Column(title, width), Column(f"参照{title}", width)]
    columns += [Column("名称差异", 40), Column("依据差异", 40)]
    columns += [Column(f"同{label}", 8) for _, label in _SAMES]
    columns += [Column("结论", 10), Column("匹配度", 8), Column("说明", 48), Column("另可能对应", 40)]
    columns += [
        Column("认定方式", 10),
        Column("认定人、时间、理由", 24),
        Column("认定", 8),
        Column("认定理由", 20),
    ]
    columns += [Column("事项标识", 24), Column("参照事项标识", 24)]

    def cells() -> Iterator[Sequence[Cell]]:
        for target in alignment.targets:
            for row in target.rows:
                yield _row(target, row)
            for item in target.missing if with_missing else ():
                yield _missing_row(target, item)

    return Table("对照明细", columns, cells())


def _missing(alignment: Alignment) -> Table:
    columns = [Column("行政区划", 16), Column("职权类型", 12), Column("职权编码", 20)]
    columns += [
        Column("事项名称", 32),
        Column("子项名称", 20),
        Column("设定依据", 40),
        Column("参照事项标识", 24),
    ]
    rows = (
        [
            _division(target.division),
            category_label(item.category),
            _codes(item),
            item.content.name,
            item.content.sub_item_name,
            item.content.setting_basis,
            power_id(item),
        ]
        for target in alignment.targets
        for item in target.missing
    )
    return Table("缺少事项", columns, rows)


def _row(target: TargetAlignment, row: AlignedRow) -> list[Cell]:
    item, other = row.item, row.reference_item
    cells: list[Cell] = [_division(target.division), item.body.name, category_label(item.category)]
    cells += [_codes(item), _codes(other) if other else None]
    cells += [item.content.name, other.content.name if other else None]
    cells += [item.content.sub_item_name, other.content.sub_item_name if other else None]
    cells += (
        [_difference(full_name(other), full_name(item)), _basis_difference(row)] if other else [None, None]
    )
    cells += [("是" if getattr(row.same, key) else "否") if other else None for key, _ in _SAMES]
    cells += [_VERDICTS[row.verdict], row.score if other else None, _explanation(row), _possible(row)]
    cells += [DECISION_LABELS[row.decision] if other or row.note else None, row.note, None, None]
    return [*cells, power_id(item), power_id(other) if other else None]


def _missing_row(target: TargetAlignment, item: StandingItem) -> list[Cell]:
    content = item.content
    cells: list[Cell] = [_division(target.division), None, category_label(item.category)]
    cells += [None, _codes(item), None, content.name, None, content.sub_item_name, None, None]
    cells += [*(None for _ in _SAMES), "缺少", *(None for _ in range(8))]
    return [*cells, power_id(item)]


def _difference(before: str, after: str) -> Cell:
    """What the target writes otherwise than the reference, marked within the text; nothing where equal."""
    return None if before == after else Marked(in_brief(text_difference(before, after)))


def _basis_difference(row: AlignedRow) -> Cell:
    if row.reference_item is None or row.same.basis:
        return None
    return _difference(row.reference_item.content.setting_basis, row.item.content.setting_basis)


def _explanation(row: AlignedRow) -> str:
    return f"{row.explanation}；另有事项同样相近，须由人判断" if row.tied else row.explanation


def _possible(row: AlignedRow) -> str:
    return "\n".join(
        f"{full_name(other.item)}{_category_of(other.item, row)}（{other.score:g}，{power_id(other.item)}）"
        for other in row.possible
    )


def _category_of(item: StandingItem, row: AlignedRow) -> str:
    """The reference item's category where it is not the row's."""
    return "" if item.category is row.item.category else f"〔{category_label(item.category)}〕"


def _lines(alignment: Alignment) -> Iterator[str]:
    yield alignment_title(alignment)
    yield ""
    yield alignment_sentence(alignment)
    yield ""
    yield text_table(_summary(alignment))
    for target in alignment.targets:
        yield ""
        yield from _target_lines(target)


def _target_lines(target: TargetAlignment) -> Iterator[str]:
    """What an office asks first stands first: what it lacks, then what it must look at."""
    yield f"{_division(target.division)}（{target.edition}）：{target.items}项，四同{target.four_sames}项。"
    if target.missing:
        yield f"  缺少（{len(target.missing)}项）"
    for item in target.missing:
        yield f"    {_place(item)}{full_name(item)}"
    review = [row for row in target.rows if row.verdict is Verdict.REVIEW]
    unlike = [row for row in target.rows if row.verdict is Verdict.SAME and not row.same.four]
    unmatched = [row for row in target.rows if row.verdict is Verdict.DIFFERENT]
    for heading, rows in (("待核实", review), ("已对应而未四同", unlike), ("未对应", unmatched)):
        if rows:
            yield f"  {heading}（{len(rows)}项）"
        for row in rows:
            yield f"    {_place(row.item)}{full_name(row.item)}"
            yield from _correspondence(row)


def _correspondence(row: AlignedRow) -> Iterator[str]:
    """What a row corresponds to and why, who decided so, and what else it may correspond to."""
    if row.reference_item:
        yield f"      → {full_name(row.reference_item)}（不同：{_differing(row.same)}）"
    if row.explanation:
        yield f"      {_explanation(row)}"
    if row.note:
        yield f"      {DECISION_LABELS[row.decision]}：{row.note}"
    if row.possible:
        told = (f"{full_name(other.item)}{_category_of(other.item, row)}" for other in row.possible)
        yield f"      另可能对应：{'、'.join(told)}"


def _differing(same: Sames) -> str:
    return "、".join(label for key, label in _SAMES if not getattr(same, key)) or "无"


def _place(item: StandingItem) -> str:
    return f"〔{item.body.name}·{category_label(item.category)}〕"


def _codes(item: StandingItem) -> str:
    return "、".join(item.content.codes)


def _division(code: str) -> str:
    found = find_division(code)
    return found.name if found else code


def _rate(target: TargetAlignment) -> str:
    return "—" if target.rate is None else f"{target.rate:.1%}"
