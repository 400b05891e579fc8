"""What every page has: its place, its title, the way back up."""

from typing import ClassVar

import msgspec

from service.documents.cleanup import category_label
from service.pages import addresses
from service.pages.catalogue import Catalogue
from service.vocabulary import Category

__all__ = [
    "Column",
    "Crumb",
    "Link",
    "View",
    "category_label",
    "crumbs_of",
    "one_line",
    "share",
    "told_count",
]


class Link(msgspec.Struct, frozen=True):
    """Something with an address of its own; None where its page is not part of the site."""

    label: str
    address: str | None


class Crumb(msgspec.Struct, frozen=True):
    """A page above this one."""

    label: str
    address: str


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A page: `template` is filled in with it. `heading` stands above the text, `title` in the window."""

    template: ClassVar[str]
    address: str
    heading: str
    crumbs: tuple[Crumb, ...] = ()
    description: str = ""

    @property
    def title(self) -> str:
        """The window's title: the heading and the page above."""
        return " · ".join([self.heading, *(crumb.label for crumb in self.crumbs[1:][-1:])])


class Column(msgspec.Struct, frozen=True):
    """One column of a chart over editions: its place and height in hundredths."""

    label: str
    value: int
    address: str | None
    place: float
    height: float


def crumbs_of(catalogue: Catalogue, code: str, *more: Crumb) -> tuple[Crumb, ...]:
    """Return the way from the home page down to a division, and further."""
    above = [*catalogue.above(code), catalogue.divisions[code]]
    return (
        Crumb("首页", addresses.HOME),
        *(Crumb(each.name, addresses.division(each.code)) for each in above),
        *more,
    )


def one_line(name: str, sub_item_name: str = "") -> str:
    """Return an item's name as headings and lists have it."""
    whole = f"{name}（{sub_item_name}）" if sub_item_name and sub_item_name != name else name
    return " ".join(whole.split())


def share(value: float, most: float) -> float:
    """Return how long a bar is, in hundredths of the longest; a little for anything but nothing."""
    if most <= 0 or value <= 0:
        return 0
    return max(round(100 * value / most, 1), 0.6)


def told_count(counts: dict[Category | None, int]) -> list[tuple[Category | None, int]]:
    """Return counts in the order of the categories, what has none last."""
    return [(category, counts[category]) for category in (*Category, None) if category in counts]
