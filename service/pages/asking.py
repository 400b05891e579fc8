"""Which address is which page."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from service.pages import addresses
from service.pages.aligned import Aligned
from service.pages.alignment import alignment_view
from service.pages.bodies import Told, body_view, edition_body_view
from service.pages.catalogue import Catalogue, Holding
from service.pages.changes import changes_view
from service.pages.divisions import division_view, divisions_view, home_view
from service.pages.editions import edition_view
from service.pages.findings import findings_view
from service.pages.instruments import instrument_division_views, instrument_views, instruments_view
from service.pages.items import item_views
from service.pages.resting import Resting, resting_on
from service.pages.search import Asked, search_view
from service.pages.views import View
from service.pages.working import Working
from service.reading import EditionRecord
from service.vocabulary import ListKind

# Ids have at most 18 digits, so that every one fits a store's numbers.
_CODE, _KIND, _DAY, _ID = (
    r"(?P<code>[0-9]{6,12})",
    r"(?P<kind>[a-z-]+)",
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[0-9]{1,4})?)",
    r"(?P<number>[1-9][0-9]{0,17})",
)


class Asking:
    """Finds the view of an address in one snapshot of the store."""

    def __init__(self, connection: Connection, catalogue: Catalogue, working: Working) -> None:
        """Take the snapshot, what is published in it, and where what is worked out is kept."""
        self._connection = connection
        self._catalogue = catalogue
        self._working = working
        self.aligned = Aligned(connection, catalogue, working)

    def view(self, address: str, told: Told | None = None) -> View | None:
        """Return the page's view; None where there is no such page. `told` is for bodies' pages alone."""
        taken = {"told": told} if told is not None else {}
        for pattern, answer in _PAGES:
            found = pattern.fullmatch(address)
            if found:
                view: View | None = answer(self, **found.groupdict(), **taken)
                return view
        return None

    def home(self) -> View:
        """The front page."""
        return home_view(self._connection, self._catalogue)

    def search(self) -> View:
        """The search page before anything is asked."""
        return search_view(self._connection, self._catalogue, Asked())

    def divisions(self) -> View:
        """The index of divisions."""
        return divisions_view(self._catalogue)

    def division(self, code: str) -> View | None:
        """A division."""
        return division_view(self._connection, self._catalogue, code)

    def body(self, code: str, number: str, told: Told | None = None) -> View | None:
        """A body; `told` is its only list, if another page has it."""
        return body_view(self._connection, self._catalogue, code, int(number), told)

    def alignment(self, code: str) -> View | None:
        """A division's alignment."""
        return alignment_view(self._catalogue, code, self.aligned)

    def latest(self, code: str, kind: str) -> View | None:
        """A list's latest edition."""
        holding = self._holding(code, kind)
        if holding is None:
            return None
        return edition_view(self._connection, self._catalogue, holding, holding.latest, holding.address)

    def item(self, code: str, kind: str, number: str) -> View | None:
        """A power."""
        holding = self._holding(code, kind)
        if holding is None:
            return None
        view = item_views(self._connection, self._catalogue, [int(number)]).get(int(number))
        return view if view and view.holding.list_id == holding.list_id else None

    def edition(self, code: str, kind: str, day: str, part: str | None = None) -> View | None:
        """An edition, what it changed, what was found in it."""
        holding = self._holding(code, kind)
        found = holding.edition_on(day) if holding else None
        if holding is None or found is None:
            return None
        make = _EDITION_PARTS[part]
        return make(self._connection, self._catalogue, holding, found)

    def edition_body(
        self, code: str, kind: str, day: str, number: str, told: Told | None = None
    ) -> View | None:
        """A body's part of an edition, `told` if another page has it."""
        holding = self._holding(code, kind)
        found = holding.edition_on(day) if holding else None
        if holding is None or found is None:
            return None
        return edition_body_view(self._connection, self._catalogue, holding, found, int(number), told)

    def instruments(self) -> View:
        """The index of instruments."""
        return instruments_view(self._connection, self.resting)

    def instrument(self, number: str) -> View | None:
        """An instrument."""
        return self.instrument_pages([int(number)]).get(int(number))

    def instrument_division(self, number: str, code: str) -> View | None:
        """What rests on an instrument in a division."""
        return self.instrument_pages([int(number)], code).get(int(number))

    def instrument_pages(self, numbers: Sequence[int], code: str | None = None) -> Mapping[int, View]:
        """Instruments by number, all that rests on them or what does in one division."""
        if code is None:
            return instrument_views(self._connection, self._catalogue, self.resting, numbers)
        return instrument_division_views(self._connection, self._catalogue, self.resting, numbers, code)

    @cached_property
    def resting(self) -> Resting:
        """How much rests on each instrument."""
        return resting_on(self._connection, self._catalogue, self._working.kept)

    def _holding(self, code: str, kind: str) -> Holding | None:
        try:
            return self._catalogue.find(code, ListKind(kind))
        except ValueError:
            return None


def _edition(
    connection: Connection, catalogue: Catalogue, holding: Holding, edition: EditionRecord
) -> View | None:
    return edition_view(connection, catalogue, holding, edition, holding.edition_address(edition))


_EDITION_PARTS: dict[str | None, Callable[[Connection, Catalogue, Holding, EditionRecord], View | None]] = {
    None: _edition,
    "changes": changes_view,
    "findings": findings_view,
}
_DIVISION = f"{addresses.DIVISIONS}{_CODE}/"
_EDITION = f"{_DIVISION}{_KIND}/{_DAY}/"
_PAGES: tuple[tuple[re.Pattern[str], Callable[..., Any]], ...] = tuple(
    (re.compile(pattern, re.ASCII), answer)
    for pattern, answer in (
        (f"{_DIVISION}{_KIND}/items/{_ID}/", Asking.item),
        (addresses.HOME, Asking.home),
        (addresses.SEARCH, Asking.search),
        (addresses.DIVISIONS, Asking.divisions),
        (_DIVISION, Asking.division),
        (f"{_DIVISION}bodies/{_ID}/", Asking.body),
        (f"{_DIVISION}alignment/", Asking.alignment),
        (f"{_DIVISION}{_KIND}/", Asking.latest),
        (_EDITION, Asking.edition),
        (f"{_EDITION}(?P<part>changes|findings)/", Asking.edition),
        (f"{_EDITION}bodies/{_ID}/", Asking.edition_body),
        (addresses.INSTRUMENTS, Asking.instruments),
        (f"{addresses.INSTRUMENTS}{_ID}/", Asking.instrument),
        (f"{addresses.INSTRUMENTS}{_ID}/{_CODE}/", Asking.instrument_division),
    )
)
