"""DOCX: every table of the document is a sheet; what stands above it are its title rows."""

import io
from collections.abc import Iterator

from docx import Document
from docx.oxml.ns import qn

from loaders.grid import Grid, Merge, UnreadableError
from loaders.options import Limits

_TITLE_PARAGRAPHS = 5
_FIX = "用 Word 或 WPS 打开另存后再装载"
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT, _TAB, _BREAK, _RETURN = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")


def read_document(data: bytes, limits: Limits) -> list[Grid]:
    """Return the document's tables; raises `UnreadableError`."""
    try:
        body = Document(io.BytesIO(data)).element.body
    except (SyntaxError, KeyError, ValueError, OSError, AttributeError) as error:
        raise UnreadableError("文档已损坏，无法读取", _FIX) from error
    grids: list[Grid] = []
    above: list[str] = []
    for block in body.iterchildren(_PARAGRAPH, _TABLE):
        if block.tag == _PARAGRAPH:
            above.append(_paragraph(block).strip())
        else:
            titles = [text for text in above if text][-_TITLE_PARAGRAPHS:]
            grids.append(_grid(f"表{len(grids) + 1}", titles, block, limits))
            above = []
    return grids


def _grid(name: str, titles: list[str], table: object, limits: Limits) -> Grid:
    rows: list[tuple[str, ...]] = [(title,) for title in titles]
    merges: list[Merge] = []
    open_merges: dict[int, Merge] = {}
    for tr in table.iterchildren(_ROW):  # type: ignore[attr-defined]
        cells: list[str] = [""] * _grid_before(tr)
        number = len(rows)
        continued: dict[int, Merge] = {}
        for tc in tr.iterchildren(_CELL):
            left, span, vertical = len(cells), *_spans(tc)
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
        rows.append(tuple(cells))
    merges += open_merges.values()
    wide = [merge for merge in merges if merge.right > merge.left or merge.bottom > merge.top]
    return Grid(name, iter(rows), len(rows), wide)


def _spans(tc: object) -> tuple[int, str]:
    """Return how many columns a cell spans, and whether it begins or continues a merge downwards."""
    properties = tc.find(qn("w:tcPr"))  # type: ignore[attr-defined]
    if properties is None:
        return 1, ""
    span = properties.find(qn("w:gridSpan"))
    vertical = properties.find(qn("w:vMerge"))
    width = int(span.get(qn("w:val"), "1")) if span is not None else 1
    return max(width, 1), "" if vertical is None else vertical.get(qn("w:val"), "continue")


def _grid_before(tr: object) -> int:
    before = tr.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")  # type: ignore[attr-defined]
    return int(before.get(qn("w:val"), "0")) if before is not None else 0


def _cell(tc: object) -> str:
    return "\n".join(_paragraph(paragraph) for paragraph in tc.iter(_PARAGRAPH))  # type: ignore[attr-defined]


def _paragraph(paragraph: object) -> str:
    return "".join(_runs(paragraph))


def _runs(paragraph: object) -> Iterator[str]:
    for node in paragraph.iter(_TEXT, _TAB, _BREAK, _RETURN):  # type: ignore[attr-defined]
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
