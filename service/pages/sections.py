"""The pages of a site, section by section, each with the key of what it is made of."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import TypeVar

from service.pages import addresses
from service.pages.catalogue import Holding
from service.pages.instruments import is_inline
from service.pages.item_marks import item_marks
from service.pages.items import item_views, related_lists
from service.pages.rendering import not_found, rendered, search_script, stylesheet
from service.pages.section import Batch, File, Section
from service.pages.site import Site
from service.pages.sources import Sources
from service.pages.taking_over import Origin
from service.pages.views import View
from service.reading import EditionRecord, marks
from service.vocabulary import ListKind

T = TypeVar("T")
_NOTED, _ITEMS_READ, _INSTRUMENTS_READ = 2_000, 200, 50


def sections(sources: Sources) -> list[Section]:
    """Return every section of the site's pages."""
    catalogue = sources.catalogue
    found = [_assets(sources), _front(sources), *_instruments(sources)]
    found += [_alignment(sources, division.code) for division in catalogue.division_pages]
    for holding in catalogue.holdings:
        found.append(_list(sources, holding))
        found += [_edition(sources, holding, place) for place in range(len(holding.editions))]
    # After the editions, whose pages those of bodies take their lists over from.
    found += [_division(sources, division.code) for division in catalogue.division_pages]
    return found + [_items(sources, holding) for holding in catalogue.holdings]


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


def _instruments(sources: Sources) -> list[Section]:
    """The instruments' pages, and those of what rests in one division on an instrument that much rests on."""
    registry = marks.mark_of(sorted(sources.instruments.items()), marks.wordings_mark(sources.connection))
    names = {each.code: each.name for each in sources.catalogue.division_pages}
    whole: dict[int, object] = {}
    divided: dict[str, dict[int, object]] = defaultdict(dict)
    for number, counts in sources.asking.resting.items():
        told = [(each.division_code, each.powers, each.left_without) for each in counts]
        lines = [(each.division_code, each.mark, sources.bodies_of[each.division_code]) for each in counts]
        inline = is_inline(counts)
        whole[number] = told, lines if inline else []
        for line in lines if not inline else ():
            divided[line[0]][number] = line
    address = addresses.instrument
    found = [_resting(sources, "instruments", address, None, whole, (registry, sorted(names.items())))]
    for code, lines_of in divided.items():
        address = partial(addresses.instrument_division, code=code)
        told_of = registry, names[code]
        found.append(_resting(sources, f"instruments {code}", address, code, lines_of, told_of))
    return found


def _resting(
    sources: Sources,
    name: str,
    address: Callable[[int], str],
    code: str | None,
    lines: Mapping[int, object],
    told: object,
) -> Section:
    """Pages of instruments, made of these lines and what all of them tell."""
    views = partial(sources.asking.instrument_pages, code=code)

    def batches() -> Iterator[Batch]:
        keys = {number: sources.key(told, of) for number, of in lines.items()}
        return _numbered(sources, keys, address, views, _INSTRUMENTS_READ)

    return Section(name, sources.key(told, list(lines.items())), batches)


def _division(sources: Sources, code: str) -> Section:
    """A division's page and its bodies'."""
    catalogue = sources.catalogue
    own = catalogue.of_division(code)
    children = [holding for each in catalogue.children(code) for holding in catalogue.of_division(each.code)]
    near_by = (*catalogue.above(code), catalogue.divisions[code], *catalogue.children(code))
    names = [(each.code, each.name) for each in near_by]
    near = (*catalogue.above(code), *catalogue.below(code))
    compared = any(catalogue.of_division(each.code) for each in near)
    key = sources.key(sources.lists_mark([*own, *children]), names, compared, sources.bodies_of[code])

    def batches() -> Iterator[Batch]:
        parts = marks.part_rows(
            sources.connection, [edition.id for holding in own for edition in holding.editions]
        )
        stood: dict[int, list[tuple[Holding, EditionRecord]]] = defaultdict(list)
        for holding in own:
            last = {body_id: edition for edition in holding.editions for body_id in parts[edition.id]}
            for body_id, edition in last.items():
                stood[body_id].append((holding, edition))
        keys = {addresses.division(code): key}
        origins: dict[str, Origin] = {}
        above = [(each.code, each.name) for each in (*catalogue.above(code), catalogue.divisions[code])]
        for body_id, theirs in stood.items():
            address = addresses.body(code, body_id)
            # A list that has the body no more is named on its page with the last edition that did; one that
            # has it leads to what its edition changed, if there is one before.
            told = [
                (
                    sources.editions[edition.id],
                    edition.latest,
                    parts[edition.id][body_id],
                    holding.before(edition) is not None,
                )
                for holding, edition in theirs
            ]
            keys[address] = sources.key(told, above, sources.bodies[body_id])
            now = [(holding, edition) for holding, edition in theirs if edition.latest]
            if len(now) == 1:
                holding, edition = now[0]
                origins[address] = _part(sources, holding, edition, body_id, parts[edition.id][body_id])
        yield sources.pages(keys, origins)

    return Section(f"division {code}", key, batches)


