"""DOCX: every table of the document is a sheet; what stands above it are its title rows."""

from collections.abc import Iterator
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from loaders.grid import Grid, Merge, UnreadableError
from loaders.options import Limits
from loaders.zips import Package

DOCUMENT = "word/document.xml"
"""The part of the package that holds the text; no other is looked at."""

_TITLE_PARAGRAPHS = 5
_LONGEST_NUMBER = 10
_FIX = "用 Word 或 WPS 打开另存后再装载"
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_BODY, _VALUE = qn("w:body"), qn("w:val")
_SPAN, _DOWN = (f"{qn('w:tcPr')}/{qn(name)}" for name in ("w:gridSpan", "w:vMerge"))
_BEFORE = f"{qn('w:trPr')}/{qn('w:gridBefore')}"
_TEXT, _TAB, _BREAK, _RETURN = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")


def read_document(package: Package, limits: Limits) -> list[Grid]:
    """Return the tables of a document whose package has been inspected; raises `UnreadableError`."""
    data = package.read(DOCUMENT)
    if len(data) > limits.text_bytes:
        raise UnreadableError("文档过大", "拆成几个较小的文件后再装载")
    try:
        body = parse_xml(data).find(_BODY)
    except SyntaxError as error:
        raise UnreadableError("文档已损坏，无法读取", _FIX) from error
    if body is None:
        raise UnreadableError("文档里没有正文", _FIX)
    grids: list[Grid] = []
    above: list[str] = []
    left_to_fill = limits.cells
    for block in body.iterchildren(_PARAGRAPH, _TABLE):
        if block.tag == _PARAGRAPH:
            above.append(_paragraph(block).strip())
        else:
            titles = [text for text in above if text][-_TITLE_PARAGRAPHS:]
            grid, left_to_fill = _grid(f"表{len(grids) + 1}", titles, block, limits, left_to_fill)
            grids.append(grid)
            above = []
    return grids


def _grid(name: str, titles: list[str], table: Any, limits: Limits, left_to_fill: int) -> tuple[Grid, int]:
    """Return the table, and how many cells those after it may fill: they all stand open together."""
    rows: list[tuple[str, ...]] = [(title,) for title in titles]
    merges: list[Merge] = []
    open_merges: dict[int, Merge] = {}
    for tr in table.iterchildren(_ROW):
        cells: list[str] = [""] * _number(tr.find(_BEFORE), 0, limits)
        number = len(rows)
        continued: dict[int, Merge] = {}
        for tc in tr.iterchildren(_CELL):
            left, span, vertical = len(cells), *_spans(tc, limits)
            if left + span > limits.columns:
                raise UnreadableError(f"{name}的列数超过{limits.columns}", _FIX)
            above = open_merges.get(left)
            if vertical == "continue" and above and above.right == left + span - 1:
                continued[left] = above._replace(bottom=number)
                cells += [""] * span
                continue
            if span > 1 or vertical == "restart":
                continued[left] = Merge(number, left, number, left + span - 1)
            cells += [_cell(tc)] + [""] * (span - 1)
        merges += [
            merge
            for left, merge in open_merges.items()
            if left not in continued or continued[left].top == number
        ]
        open_merges = continued
        left_to_fill -= len(cells)
        if left_to_fill < 0 or len(merges) > limits.merges:
            raise UnreadableError("文档中的表格过大，不像清单", _FIX)
        rows.append(tuple(cells))
    merges += open_merges.values()
    wide = [merge for merge in merges if merge.right > merge.left or merge.bottom > merge.top]
    return Grid(name, iter(rows), len(rows), wide), left_to_fill


def _spans(tc: Any, limits: Limits) -> tuple[int, str]:
    """Return how many columns a cell spans, and whether it begins or continues a merge downwards."""
    width = max(_number(tc.find(_SPAN), 1, limits), 1)
    vertical = tc.find(_DOWN)
    return width, "" if vertical is None else vertical.get(_VALUE, "continue")


def _number(element: Any, otherwise: int, limits: Limits) -> int:
    """A number of columns; raises `UnreadableError` for what is none, or more than a list has."""
    if element is None:
        return otherwise
    text = element.get(_VALUE, str(otherwise))
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < _LONGEST_NUMBER else -1
    if not 0 <= number <= limits.columns:
        raise UnreadableError(f"表格的列数有误或超过{limits.columns}", _FIX)
    return number


def _cell(tc: Any) -> str:
    return "\n".join(_paragraph(paragraph) for paragraph in tc.iter(_PARAGRAPH))


def _paragraph(paragraph: Any) -> str:
    return "".join(_runs(paragraph))


def _runs(paragraph: Any) -> Iterator[str]:
    for node in paragraph.iter(_TEXT, _TAB, _BREAK, _RETURN):
        if node.tag == _TEXT:
            yield node.text or ""
        else:
            yield (
                "\t"
                if node.tag == _TAB and node.getparent().tag == qn("w:r")
                else "\n"
                if node.tag != _TAB
                else ""
            )
