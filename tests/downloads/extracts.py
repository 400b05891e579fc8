"""Extracts made in memory, as the store would hand their items over."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from service.downloads.lists import Extract
from service.items import Body, ItemContent, StandingItem, content_hash
from service.reading import EditionRecord
from service.vocabulary import Category, ListKind

EDITION = EditionRecord(
    id=1,
    list_id=1,
    division_code="330824",
    kind=ListKind.POWER,
    label="2025",
    effective_on=date(2025, 1, 1),
    recorded_at=datetime(2026, 11, 23, 8, tzinfo=UTC),
    published=datetime(2026, 11, 23, 8, tzinfo=UTC),
    latest=True,
    items=0,
)


def standing(number: int, content: ItemContent, category: Category | None) -> StandingItem:
    """An item of an edition."""
    return StandingItem(
        id=number,
        revision=number,
        edition="2025",
        body=Body(1, content.body_name, "330824"),
        category=category,
        level=None,
        content=content,
        content_hash=content_hash(content, category),
    )


def extract_of(items: Sequence[StandingItem], kind: ListKind = ListKind.POWER) -> Extract:
    """An extract of these items."""
    return Extract(
        owner="开化县",
        kind=kind,
        division="330824",
        edition=EDITION,
        until="数据截至 2025-01-01（2025版生效日期），2026-11-23 公布；此后的调整，待下一版公布。",
        address="https://qz.example/divisions/330824/power/2025-01-01/",
        items=lambda: iter(items),
    )
