"""A body's list taken over from a page that stands: one that an edition left as it was is not told anew."""

from typing import NamedTuple

from markupsafe import Markup

from service.pages import addresses
from service.pages.bodies import Told
from service.pages.catalogue import Holding

_JUMP = '<nav class="jump"', "</nav>"
_TABLE = "<thead>", "\n</table>\n</section>"


class Origin(NamedTuple):
    """A page that tells of a body in one list alone: the list, its address, the key that it stands under."""

    holding: Holding
    address: str
    key: bytes


def told_in(origin: Origin, page: str, address: str) -> Told | None:
    """Return the list that a page has as it stands at another address; None where none is found in it.

    What lists say cannot be taken for the page's own markup: in their texts that is escaped.
    """
    jump = _between(page, 0, *_JUMP)
    if jump is None:
        return None
    table = _between(page, jump[1], *_TABLE)
    if table is None:
        return None
    items = f"{origin.holding.address}items/"
    there, here = (f'<a href="{addresses.relative(each, items)}' for each in (origin.address, address))
    return Told(
        Markup(page[jump[0] : jump[1] + len(_JUMP[1])]),  # noqa: S704 - a page of ours
        Markup(page[slice(*table)].replace(there, here)),  # noqa: S704
    )


def _between(page: str, start: int, begun: str, ended: str) -> tuple[int, int] | None:
    """Where something begins, and where what ends it does."""
    first = page.find(begun, start)
    last = page.find(ended, first)
    return (first, last) if first >= 0 and last >= 0 else None
