"""The cleanup's tables (对照): by body, by category, each change, and what is still to be decided."""

from collections.abc import Iterator, Sequence

import msgspec

from service import node_ids
from service.comparison import (
    BodyRow,
    CategoryRow,
    FieldDifference,
    Link,
    Mark,
    Reconciliation,
    Segment,
    is_editorial,
    text_difference,
)
from service.documents.sentence import earlier_name
from service.documents.tables import Cell, Column, Marked, Table, in_brief
from service.items import FIELD_LABELS, StandingItem
from service.matching import explain_items
from service.vocabulary import Category, ChangeKind, Decision, ListKind

KIND_LABELS = {
    ChangeKind.ADDED: "新增",
    ChangeKind.REMOVED: "取消",
    ChangeKind.MERGED: "合并",
    ChangeKind.SPLIT: "拆分",
    ChangeKind.TRANSFERRED: "划转",
    ChangeKind.RENAMED: "更名",
    ChangeKind.CHANGED: "变更",
}
DECISION_LABELS = {
    Decision.AUTOMATIC: "自动比对",
    Decision.STATED: "部门申报",
    Decision.CONFIRMED: "人工确认",
    Decision.REJECTED: "人工否定",
}
FIGURE_TITLES = ("新增", "取消", "拆分增加", "合并减少", "转入", "转出")
# What a reviewer fills in, and which pair of powers it is about: `--decisions` reads them back.
REVIEW_COLUMNS = (
    Column("认定", 8),
    Column("认定理由", 20),
    Column("原事项标识", 24),
    Column("现事项标识", 24),
)
_FIGURES = ("added", "removed", "split", "merged", "moved_in", "moved_out")


class Cleanup(msgspec.Struct, frozen=True):
    """What a cleanup report is about: a division's list, and its two editions held against one another."""

    division: str
    kind: ListKind
    reconciliation: Reconciliation

    @property
    def title(self) -> str:
        """The report's title."""
        found = self.reconciliation
        return f"{self.division}{self.kind.label}清理对照表（{found.from_label}—{found.to_label}）"


def by_body(cleanup: Cleanup) -> Table:
    """Return the account of every body and their sum."""
    rows = cleanup.reconciliation.figures.by_body
    return _account(cleanup, "按部门", "部门", [(row.body, row) for row in rows])


def by_category(cleanup: Cleanup) -> Table:
    """Return the account of every category and their sum."""
    rows = cleanup.reconciliation.figures.by_category
    return _account(cleanup, "按类型", "职权类型", [(category_label(row.category), row) for row in rows])


def changes(cleanup: Cleanup) -> Table:
    """Return every change with what differs, why, and on which basis before and after."""
    found = cleanup.reconciliation
    old, new = f"（{found.from_label}）", f"（{found.to_label}）"
    columns = [Column("序号", 6), Column("变动类型", 9)]
    for title, width in (
        ("实施主体", 18),
        ("职权类型", 12),
        ("职权编码", 20),
        ("事项名称", 32),
        ("子项名称", 20),
    ):
        columns += [Column(title + old, width), Column(title + new, width)]
    columns += [Column("变动内容", 48), Column("变动性质", 10), Column("理由", 20)]
    columns += [Column("设定依据" + old, 40), Column("设定依据" + new, 40)]
    columns += [Column("认定方式", 10), Column("匹配度", 8), *REVIEW_COLUMNS]
    return Table("变动明细", columns, _numbered(_change(link) for link in found.changes))


def possible(cleanup: Cleanup) -> Table:
    """Return the pairs that a person has to decide."""
    columns = [Column("序号", 6), Column("实施主体", 18), Column("职权类型", 12), Column("匹配度", 8)]
    for title, width in (("事项名称", 32), ("子项名称", 20), ("设定依据", 40)):
        columns += [Column(f"疑似原{title}", width), Column(f"疑似现{title}", width)]
    columns += [Column("名称差异", 40), Column("说明", 48), *REVIEW_COLUMNS]
    return Table(
        "待核实",
        columns,
        _numbered(_possible(pair.before, pair.after, pair.score) for pair in cleanup.reconciliation.possible),
    )


def category_label(category: Category | None) -> str:
    """Return the category as people read it."""
    return category.label if category else "未分类"


def full_name(item: StandingItem) -> str:
    """Return name and sub-item as one line of text."""
    content = item.content
    return f"{content.name}（子项：{content.sub_item_name}）" if content.sub_item_name else content.name


