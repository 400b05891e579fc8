"""The cleanup report as text: the sentence, the tables, then each change with its reason and basis."""

from collections.abc import Iterator
from typing import BinaryIO

from service.comparison import Figures, Link
from service.documents.cleanup import (
    DECISION_LABELS,
    KIND_LABELS,
    Cleanup,
    by_body,
    by_category,
    category_label,
    difference_label,
    full_name,
    marked,
    significance,
)
from service.documents.sentence import balance_line, cleanup_sentence, kinds_sentence
from service.documents.tables import Marked, text_table
from service.items import StandingItem
from service.vocabulary import ChangeKind, Decision

_NUMBERS = "一二三四五六七八九十"
# A basis with its whole clauses quoted fills pages; the workbook has it in full.
_LONGEST_BASIS = 160


def cleanup_text(cleanup: Cleanup) -> str:
    """Return the whole report as one text."""
    return "\n".join(cleanup_lines(cleanup))


def write_cleanup_text(cleanup: Cleanup, target: BinaryIO) -> None:
    """Write the same, paragraph by paragraph, as UTF-8."""
    for number, line in enumerate(cleanup_lines(cleanup)):
        target.write(f"\n{line}".encode() if number else line.encode())


def cleanup_lines(cleanup: Cleanup) -> Iterator[str]:
    """Yield the report's paragraphs in turn, so that a long one need not be held."""
    found = cleanup.reconciliation
    labels = (found.from_label, found.to_label)
    yield cleanup.title
    yield ""
    yield cleanup_sentence(found.figures, *labels, cleanup.kind)
    yield kinds_sentence(found.figures)
    yield balance_line(found.figures, *labels)
    numbers = iter(_NUMBERS)
    for table in (by_body(cleanup), by_category(cleanup)):
        yield f"\n{next(numbers)}、{table.title}"
        yield text_table(table)
    for kind in ChangeKind:
        links = found.changes.of_kind(kind)
        if links:
            yield f"\n{next(numbers)}、{KIND_LABELS[kind]}（{_count(kind, len(links), found.figures)}）"
            for number, link in enumerate(links, start=1):
                yield from _change(number, link)
    if found.possible:
        yield f"\n{next(numbers)}、待核实（{len(found.possible)}对，确认前按取消和新增计）"
        for number, pair in enumerate(found.possible, start=1):
            yield f"{number}. {_place(pair.before)}{full_name(pair.before)}"
            yield f"   → {_place(pair.after)}{full_name(pair.after)}（匹配度{pair.score:g}）"


def _count(kind: ChangeKind, links: int, figures: Figures) -> str:
    """Return how much there is of the kind; merges and splits also by what they lose and gain."""
    if kind is ChangeKind.MERGED:
        return f"{links}组，减少{figures.merged}项"
    if kind is ChangeKind.SPLIT:
        return f"{links}组，增加{figures.split}项"
    return f"{links}项"


def _change(number: int, link: Link) -> Iterator[str]:
    head = f"{number}. "
    for place, item in enumerate(link.before or link.after):
        yield f"{head if not place else '   '}{_place(item)}{full_name(item)}{_codes(item)}"
    if link.kind not in (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED):
        for item in link.after:
            yield f"   → {_place(item)}{full_name(item)}{_codes(item)}"
    for difference in link.fields:
        yield f"   {difference_label(difference)}：{Marked(marked(difference))}"
    if link.kind is ChangeKind.CHANGED:
        yield f"   性质：{significance(link)}"
    if link.reason:
        yield f"   理由：{link.reason}"
    basis = (link.after or link.before)[0].content.setting_basis
    if basis and not any(difference.field == "setting_basis" for difference in link.fields):
        yield f"   依据：{_clipped(basis)}"
    if link.decision is not Decision.AUTOMATIC:
        yield f"   认定：{DECISION_LABELS[link.decision]}"


def _place(item: StandingItem) -> str:
    return f"〔{item.body.name}·{category_label(item.category)}〕"


def _codes(item: StandingItem) -> str:
    return f"（编码：{'、'.join(item.content.codes)}）" if item.content.codes else ""


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_BASIS else f"{line[:_LONGEST_BASIS]}……"
