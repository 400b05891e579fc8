"""The files that search a site without a server, as sections to publish."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby, islice
from typing import TypeVar

import msgspec

from service.downloads.searching import (
    CATEGORY,
    DIVISION,
    FOLDER,
    Index,
    body_grams,
    code_files,
    simplified,
)
from service.pages import Batch, File, Section, Sources
from service.pages.editions import body_name
from service.reading import bodies_by_id
from service.reading.bodies import BodyRecord
from service.reading.findable import Standing, findable_codes, findables, standings, wordings
from service.vocabulary import Category

T = TypeVar("T")
TOGETHER = 32
"""How many powers, by number, are shown from one file."""
BODIES_TOGETHER = 128
_FILES_AT_ONCE = 100
_encode = msgspec.json.Encoder().encode


def search_sections(sources: Sources) -> list[Section]:
    """Return the sections: what stands on its own, the powers and bodies as they are shown, the index."""
    seeking = _Seeking(sources)
    lists = sources.lists_mark(sources.catalogue.holdings)
    names = sources.key("names", sorted(sources.bodies_of.items()))
    named = [(each.list_id, sources.names[each.list_id]) for each in sources.catalogue.holdings]
    return [
        Section("search", sources.key("search", lists), seeking.standing),
        Section("search items", sources.key("search items", lists, names), seeking.items),
        Section("search bodies", sources.key("search bodies", lists, names), seeking.bodies),
        Section("search index", sources.key("search index", named, names), seeking.index),
    ]


class _Seeking:
    """Makes the files of one snapshot."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._connection = sources.connection
        self._catalogue = sources.catalogue

    @cached_property
    def _names(self) -> dict[int, BodyRecord]:
        """The bodies that a page of the site is about."""
        numbers = [
            number for number, (code, _) in self._sources.bodies.items() if self._catalogue.of_division(code)
        ]
        found: dict[int, BodyRecord] = {}
        for chunk in _chunks(numbers, 500):
            found |= bodies_by_id(self._connection, chunk)
        return dict(sorted(found.items()))

    def standing(self) -> Iterator[Batch]:
        """What the script needs whatever is asked: lists, divisions, characters."""
        about = {
            "together": TOGETHER,
            "bodies": BODIES_TOGETHER,
            "lists": {
                str(each.list_id): [each.division.code, each.title, each.address]
                for each in self._catalogue.holdings
            },
            "divisions": [[each.code, each.name] for each in self._catalogue.division_pages],
            "categories": {category.value: category.label for category in Category},
        }
        yield _ready({f"{FOLDER}about.json": _encode(about), f"{FOLDER}simplified.json": simplified()})

    def items(self) -> Iterator[Batch]:
        """The powers as they are shown, neighbours by number together."""
        shown = (row for row in standings(self._connection) if self._catalogue.of_list(row.list_id))
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
                                body_name(self._names.get(row.body_id)),
                            ]
                            for row in files[path]
                        }
                    ),
                )

        return make

    def bodies(self) -> Iterator[Batch]:
        """The bodies as they are shown."""
        groups = groupby(self._names.values(), lambda body: body.id // BODIES_TOGETHER)
        yield _ready(
            {
                f"{FOLDER}bodies/{place}.json": _encode(
                    {str(body.id): [body.name, body.division_code] for body in group}
                )
                for place, group in groups
            }
        )

    def index(self) -> Iterator[Batch]:
        """The grams, and the codes."""
        codes = (
            (code, number)
            for code, number, list_id in findable_codes(self._connection)
            if self._catalogue.of_list(list_id)
        )
        for files in _chunks(code_files(codes), _FILES_AT_ONCE):
            yield _ready(dict(files))
        index = Index()
        for number, body in self._names.items():
            index.put_body(number, body.name)
        for row in findables(self._connection):
            holding = self._catalogue.of_list(row.list_id)
            if holding is None:
                continue
            owner = self._names.get(row.body_id)
            marks = [DIVISION + holding.division.code, *(body_grams(owner.name) if owner else ())]
            if row.category:
                marks.append(CATEGORY + row.category)
            index.put_item(row.item_id, row.name, row.folded_name, marks)
        for files in _chunks(index.files(), _FILES_AT_ONCE):
            yield _ready(dict(files))


def _ready(files: Mapping[str, bytes]) -> Batch:
    """Files that are made already: what they hold is their key."""
    made = [File(path, hashlib.sha256(content).digest()[:8]) for path, content in files.items()]
    return Batch(made, lambda wanted: ((path, files[path]) for path in wanted))


def _chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(things)
    while chunk := list(islice(source, size)):
        yield chunk
