"""Items to count, made of their cells."""

from service.indicators import Cells, CountedItem
from service.vocabulary import Category


def counted(
    number: int = 1, body: int = 1, category: Category | None = Category.LICENSING, **cells: str
) -> CountedItem:
    """An item with these cells."""
    return CountedItem(number, body, category, Cells(**{"name": f"事项{number}", **cells}))  # type: ignore[arg-type]
