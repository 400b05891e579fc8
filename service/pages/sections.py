"""The pages of a site, section by section, each with the key of what it is made of."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlalchemy import Connection

from service.pages import addresses
from service.pages.asking import Asking
from service.pages.catalogue import Catalogue, Holding
from service.pages.instruments import MOST_INLINE, counts_by_instrument
from service.pages.item_marks import item_marks
from service.pages.items import item_views, related_lists
from service.pages.rendering import not_found, rendered, search_script, stylesheet
from service.pages.section import Batch, File, Section
from service.pages.working import Working
from service.reading import marks
from service.store import data_version
from service.vocabulary import ListKind

T = TypeVar("T")
_ITEMS_AT_ONCE = 200
_ROOM = Path(__file__).resolve().parents[1]


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
        return marks.mark_of(_release(), msgspec.structs.astuple(self.catalogue.site), parts).to_bytes(
            8, "big"
        )

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

    def lists_mark(self, holdings: Iterable[Holding]) -> list[object]:
        """What tells these lists' editions apart, with the names of their divisions."""
        return [
            (each.list_id, each.division.name, [(edition.id, edition.latest) for edition in each.editions])
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


@cache
def _release() -> str:
    """What tells this release's way of making pages: all that is in the service and its seeds."""
    told = hashlib.sha256()
    for folder in (_ROOM, _ROOM.parent / "seeds"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".html", ".toml", ".tsv", ".txt") and path.is_file():
                told.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return told.hexdigest()


def sections(sources: Sources) -> list[Section]:
    """Return every section of the site's pages."""
    catalogue = sources.catalogue
    found = [_assets(sources), _front(sources), _instruments(sources)]
    for division in catalogue.division_pages:
        found.append(_division(sources, division.code))
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
        found = counts_by_instrument(sources.connection, sources.catalogue)
        names = {each.code: each.name for each in sources.catalogue.division_pages}
        for chunk in _chunks(found.items(), 50):
            keys: dict[str, bytes] = {}
            for number, counts in chunk:
                told = [
                    (each.division_code, each.powers, each.mark, sources.bodies_of[each.division_code])
                    for each in counts
                ]
                keys[addresses.instrument(number)] = sources.key(registry, told, sorted(names.items()))
                if sum(each.powers for each in counts) > MOST_INLINE:
                    for each, one in zip(counts, told, strict=True):
                        address = addresses.instrument_division(number, each.division_code)
                        keys[address] = sources.key(registry, one, names[each.division_code])
            yield sources.pages(keys)

    return Section("instruments", sources.key(sources.version), batches)


def _division(sources: Sources, code: str) -> Section:
    """A division's page, its bodies' and its alignment."""
    catalogue = sources.catalogue
    near = [each.code for each in (*catalogue.above(code), *catalogue.below(code))]
    lists = [holding for each in (code, *near) for holding in catalogue.of_division(each)]
    children = [holding for each in catalogue.children(code) for holding in catalogue.of_division(each.code)]
    names = [(each.code, each.name) for each in catalogue.above(code)]
    key = sources.key(
        sources.lists_mark(lists), names, sources.decided, [sources.bodies_of[each] for each in (code, *near)]
    )

    def batches() -> Iterator[Batch]:
        own = catalogue.of_division(code)
        parts = marks.part_rows(
            sources.connection, [edition.id for holding in own for edition in holding.editions]
        )
        bodies: dict[int, list[object]] = defaultdict(list)
        for holding in own:
            for edition in holding.editions:
                for body_id, body_list in parts[edition.id].items():
                    bodies[body_id].append((edition.id, edition.latest, body_list))
        latest = {holding.latest.id for holding in own}
        keys = {
            addresses.division(code): sources.key(
                sources.lists_mark([*own, *children]), names, sources.bodies_of[code]
            ),
            addresses.alignment(code): key,
        }
        for body_id, theirs in bodies.items():
            shown = [one for one in theirs if isinstance(one, tuple) and one[0] in latest] or theirs[-1:]
            keys[addresses.body(code, body_id)] = sources.key(shown, names, sources.bodies[body_id])
        yield sources.pages(keys)

    return Section(f"division {code}", key, batches)


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
    before = holding.editions[place - 1].id if place else None
    compared = sources.key(edition.id, before, above, marks.comparison_mark(sources.connection, edition.id))
    found = (
        [sources.key(edition.id, above, sorted(sources.instruments.items()), sources.version)]
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
                        edition.id, body_list, above, sources.bodies[number]
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
    divisions = {code, *(each.division.code for each in others)}
    above = [(each.code, each.name) for each in (*catalogue.above(code), holding.division)]
    duties = catalogue.find(code, ListKind.RESPONSIBILITY) if holding.kind is ListKind.POWER else None
    key = sources.key(
        sources.lists_mark([holding, *others]),
        above,
        sources.decided,
        sorted(sources.instruments.items()),
        sorted((each, sources.bodies_of[each]) for each in divisions),
    )

    def batches() -> Iterator[Batch]:
        found = item_marks(sources.connection, holding, others, duties, sources.instruments, sources.bodies)
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
