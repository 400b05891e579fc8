"""The files that search a site without a server, as sections to publish."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, islice
from typing import TypeVar

import msgspec

from service.downloads.search_entries import STRETCH, Entering
from service.downloads.searching import FOLDER, code_files, part_files, simplified
from service.pages import Batch, File, Section, Sources
from service.pages.editions import body_name
from service.reading import bodies_by_id
from service.reading.findable import Standing, findable_codes, standings, wordings
from service.vocabulary import Category

T = TypeVar("T")
TOGETHER = 32
"""How many powers, by number, are shown from one file."""
BODIES_TOGETHER = 128
_FILES_AT_ONCE = 100
_encode = msgspec.json.Encoder().encode


def search_sections(sources: Sources) -> list[Section]:
    """Return the sections: what stands on its own, the powers and bodies as they are shown, the index.

    Powers are looked through by stretches of their numbers and grams by parts of the index: a list that
    changes has those of its own made again.
    """
    entering = Entering(sources)
    seeking = _Seeking(sources, entering)
    lists = sources.lists_mark(sources.catalogue.holdings)
    divisions = [(each.code, each.name) for each in sources.catalogue.division_pages]
    names = sources.key("names", sorted(sources.bodies_of.items()))
    outlines = entering.outlines()
    codes = [outline.codes for outline in outlines.values()]
    stretches: dict[int, list[str]] = defaultdict(list)
    for code, outline in outlines.items():
        for stretch in outline.stretches:
            stretches[stretch].append(code)
    found = [
        Section("search", sources.key("search", lists, divisions, entering.parts), seeking.standing),
        Section("search bodies", sources.key("search bodies", list(outlines), names), seeking.bodies),
        Section("search codes", sources.key("search codes", codes), seeking.codes),
    ]
    for stretch, theirs in sorted(stretches.items()):
        holdings = [each for code in theirs for each in sources.catalogue.of_division(code)]
        told = sources.lists_mark(holdings), [sources.bodies_of[code] for code in theirs]
        key = sources.key("search items", told)
        found.append(Section(f"search items {stretch}", key, partial(seeking.items, stretch)))
    for part in range(entering.parts):
        key = sources.key("search index", [outline.part(part) for outline in outlines.values()])
        found.append(Section(f"search index {part}", key, partial(seeking.index, part)))
    return found


class _Seeking:
    """Makes the files of one snapshot."""

    def __init__(self, sources: Sources, entering: Entering) -> None:
        self._sources = sources
        self._connection = sources.connection
        self._catalogue = sources.catalogue
        self._entering = entering

    def standing(self) -> Iterator[Batch]:
        """What the script needs whatever is asked: lists, divisions, characters."""
        about = {
            "together": TOGETHER,
            "bodies": BODIES_TOGETHER,
            "parts": self._entering.parts,
            "lists": {
                str(each.list_id): [each.division.code, each.title, each.address]
                for each in self._catalogue.holdings
            },
            "divisions": [[each.code, each.name] for each in self._catalogue.division_pages],
            "categories": {category.value: category.label for category in Category},
        }
        yield _ready({f"{FOLDER}about.json": _encode(about), f"{FOLDER}simplified.json": simplified()})

    def items(self, stretch: int) -> Iterator[Batch]:
        """The powers of a stretch as they are shown, neighbours by number together."""
        numbers = range(stretch * STRETCH, (stretch + 1) * STRETCH)
        shown = (row for row in standings(self._connection, numbers) if self._catalogue.of_list(row.list_id))
        groups = (list(group) for _, group in groupby(shown, lambda row: row.item_id // TOGETHER))
        for chunk in _chunks(groups, _FILES_AT_ONCE):
            files = {f"{FOLDER}items/{group[0].item_id // TOGETHER}.json": group for group in chunk}
            keys = [
                File(path, self._sources.key(group, [self._sources.bodies[row.body_id][1] for row in group]))
                for path, group in files.items()
            ]
            yield Batch(keys, self._shown(files))

    def _shown(
        self, files: Mapping[str, list[Standing]]
    ) -> Callable[[Sequence[str]], Iterator[tuple[str, bytes]]]:
        def make(wanted: Sequence[str]) -> Iterator[tuple[str, bytes]]:
            rows = [row for path in wanted for row in files[path]]
            told = wordings(self._connection, [row.revision_id for row in rows])
            bodies = bodies_by_id(self._connection, {row.body_id for row in rows})
            for path in wanted:
                yield (
                    path,
                    _encode(
                        {
                            str(row.item_id): [
                                *told[row.revision_id],
                                row.list_id,
                                row.category,
                                row.body_id,
                                body_name(bodies.get(row.body_id)),
                            ]
                            for row in files[path]
                        }
                    ),
                )

        return make

    def bodies(self) -> Iterator[Batch]:
        """The bodies as they are shown."""
        divisions = self._sources.bodies.items()
        numbers = sorted(number for number, (code, _) in divisions if self._catalogue.of_division(code))
        groups = groupby(numbers, lambda number: number // BODIES_TOGETHER)
        for chunk in _chunks(((place, list(group)) for place, group in groups), _FILES_AT_ONCE):
            bodies = bodies_by_id(self._connection, [number for _, group in chunk for number in group])
            yield _ready(
                {
                    f"{FOLDER}bodies/{place}.json": _encode(
                        {
                            str(each): [bodies[each].name, bodies[each].division_code]
                            for each in group
                            if each in bodies
                        }
                    )
                    for place, group in chunk
                }
            )

    def codes(self) -> Iterator[Batch]:
        """The blocks of codes."""
        codes = (
            (code, number)
            for code, number, list_id in findable_codes(self._connection)
            if self._catalogue.of_list(list_id)
        )
        for files in _chunks(code_files(codes), _FILES_AT_ONCE):
            yield _ready(dict(files))

    def index(self, part: int) -> Iterator[Batch]:
        """A part of the index, and the pages of its grams."""
        for files in _chunks(part_files(part, self._entering.entries(part)), _FILES_AT_ONCE):
            yield _ready(dict(files))


def _ready(files: Mapping[str, bytes]) -> Batch:
    """Files that are made already: what they hold is their key."""
    made = [File(path, hashlib.sha256(content).digest()[:8]) for path, content in files.items()]
    return Batch(made, lambda wanted: ((path, files[path]) for path in wanted))


def _chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(things)
    while chunk := list(islice(source, size)):
        yield chunk
