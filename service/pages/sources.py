"""What pages are made of: one snapshot of the store, with the marks that tell what is still the same."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import msgspec
from sqlalchemy import Connection

from service.pages import addresses
from service.pages.alike import Alike, naming_key
from service.pages.asking import Asking
from service.pages.bodies import Told
from service.pages.catalogue import Catalogue, Holding
from service.pages.release import key_of
from service.pages.rendering import rendered
from service.pages.section import Batch, File, Like
from service.pages.taking_over import Origin, told_in
from service.pages.working import Working
from service.reading import marks
from service.store import data_version

NO_ORIGINS: Mapping[str, Origin] = {}


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
    def lineages(self) -> dict[int, int]:
        """The mark of the links between powers of each list that has any."""
        return marks.lineage_marks(self.connection)

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

    def page(self, address: str, told: Told | None = None) -> Iterator[tuple[str, bytes]]:
        """Yield the page's file, nothing where there is no such page. `told` is as in `Asking.view`."""
        view = self.asking.view(address, told)
        if view is not None:
            yield addresses.file_of(address), rendered(view, self.catalogue.site)

    def pages(self, keys: Mapping[str, bytes], origins: Mapping[str, Origin] = NO_ORIGINS) -> Batch:
        """Return the batch of pages at these addresses, each by itself, or with the list of its origin."""
        by_file = {addresses.file_of(address): address for address in keys}

        def taken_over(path: str, standing: bytes) -> bytes | None:
            address = by_file[path]
            told = told_in(origins[address], standing.decode(), address)
            return next((content for _, content in self.page(address, told)), None) if told else None

        return Batch(
            [File(path, keys[address], _like(origins.get(address))) for path, address in by_file.items()],
            lambda wanted: (made for path in wanted for made in self.page(by_file[path])),
            taken_over,
        )


def _like(origin: Origin | None) -> Like | None:
    return Like(addresses.file_of(origin.address), origin.key) if origin else None
