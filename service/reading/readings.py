"""What is read from a revision's cells, kept beside it by publication: bases, codes, duties.

It only spares reading them again: where nothing is kept, they are read from the verbatim text.
"""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Protocol, TypeVar

import msgspec
from sqlalchemy import Connection, select

from service.citations import Provision, read_bases
from service.codes import CodeReading, read_code
from service.items import Duty, ItemContent, StandingItem, read_duties
from service.store.core import revision_reading
from service.store.prepared import Prepared, as_stored, one_of_numbers

T = TypeVar("T")
READINGS = ("bases", "codes", "duties")
"""What is kept of a revision's readings, by the names of its columns and of what they are read as."""
Stored = str | bytes | None
"""What publication keeps of a reading, JSON; None where it keeps nothing."""


class CitedPlace(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True, gc=False):
    """One cited place (条款项目), part by part as `service.citations.Provision` has it."""

    article: int | None = None
    paragraph: int | None = None
    item: int | None = None
    sub_item: int | None = None
    article_suffix: int | None = None
    attachment: str | None = None


class CitedBasis(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One cited document as it is shown; the fields are those of `service.citations.Basis`."""

    text: str
    rank_tag: str | None
    title: str | None
    cited_number: str | None
    quoted_text: str | None
    provisions: tuple[CitedPlace, ...]


def cited_bases(content: ItemContent) -> tuple[CitedBasis, ...]:
    """Read the bases an item cites, in order; their place is the ordinal citations are kept by."""
    return tuple(
        [
            CitedBasis(
                basis.text,
                basis.rank_tag,
                basis.title,
                basis.cited_number,
                basis.quoted_text,
                tuple([_place(provision) for provision in basis.provisions]),
            )
            for basis in read_bases(content.setting_basis)
        ]
    )


def _place(provision: Provision) -> CitedPlace:
    return CitedPlace(**provision._asdict())


def _codes(content: ItemContent) -> tuple[CodeReading, ...]:
    return tuple([read_code(code) for code in content.codes])


def _duties(content: ItemContent) -> tuple[Duty, ...]:
    return read_duties(content.duties)


_decode_bases = msgspec.json.Decoder(tuple[CitedBasis, ...]).decode
_decode_codes = msgspec.json.Decoder(tuple[CodeReading, ...]).decode
_decode_duties = msgspec.json.Decoder(tuple[Duty, ...]).decode
_encode = msgspec.json.Encoder().encode


def kept_readings(content: ItemContent) -> tuple[str, str, str]:
    """Return what publication keeps of a content: bases, codes and duties as JSON."""
    return (
        _encode(cited_bases(content)).decode(),
        _encode(_codes(content)).decode(),
        _encode(_duties(content)).decode(),
    )


class HasContent(Protocol):
    """An item as far as reading its cells goes."""

    @property
    def content(self) -> ItemContent:
        """Every field, verbatim."""


class Readings:
    """What is read from one item's cells; each is decoded, or read, when it is first asked for.

    `stored_bases`, `stored_codes` and `stored_duties` are what is kept of it, None where nothing is.
    """

    stored_bases: Stored
    stored_codes: Stored
    stored_duties: Stored

    @property
    @abstractmethod
    def content(self) -> ItemContent:
        """Every field, verbatim."""

    @cached_property
    def bases(self) -> tuple[CitedBasis, ...]:
        """The documents it rests on."""
        return self._read(self.stored_bases, _decode_bases, cited_bases)

    @cached_property
    def codes(self) -> tuple[CodeReading, ...]:
        """Its codes."""
        return self._read(self.stored_codes, _decode_codes, _codes)

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """Its own duties."""
        return self._read(self.stored_duties, _decode_duties, _duties)

    def _read(
        self, stored: Stored, decode: Callable[[str | bytes], T], read: Callable[[ItemContent], T]
    ) -> T:
        return read(self.content) if stored is None else decode(stored)


class Fetched(Readings):
    """An item that may have what is kept of its readings along; equal only to itself."""

    revision_id: int
    has_readings: bool


F = TypeVar("F", bound=Fetched)


class _OfItem(Readings):
    """The readings of an item beside what was fetched of it later."""

    def __init__(self, item: HasContent, kept: tuple[Stored, Stored, Stored] | None) -> None:
        self._item = item
        self.stored_bases, self.stored_codes, self.stored_duties = kept or (None, None, None)

    @property
    def content(self) -> ItemContent:
        """Every field, verbatim."""
        return self._item.content


_BY_REVISION = Prepared(
    lambda dialect: select(
        revision_reading.c.revision_id,
        *[as_stored(revision_reading.c[name], dialect) for name in READINGS],
    ).where(one_of_numbers(revision_reading.c.revision_id, "revisions", dialect))
)


def readings_of(connection: Connection, items: Sequence[F]) -> dict[F, Readings]:
    """Return what is read from each item's cells: itself, where it has that along."""
    bare = [item.revision_id for item in items if not item.has_readings]
    kept = _kept(connection, bare) if bare else {}
    return {item: item if item.has_readings else _OfItem(item, kept.get(item.revision_id)) for item in items}


def readings_of_standing(connection: Connection, items: Sequence[StandingItem]) -> dict[int, Readings]:
    """Return the same of items of published editions, by revision."""
    kept = _kept(connection, [item.revision for item in items])
    return {item.revision: _OfItem(item, kept.get(item.revision)) for item in items}


def _kept(connection: Connection, revisions: Sequence[int]) -> dict[int, tuple[Stored, Stored, Stored]]:
    return {row[0]: row[1:] for row in _BY_REVISION.rows(connection, revisions=revisions)}
