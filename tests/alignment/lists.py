"""Lists of three levels for tests, written by hand."""

from typing import Any

from service.alignment import AlignedList
from service.items import Body, ItemContent, StandingItem
from service.vocabulary import Category, Level

LEVELS = {"330000": Level.PROVINCE, "330800": Level.CITY, "330881": Level.COUNTY}
WATER = "《中华人民共和国水法》第七条、第四十八条"


def item(
    number: int,
    name: str,
    *,
    division: str = "330000",
    category: Category | None = Category.LICENSING,
    level: Level | None = None,
    **content: Any,
) -> StandingItem:
    """A standing item of the division's one body; fields of its content by name."""
    return StandingItem(
        id=number,
        revision=number,
        edition="2024",
        body=Body(id=int(division), name="水利局", division=division),
        category=category,
        level=level,
        content=ItemContent(name=name, **content),
        content_hash=b"",
    )


def listed(division: str, *items: StandingItem) -> AlignedList:
    """A division's list of the 2024 edition."""
    return AlignedList(division=division, level=LEVELS[division], edition="2024", items=items)
