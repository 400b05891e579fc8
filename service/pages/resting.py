"""How much rests on each instrument in each division, from figures that are kept list by list."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import Connection

from service.pages.catalogue import Catalogue
from service.pages.keeping import Kept
from service.pages.release import key_of
from service.reading import RestingFigure, marks, resting_figures


class RestingCount(msgspec.Struct, frozen=True):
    """How many powers of a division rest on an instrument, and on it alone.

    `mark` differs as soon as other ones do.
    """

    division_code: str
    powers: int
    left_without: int
    mark: tuple[int, int]


Resting = Mapping[int, Sequence[RestingCount]]
"""By instrument, and for each by the divisions' codes; none where no power that stands rests on it."""

_read = msgspec.msgpack.Decoder(list[RestingFigure]).decode
_written = msgspec.msgpack.Encoder().encode


def resting_on(connection: Connection, catalogue: Catalogue, kept: Kept) -> dict[int, list[RestingCount]]:
    """Return what rests on every instrument that the catalogue's lists cite, or ever did."""
    registry = sorted(marks.instrument_marks(connection).items())
    editions = marks.edition_marks(connection)
    found: dict[int, dict[str, RestingCount]] = defaultdict(dict)
    for holding in sorted(catalogue.holdings, key=lambda each: each.division.code):
        code = holding.division.code
        key = key_of(registry, [(editions[each.id], each.latest) for each in holding.editions])
        for figure in _figures(connection, holding.list_id, key, kept):
            of_division = found[figure.instrument_id]
            if not figure.powers:
                continue
            before = of_division.get(code, RestingCount(code, 0, 0, (0, 0)))
            of_division[code] = RestingCount(
                code,
                before.powers + figure.powers,
                before.left_without + figure.left_without,
                (before.mark[0] + figure.mark[0], before.mark[1] + figure.mark[1]),
            )
    return {number: list(found[number].values()) for number in sorted(found)}


def _figures(connection: Connection, list_id: int, key: bytes, kept: Kept) -> list[RestingFigure]:
    name = f"resting {list_id}"
    known = kept.get(name, key)
    if known is not None:
        return _read(known)
    found = resting_figures(connection, list_id)
    kept.put(name, key, _written(found))
    return found
