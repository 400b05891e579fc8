"""The pages of a site, section by section, each with the key of what it is made of."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TypeVar

import msgspec
from sqlalchemy import Connection

from service.pages import addresses
from service.pages.alike import Alike, naming_key
from service.pages.asking import Asking
from service.pages.catalogue import Catalogue, Holding
from service.pages.instruments import MOST_INLINE
from service.pages.item_marks import item_marks
from service.pages.items import item_views, related_lists
from service.pages.release import key_of
from service.pages.rendering import not_found, rendered, search_script, stylesheet
from service.pages.section import Batch, File, Section
from service.pages.working import Working
from service.reading import marks
from service.store import data_version
from service.vocabulary import ListKind

T = TypeVar("T")
_ITEMS_AT_ONCE = 200


class Sources:
    """What pages are made of, in one snapshot of the store."""

    def __init__(self, connection: Connection, catalogue: Catalogue, working: Working) -> None:
        """Take the snapshot, what is published in it, and where alignments are kept."""
        self.connection = connection
        self.catalogue = catalogue
        self.working = working
        self.asking = Asking(connection, catalogue, working)

    def key(self, *parts: object) -> bytes:
        """Return the key of something made of these parts by this release for this site."""
        return key_of(msgspec.structs.astuple(self.catalogue.site), parts)

    @cached_property
    def version(self) -> int:
        """The snapshot's data version."""
        return data_version(self.connection)

    @cached_property
    def instruments(self) -> dict[int, int]:
        """The mark of each instrument."""
        return marks.instrument_marks(self.connection)

    @cached_property
    def bodies(self) -> dict[int, tuple[str, int]]:
        """Each body's division and mark."""
        return marks.body_marks(self.connection)

    @cached_property
    def bodies_of(self) -> Mapping[str, int]:
        """The mark of all bodies of each division."""
        found: dict[str, int] = defaultdict(int)
        for division, mark in self.bodies.values():
            found[division] += mark
        return found

    @cached_property
    def decided(self) -> int:
        """The mark of all decisions on powers of different lists."""
        return marks.decisions_mark(self.connection)

    @cached_property
    def editions(self) -> dict[int, int]:
        """The mark of each published edition."""
        return marks.edition_marks(self.connection)

    @cached_property
    def names(self) -> dict[int, bytes]:
        """The naming key (`naming_key`) of each list."""
        return {
            each.list_id: naming_key(
                self.connection, each, self.editions, self.bodies_of[each.division.code], self.working.kept
            )
            for each in self.catalogue.holdings
        }

    @cached_property
    def alike(self) -> Alike:
        """The marks of the same powers in other lists."""
        return Alike(self.connection, self.names, self.decided, self.working.kept)

    def lists_mark(self, holdings: Iterable[Holding]) -> list[object]:
        """What tells these lists' editions apart, with the names of their divisions."""
        return [
            (
                each.list_id,
                each.division.name,
                [(self.editions[edition.id], edition.latest) for edition in each.editions],
            )
            for each in holdings
        ]

    def page(self, address: str) -> Iterator[tuple[str, bytes]]:
        """Yield the page's file, nothing where there is no such page."""
        view = self.asking.view(address)
        if view is not None:
            yield addresses.file_of(address), rendered(view, self.catalogue.site)

    def pages(self, keys: Mapping[str, bytes]) -> Batch:
        """Return the batch of pages at these addresses, each made by itself."""
        by_file = {addresses.file_of(address): address for address in keys}
        return Batch(
            [File(path, keys[address]) for path, address in by_file.items()],
            lambda wanted: (made for path in wanted for made in self.page(by_file[path])),
        )


def sections(sources: Sources) -> list[Section]:
    """Return every section of the site's pages."""
    catalogue = sources.catalogue
    found = [_assets(sources), _front(sources), _instruments(sources)]
    for division in catalogue.division_pages:
        found += [_division(sources, division.code), _alignment(sources, division.code)]
    for holding in catalogue.holdings:
        found.append(_list(sources, holding))
        found += [_edition(sources, holding, place) for place in range(len(holding.editions))]
        found.append(_items(sources, holding))
    return found


