"""Lists of the benchmarks' corpus put into a store, loaded and published as anyone's are."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from service.editions import LoadRequest, load, publish
from service.items import Duty, FileContent, ItemContent, ListedItem
from service.store import Store
from service.vocabulary import ListKind, read_category
from tests.bench.corpus import DIVISION, list_rows


def listed_items(rows: int) -> Iterator[ListedItem]:
    """The items of a list of that many rows."""
    return items_of(list_rows(rows))


def items_of(rows: Iterable[tuple[str, ...]]) -> Iterator[ListedItem]:
    """The items of rows of the corpus."""
    for row in rows:
        number, category, name, code, body, basis, level, duties, grounds, telephone = row
        content = ItemContent(
            name=name,
            category_text=category,
            codes=(code,),
            body_name=body,
            setting_basis=basis,
            level_text=level,
            duties=(Duty(text=duties),),
            accountability=grounds,
            supervision=telephone,
        )
        yield ListedItem(
            content=content, category=read_category(category).category, sheet="清单", rows=(int(number),)
        )


def load_items(store: Store, label: str, items: list[ListedItem], base: str | None = None) -> None:
    """Load the items into the draft of that label."""
    sha256 = hashlib.sha256(f"{label} {items[0].rows}".encode()).hexdigest()
    file = FileContent(
        file="bench",
        sha256=sha256,
        format="xlsx",
        rows_read=len(items),
        items=items,
        findings=[],
        raw_rows=[],
    )
    report = load(store, file, LoadRequest(division=DIVISION, kind=ListKind.COMBINED, label=label, base=base))
    assert report.items == len(items), report.findings


def publish_label(store: Store, label: str) -> None:
    """Publish the draft of that label."""
    with store.write() as connection:
        publish(connection, DIVISION, ListKind.COMBINED, label, datetime.now(UTC))
