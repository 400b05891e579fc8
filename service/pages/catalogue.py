"""What there is to publish: every published edition of every list in the site's scope, and its day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import msgspec
from sqlalchemy import Connection

from service.divisions import ancestors_of
from service.pages import addresses
from service.pages.site import Site
from service.reading import DivisionRecord, EditionRecord, all_editions, divisions_by_code
from service.vocabulary import Level, ListKind

LEVEL_LABELS = {
    Level.NATION: "国家级",
    Level.PROVINCE: "省级",
    Level.CITY: "市级",
    Level.COUNTY: "县级",
    Level.TOWNSHIP: "乡镇（街道）级",
    Level.VILLAGE: "村（社区）级",
}


class Holding(msgspec.Struct, frozen=True):
    """A list with its published editions, the oldest first; `days` are what their addresses name them by."""

    list_id: int
    division: DivisionRecord
    kind: ListKind
    editions: tuple[EditionRecord, ...]
    days: tuple[str, ...]

    @property
    def latest(self) -> EditionRecord:
        """The edition that answers where no other is asked for."""
        return next(edition for edition in self.editions if edition.latest)

    @property
    def address(self) -> str:
        """Where the latest edition is read."""
        return addresses.latest(self.division.code, self.kind)

    @property
    def title(self) -> str:
        """The list's name: 开化县权力清单."""
        return f"{self.division.name}{self.kind.label}"

    def day_of(self, edition: EditionRecord) -> str:
        """What the edition's address names it by."""
        return next(day for day, each in zip(self.days, self.editions, strict=True) if each.id == edition.id)

    def edition_on(self, day: str) -> EditionRecord | None:
        """The edition that the day names."""
        return next(
            (each for known, each in zip(self.days, self.editions, strict=True) if known == day), None
        )

    def before(self, edition: EditionRecord) -> EditionRecord | None:
        """The edition before this one."""
        place = next(at for at, each in enumerate(self.editions) if each.id == edition.id)
        return self.editions[place - 1] if place else None

    def edition_address(self, edition: EditionRecord) -> str:
        """Where the edition is read, for ever."""
        return addresses.edition(self.division.code, self.kind, self.day_of(edition))


class Catalogue:
    """The published lists in the site's scope."""

    def __init__(
        self, site: Site, editions: Iterable[EditionRecord], divisions: Mapping[str, DivisionRecord]
    ) -> None:
        """Take the editions of each list from the oldest to the newest, and the divisions that have lists,
        with those above them.
        """
        self.site = site
        self.divisions = dict(sorted(divisions.items()))
        by_list: dict[int, list[EditionRecord]] = defaultdict(list)
        for edition in editions:
            if self.covers(edition.division_code):
                by_list[edition.list_id].append(edition)
        kinds = {kind: place for place, kind in enumerate(ListKind)}
        holdings = [
            Holding(number, divisions[found[0].division_code], found[0].kind, tuple(found), days_of(found))
            for number, found in by_list.items()
        ]
        holdings.sort(key=lambda each: (each.division.code, kinds[each.kind]))
        self.holdings: tuple[Holding, ...] = tuple(holdings)
        self._by_list = {each.list_id: each for each in holdings}
        self._above = {code: self._read_above(code) for code in self.divisions}
        self._by_division: dict[str, list[Holding]] = defaultdict(list)
        for each in holdings:
            self._by_division[each.division.code].append(each)
        self._with_pages = {
            code for each in self._by_division for code in (each, *ancestors_of(each)) if code in divisions
        }

    def covers(self, code: str) -> bool:
        """Whether the division is within the scope."""
        scope = self.site.scope
        return scope is None or code == scope or scope in ancestors_of(code)

    def has_page(self, code: str) -> bool:
        """Whether the division has a page: it has lists, or some division below it has."""
        return code in self._with_pages

    @property
    def division_pages(self) -> list[DivisionRecord]:
        """The divisions that have a page, by code."""
        return [each for code, each in self.divisions.items() if code in self._with_pages]

    @property
    def list_divisions(self) -> list[DivisionRecord]:
        """The divisions that have lists, by code."""
        return [each for code, each in self.divisions.items() if code in self._by_division]

    def of_list(self, list_id: int) -> Holding | None:
        """The list of that number."""
        return self._by_list.get(list_id)

    def of_division(self, code: str) -> Sequence[Holding]:
        """The lists of a division, in the order of their kinds."""
        return self._by_division.get(code, ())

    def find(self, code: str, kind: ListKind) -> Holding | None:
        """The list of that division and kind."""
        return next((each for each in self.of_division(code) if each.kind is kind), None)

    def children(self, code: str) -> list[DivisionRecord]:
        """The divisions directly below that have a page."""
        return [each for each in self.division_pages if each.parent_code == code]

    def below(self, code: str) -> Sequence[DivisionRecord]:
        """The divisions anywhere below that have lists, by code."""
        return self._below.get(code, ())

    @cached_property
    def _below(self) -> dict[str, list[DivisionRecord]]:
        found: dict[str, list[DivisionRecord]] = defaultdict(list)
        for each in self.list_divisions:
            for above in ancestors_of(each.code):
                found[above].append(each)
        return dict(found)

    def above(self, code: str) -> Sequence[DivisionRecord]:
        """The divisions above, the highest first."""
        known = self._above.get(code)
        return self._read_above(code) if known is None else known

    def _read_above(self, code: str) -> tuple[DivisionRecord, ...]:
        found = [self.divisions[each] for each in ancestors_of(code) if each in self.divisions]
        return tuple(sorted(found, key=lambda division: division.level))

    def full_name(self, code: str) -> str:
        """The division's name with those of the divisions above it."""
        return "".join(each.name for each in (*self.above(code), self.divisions[code]))


def catalogue_of(connection: Connection, site: Site) -> Catalogue:
    """Read what is published, by two statements."""
    editions = all_editions(connection)
    codes = {edition.division_code for edition in editions}
    codes |= {above for code in codes for above in ancestors_of(code)}
    return Catalogue(site, editions, divisions_by_code(connection, codes))


def days_of(editions: Sequence[EditionRecord]) -> tuple[str, ...]:
    """Return what each edition of a list is named by in addresses: its effective day.

    Of several on one day those published later bear a number, which no later publication changes.
    """
    seen: Counter[str] = Counter()
    named: dict[int, str] = {}
    for edition in sorted(editions, key=lambda each: (each.published_at, each.id)):
        day = edition.effective_on.isoformat()
        seen[day] += 1
        named[edition.id] = day if seen[day] == 1 else f"{day}-{seen[day]}"
    return tuple(named[edition.id] for edition in editions)