def _assets(sources: Sources) -> Section:
    files = {
        addresses.STYLESHEET: stylesheet(),
        addresses.SEARCH_SCRIPT: search_script(),
        addresses.NOT_FOUND: rendered(not_found(), sources.catalogue.site),
    }
    keys = {path: hashlib.sha256(content).digest() for path, content in files.items()}

    def batches() -> Iterable[Batch]:
        made = [File(path, key) for path, key in keys.items()]
        yield Batch(made, lambda wanted: ((path, files[path]) for path in wanted))

    return Section("assets", sources.key(sorted(keys.items())), batches)


def _front(sources: Sources) -> Section:
    key = sources.key(sources.version)
    pages = (addresses.HOME, addresses.SEARCH, addresses.DIVISIONS, addresses.INSTRUMENTS)
    return Section("front", key, lambda: [sources.pages(dict.fromkeys(pages, key))])


def _instruments(sources: Sources) -> Section:
    """The instruments' pages: what rests on each is marked by division."""

    def batches() -> Iterator[Batch]:
        registry = marks.mark_of(sorted(sources.instruments.items()))
        names = {each.code: each.name for each in sources.catalogue.division_pages}
        named = sorted(names.items())
        for chunk in _chunks(sources.asking.resting.items(), 50):
            keys: dict[str, bytes] = {}
            for number, counts in chunk:
                told = [(each.division_code, each.powers, each.left_without) for each in counts]
                lines = [
                    (each.division_code, each.mark, sources.bodies_of[each.division_code]) for each in counts
                ]
                inline = sum(each.powers for each in counts) <= MOST_INLINE
                address = addresses.instrument(number)
                keys[address] = sources.key(registry, told, lines if inline else [], named)
                for each, one in zip(counts, lines, strict=True) if not inline else ():
                    address = addresses.instrument_division(number, each.division_code)
                    keys[address] = sources.key(registry, one, names[each.division_code])
            yield sources.pages(keys)

    return Section("instruments", sources.key(sources.version), batches)


def _division(sources: Sources, code: str) -> Section:
    """A division's page and its bodies'."""
    catalogue = sources.catalogue
    own = catalogue.of_division(code)
    children = [holding for each in catalogue.children(code) for holding in catalogue.of_division(each.code)]
    names = [(each.code, each.name) for each in (*catalogue.above(code), *catalogue.children(code))]
    near = (*catalogue.above(code), *catalogue.below(code))
    compared = any(catalogue.of_division(each.code) for each in near)
    key = sources.key(sources.lists_mark([*own, *children]), names, compared, sources.bodies_of[code])

    def batches() -> Iterator[Batch]:
        parts = marks.part_rows(
            sources.connection, [edition.id for holding in own for edition in holding.editions]
        )
        bodies: dict[int, list[object]] = defaultdict(list)
        for holding in own:
            for edition in holding.editions:
                for body_id, body_list in parts[edition.id].items():
                    told = (sources.editions[edition.id], edition.latest, body_list)
                    bodies[body_id].append(told)
        latest = {sources.editions[holding.latest.id] for holding in own}
        keys = {addresses.division(code): key}
        above = [(each.code, each.name) for each in catalogue.above(code)]
        for body_id, theirs in bodies.items():
            shown = [one for one in theirs if isinstance(one, tuple) and one[0] in latest] or theirs[-1:]
            keys[addresses.body(code, body_id)] = sources.key(shown, above, sources.bodies[body_id])
        yield sources.pages(keys)

    return Section(f"division {code}", key, batches)


def _alignment(sources: Sources, code: str) -> Section:
    """A division's lists held against those above and below."""
    catalogue = sources.catalogue
    above = [each for each in catalogue.above(code) if catalogue.of_division(each.code)]
    near = [code, *(each.code for each in (*above[:1], *catalogue.below(code)))]
    lists = [holding for each in near for holding in catalogue.of_division(each)]
    names = [(each.code, each.name) for each in catalogue.above(code)]
    bodies = [sources.bodies_of[each] for each in near]
    key = sources.key(sources.lists_mark(lists), names, sources.decided, bodies)
    return Section(alignment_section(code), key, lambda: [sources.pages({addresses.alignment(code): key})])