def _part(sources: Sources, holding: Holding, edition: EditionRecord, body_id: int, body_list: int) -> Origin:
    """A body's part of an edition: its page, and the key of it."""
    code = holding.division.code
    above = [(each.code, each.name) for each in (*sources.catalogue.above(code), holding.division)]
    key = sources.key(sources.editions[edition.id], body_list, above, sources.bodies[body_id])
    return Origin(holding, addresses.edition_body(code, holding.kind, holding.day_of(edition), body_id), key)


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
    earlier = holding.editions[place - 1] if place else None
    before = sources.editions[earlier.id] if earlier else None
    stated = marks.comparison_mark(sources.connection, earlier, edition)
    compared = sources.key(mark, before, above, stated)
    found = (
        [sources.key(mark, above, sorted(sources.instruments.items()), sources.version)]
        if sources.catalogue.site.findings
        else []
    )
    key = sources.key(compared, found, sources.bodies_of[code])

    def batches() -> Iterator[Batch]:
        stood = marks.part_rows(sources.connection, [edition.id, *([earlier.id] if earlier else [])])
        for chunk in _chunks(stood[edition.id].items(), 20):
            keys: dict[str, bytes] = {}
            origins: dict[str, Origin] = {}
            for number, body_list in chunk:
                _, address, keys[address] = _part(sources, holding, edition, number, body_list)
                if earlier and stood[earlier.id].get(number) == body_list:
                    origins[address] = _part(sources, holding, earlier, number, body_list)
            yield sources.pages(keys, origins)
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
    # What stands in the first edition is told so.
    first = holding.editions[0].id
    key = sources.key(
        sources.lists_mark([holding, *([duties] if duties else [])]),
        [sources.lineages.get(each.list_id) for each in (holding, duties) if each],
        [(each.list_id, sources.names[each.list_id]) for each in others],
        above,
        sources.decided,
        sorted(sources.instruments.items()),
        sources.bodies_of[code],
    )

    views = partial(item_views, sources.connection, catalogue)

    def batches() -> Iterator[Batch]:
        alike = sources.alike.marks(holding, others)
        found = item_marks(sources.connection, holding, alike, duties, sources.instruments, sources.bodies)
        keys = {number: sources.key(mark, above, first) for number, mark in found.items()}
        address = partial(addresses.item, code, holding.kind)
        return _numbered(sources, keys, address, views, _ITEMS_READ)

    return Section(f"items {code} {holding.kind.value}", key, batches)


def _numbered(
    sources: Sources,
    keys: Mapping[int, bytes],
    address: Callable[[int], str],
    views: Callable[[Sequence[int]], Mapping[int, View]],
    at_once: int,
) -> Iterator[Batch]:
    """Pages known by numbers: many are noted together, and of those wanted so many are read at once."""
    for chunk in _chunks(keys.items(), _NOTED):
        numbers = {addresses.file_of(address(number)): number for number, _ in chunk}
        files = [File(path, keys[number]) for path, number in numbers.items()]
        yield Batch(files, partial(_made, sources.catalogue.site, numbers, views, at_once))


def _made(
    site: Site,
    numbers: Mapping[str, int],
    views: Callable[[Sequence[int]], Mapping[int, View]],
    at_once: int,
    wanted: Sequence[str],
) -> Iterator[tuple[str, bytes]]:
    for paths in _chunks(wanted, at_once):
        found = views([numbers[path] for path in paths])
        for path in paths:
            view = found.get(numbers[path])
            if view is not None:
                yield path, rendered(view, site)


def _chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(things)
    while chunk := list(islice(source, size)):
        yield chunk
