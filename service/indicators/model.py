"""What counting an edition's indicators takes and gives."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from service.indicators.charges import Charge
from service.indicators.limits import TimeCut
from service.indicators.rules import Indicator
from service.indicators.shares import share_of
from service.vocabulary import Category

MOST_EXAMPLES = 10


class Cells(msgspec.Struct, frozen=True, gc=False):
    """The cells of an item that indicators read: decoded from stored content without the rest of it."""

    name: str = ""
    sub_item_name: str = ""
    handling_type: str = ""
    legal_time_limit: str = ""
    promised_time_limit: str = ""
    fee_standard: str = ""
    fee_basis: str = ""
    fee_state: str = ""
    visits: str = ""
    online_depth: str = ""
    service_hall: str = ""
    one_network: str = ""
    reach: str = ""
    claim_state: str = ""
    publication_state: str = ""
    extra: dict[str, str] = {}


decode_cells: Callable[[str | bytes], Cells] = msgspec.json.Decoder(Cells).decode
"""Read the cells out of an item's stored content."""


class CountedItem(NamedTuple):
    """An item to count: the power, its body, its category, its cells, its place in the body's list."""

    id: int
    body_id: int
    category: Category | None
    cells: Cells
    position: float = 0


class Count(msgspec.Struct, frozen=True):
    """How many items an indicator counts, of how many that state it.

    Every item is in one of four: the denominator; those of the matter's categories that do not state it;
    those whose cell is not understood; those it does not apply to.
    """

    numerator: int = 0
    denominator: int = 0
    not_stated: int = 0
    unreadable: int = 0
    not_applicable: int = 0

    @property
    def applicable(self) -> int:
        """How many items it applies to, stated or not (适用事项数)."""
        return self.denominator + self.not_stated + self.unreadable

    @property
    def items(self) -> int:
        """How many items there are in all (事项数)."""
        return self.applicable + self.not_applicable

    @property
    def share(self) -> float | None:
        """Numerator of denominator in percent with one decimal; None where nothing is stated (比例)."""
        return share_of(self.numerator, self.denominator)

    def plus(self, other: "Count") -> "Count":
        """Return the sum with another."""
        return Count(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.not_stated + other.not_stated,
            self.unreadable + other.unreadable,
            self.not_applicable + other.not_applicable,
        )


class ClassCount(msgspec.Struct, frozen=True):
    """How many items, of how many bodies, state one class of an indicator's scale."""

    key: str
    name: str
    items: int
    bodies: int


class Spelling(msgspec.Struct, frozen=True):
    """A spelling that is not understood, and how many items have it."""

    text: str
    items: int


class IndicatorCount(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator of an edition; `unread` are the commonest spellings that are not understood.

    A cell may state several classes where the scale allows it, so the classes need not add up.
    """

    rule: Indicator
    total: Count
    by_body: dict[int, Count]
    by_category: dict[Category | None, Count]
    classes: tuple[ClassCount, ...]
    unread: tuple[Spelling, ...]


class TimeCutCount(msgspec.Struct, frozen=True, kw_only=True):
    """What the time limits of an edition come to; `unread` as of `IndicatorCount`."""

    total: TimeCut
    by_body: dict[int, TimeCut]
    by_category: dict[Category | None, TimeCut]
    unread: tuple[Spelling, ...]


class EditionFigures(msgspec.Struct, frozen=True, kw_only=True):
    """All indicators of an edition, its time limits, its charges by body and in the list's order."""

    items: int
    indicators: tuple[IndicatorCount, ...]
    time_cut: TimeCutCount
    charges: tuple[Charge, ...]