def alignment_section(code: str) -> str:
    """Return the name of the section of a division's alignment."""
    return f"alignment {code}"


def _list(sources: Sources, holding: Holding) -> Section:
    """A list's own page and its editions', which name all others in the version chooser."""
    code = holding.division.code
    above = [(each.code, each.name) for each in sources.catalogue.above(code)]
    key = sources.key(sources.lists_mark([holding]), above, sources.bodies_of[code])

    def batches() -> Iterator[Batch]:
        pages = [holding.address, *map(holding.edition_address, holding.editions)]
        yield sources.pages(dict.fromkeys(pages, key))

    return Section(f"list {code} {holding.kind.value}", key, batches)


def _edition(sources: Sources, holding: Holding, place: int) -> Section:
    """What an edition is made of: its bodies' parts, what it changed, what was found in it."""
    code, kind, edition = holding.division.code, holding.kind, holding.editions[place]
    day = holding.days[place]
    above = [(each.code, each.name) for each in (*sources.catalogue.above(code), holding.division)]
    mark = sources.editions[edition.id]
    before = sources.editions[holding.editions[place - 1].id] if place else None
    compared = sources.key(mark, before, above, marks.comparison_mark(sources.connection, edition.id))
    found = (
        [sources.key(mark, above, sorted(sources.instruments.items()), sources.version)]
        if sources.catalogue.site.findings
        else []
    )
    key = sources.key(compared, found, sources.bodies_of[code])

    def batches() -> Iterator[Batch]:
        parts = marks.part_rows(sources.connection, [edition.id])[edition.id]
        for chunk in _chunks(parts.items(), 20):
            yield sources.pages(
                {
                    addresses.edition_body(code, kind, day, number): sources.key(
                        mark, body_list, above, sources.bodies[number]
                    )
                    for number, body_list in chunk
                }
            )
        keys = {addresses.changes(code, kind, day): compared} if place else {}
        keys |= {addresses.findings(code, kind, day): each for each in found}
        yield sources.pages(keys)

    return Section(f"edition {code} {kind.value} {day}", key, batches)


def _items(sources: Sources, holding: Holding) -> Section:
    """The powers of a list."""
    catalogue, code = sources.catalogue, holding.division.code
    related = [catalogue.of_list(number) for number in related_lists(catalogue, holding.list_id)]
    others = [each for each in related if each]
    above = [(each.code, each.name) for each in (*catalogue.above(code), holding.division)]
    duties = catalogue.find(code, ListKind.RESPONSIBILITY) if holding.kind is ListKind.POWER else None
    key = sources.key(
        sources.lists_mark([holding, *([duties] if duties else [])]),
        [(each.list_id, sources.names[each.list_id]) for each in others],
        above,
        sources.decided,
        sorted(sources.instruments.items()),
        sources.bodies_of[code],
    )

    def batches() -> Iterator[Batch]:
        alike = sources.alike.marks(holding, others)
        found = item_marks(sources.connection, holding, alike, duties, sources.instruments, sources.bodies)
        for chunk in _chunks(found.items(), _ITEMS_AT_ONCE):
            numbers = {
                addresses.file_of(addresses.item(code, holding.kind, number)): number for number, _ in chunk
            }
            files = [
                File(addresses.file_of(addresses.item(code, holding.kind, number)), sources.key(mark, above))
                for number, mark in chunk
            ]
            yield Batch(files, _made(sources, numbers))

    return Section(f"items {code} {holding.kind.value}", key, batches)


def _made(
    sources: Sources, numbers: Mapping[str, int]
) -> Callable[[Sequence[str]], Iterator[tuple[str, bytes]]]:
    def make(wanted: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        views = item_views(sources.connection, sources.catalogue, [numbers[path] for path in wanted])
        for path in wanted:
            view = views.get(numbers[path])
            if view is not None:
                yield path, rendered(view, sources.catalogue.site)

    return make


def _chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(things)
    while chunk := list(islice(source, size)):
        yield chunk