def difference_label(difference: FieldDifference) -> str:
    """Return the field's title as people read it."""
    return "职权类型" if difference.field == "category" else FIELD_LABELS[difference.field]


def marked(difference: FieldDifference) -> tuple[Segment, ...]:
    """Return the field's difference, marked and in brief."""
    before, after = readable(difference)
    return in_brief(text_difference(before, after))


def readable(difference: FieldDifference) -> tuple[str, str]:
    """Return both sides as people read them: a category by its name, codes in a line."""
    if difference.field == "codes":
        return difference.before.replace("\n", "、"), difference.after.replace("\n", "、")
    if difference.field != "category":
        return difference.before, difference.after
    before, after = (
        category_label(Category(text) if text else None) for text in (difference.before, difference.after)
    )
    return before, after


def significance(link: Link) -> str:
    """Return 文字性 for a change of wording or punctuation alone, 实质性 for any other."""
    if link.kind not in (ChangeKind.RENAMED, ChangeKind.CHANGED):
        return "实质性"
    editorial = all(is_editorial(field.before, field.after) for field in link.fields)
    return "文字性" if editorial else "实质性"


def _account(
    cleanup: Cleanup, title: str, heading: str, rows: Sequence[tuple[str, BodyRow | CategoryRow]]
) -> Table:
    found = cleanup.reconciliation
    earlier = earlier_name(found.from_label, found.to_label)
    names = ("上年", "今年") if earlier == "上年" else (found.from_label, found.to_label)
    columns = [Column(heading, 24), Column(names[0], 10)]
    columns += [Column(figure, 10) for figure in FIGURE_TITLES]
    columns += [Column(names[1], 10), Column("增减", 10)]
    keys = ("before", *_FIGURES, "after", "net")
    lines: list[list[Cell]] = [[name, *(getattr(row, key) for key in keys)] for name, row in rows]
    lines.append(["合计", *(sum(getattr(row, key) for _, row in rows) for key in keys)])
    return Table(title, columns, lines)


def _numbered(rows: Iterator[list[Cell]]) -> Iterator[list[Cell]]:
    for number, row in enumerate(rows, start=1):
        yield [number, *row]


def _change(link: Link) -> list[Cell]:
    row: list[Cell] = [KIND_LABELS[link.kind] if link.kind else ""]
    for told in (
        lambda item: item.body.name,
        lambda item: category_label(item.category),
        lambda item: "、".join(item.content.codes),
        lambda item: item.content.name,
        lambda item: item.content.sub_item_name,
    ):
        row += [_joined([told(item) for item in side]) for side in (link.before, link.after)]
    row += [_content(link), significance(link), link.reason]
    row += [_joined([item.content.setting_basis for item in side]) for side in (link.before, link.after)]
    pair = (*link.before, *link.after) if len(link.before) == len(link.after) == 1 else ()
    ids: list[Cell] = [power_id(item) for item in pair] or [None, None]
    return [*row, DECISION_LABELS[link.decision], link.score, None, None, *ids]


def power_id(item: StandingItem) -> str:
    """Return the node id of an item's power, by which a reviewed report names it."""
    return node_ids.encode("PowerItem", item.id)


def _joined(texts: Sequence[str]) -> str:
    """Return the one text, or several numbered on lines of their own; alike ones stand once."""
    if len(set(texts)) <= 1:
        return texts[0] if texts else ""
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1) if text)


def _content(link: Link) -> Cell:
    segments: list[Segment] = []
    for place, difference in enumerate(link.fields):
        lead = "\n" if place else ""
        segments += [Segment(Mark.EQUAL, f"{lead}{difference_label(difference)}："), *marked(difference)]
    return Marked(tuple(segments)) if segments else None


def _possible(old: StandingItem, new: StandingItem, score: float) -> list[Cell]:
    bodies = old.body.name if old.body.name == new.body.name else f"{old.body.name} → {new.body.name}"
    categories = category_label(old.category)
    if old.category is not new.category:
        categories = f"{categories} → {category_label(new.category)}"
    return [
        bodies,
        categories,
        score,
        old.content.name,
        new.content.name,
        old.content.sub_item_name,
        new.content.sub_item_name,
        old.content.setting_basis,
        new.content.setting_basis,
        Marked(in_brief(text_difference(full_name(old), full_name(new)))),
        explain_items(old, new),
        None,
        None,
        power_id(old),
        power_id(new),
    ]
