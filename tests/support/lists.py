"""Lists made in memory, as the loaders would hand them over."""

import hashlib
from collections.abc import Iterable

from service.findings import Finding
from service.items import FileContent, ItemContent, ListedItem, RawRow
from service.vocabulary import Category


def listed(
    name: str, body: str = "民政局", category: Category | None = Category.LICENSING, **fields: object
) -> ListedItem:
    """One item of a list; `fields` are fields of its content."""
    return ListedItem(
        content=ItemContent(name=name, body_name=body, **fields),  # type: ignore[arg-type]
        category=category,
        sheet="清单",
        rows=(0,),
    )


def file_of(
    items: Iterable[ListedItem], findings: Iterable[Finding] = (), name: str = "清单.xlsx"
) -> FileContent:
    """A file with these items, a row each from row 3, under a title and a header."""
    placed = [
        ListedItem(content=item.content, category=item.category, sheet=item.sheet, rows=(row,))
        for row, item in enumerate(items, start=3)
    ]
    raw = [RawRow("清单", 1, ("示例清单",)), RawRow("清单", 2, ("事项名称", "实施主体"))]
    raw += [RawRow("清单", item.rows[0], (item.content.name, item.content.body_name)) for item in placed]
    text = repr([(item.content, item.category) for item in placed])
    return FileContent(
        file=name,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        format="xlsx",
        rows_read=len(placed),
        items=placed,
        findings=list(findings),
        raw_rows=raw,
    )
