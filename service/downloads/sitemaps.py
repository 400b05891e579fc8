"""The sitemap for search engines: an index, and for the site and each list its pages, at most 50,000 a file.

Each page stands in one of them alone.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from math import ceil
from typing import BinaryIO, NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape

from sqlalchemy import func, select

from service import reading
from service.days import local_day
from service.pages import Catalogue, Holding, Sources, addresses
from service.pages.alignment import is_aligned
from service.store.core import current_item

ADDRESS = "sitemap.xml"
MOST_ADDRESSES = 50_000
_ITEMS = 40_000
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Part(NamedTuple):
    """One file: which list's pages, and which of its powers by their place; the site's without a list."""

    address: str
    holding: Holding | None
    number: int


def parts(sources: Sources) -> list[Part]:
    """Return the files of the sitemap, by one statement. A list's pages stand with its first powers."""
    if not sources.catalogue.holdings:
        return []
    rows = sources.connection.execute(
        select(current_item.c.list_id, func.count()).group_by(current_item.c.list_id)
    )
    counts = {list_id: int(count) for list_id, count in rows}
    return [Part("sitemaps/site.xml", None, 0)] + [
        Part(f"sitemaps/{holding.division.code}-{holding.kind.value}-{number + 1}.xml", holding, number)
        for holding in sources.catalogue.holdings
        for number in range(max(ceil(counts.get(holding.list_id, 0) / _ITEMS), 1))
    ]


def write_index(sources: Sources, found: list[Part], target: BinaryIO) -> None:
    """Write the index of the files; they change when their list gets an edition."""
    lines = [
        f"<sitemap><loc>{_loc(sources.catalogue, part.address)}</loc>"
        f"<lastmod>{_changed(sources, part).isoformat(timespec='seconds')}</lastmod></sitemap>"
        for part in found
    ]
    _write("sitemapindex", lines, target)


def write_part(sources: Sources, part: Part, target: BinaryIO) -> None:
    """Write one file."""
    catalogue, changed = sources.catalogue, local_day(_changed(sources, part)).isoformat()
    lines = [
        f"<url><loc>{_loc(catalogue, address)}</loc><lastmod>{changed}</lastmod></url>"
        for address in (_of_list(sources, part.holding, part.number) if part.holding else _of_site(sources))
    ]
    _write("urlset", lines[:MOST_ADDRESSES], target)


def _changed(sources: Sources, part: Part) -> datetime:
    holdings = [part.holding] if part.holding else sources.catalogue.holdings
    return max(each.latest.published_at for each in holdings)


def _of_site(sources: Sources) -> Iterator[str]:
    catalogue = sources.catalogue
    yield from (addresses.HOME, addresses.DIVISIONS, addresses.INSTRUMENTS)
    for division in catalogue.division_pages:
        yield addresses.division(division.code)
        if is_aligned(catalogue, division.code):
            yield addresses.alignment(division.code)
    for number, found in sources.asking.resting.items():
        if found:
            yield addresses.instrument(number)


def _of_list(sources: Sources, holding: Holding, part: int) -> Iterator[str]:
    code, kind = holding.division.code, holding.kind
    if part == 0:
        yield holding.address
        for edition in holding.editions:
            yield holding.edition_address(edition)
            if holding.before(edition):
                yield addresses.changes(code, kind, holding.day_of(edition))
        told = {number for each in listed_before(sources, holding) for number in _bodies(sources, each)}
        yield from (
            addresses.body(code, number) for number in _bodies(sources, holding) if number not in told
        )
    rows = sources.connection.execute(
        select(current_item.c.item_id)
        .where(current_item.c.list_id == holding.list_id)
        .order_by(current_item.c.item_id)
        .limit(_ITEMS)
        .offset(part * _ITEMS)
    )
    for (number,) in rows:
        yield addresses.item(code, kind, number)


def _bodies(sources: Sources, holding: Holding) -> Iterable[int]:
    return reading.body_categories(sources.connection, holding.latest.id)


def listed_before(sources: Sources, holding: Holding) -> list[Holding]:
    """Return the division's lists before this one, with which the pages of bodies that have both stand."""
    own = list(sources.catalogue.of_division(holding.division.code))
    return own[: own.index(holding)]


def _write(element: str, lines: list[str], target: BinaryIO) -> None:
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{element} xmlns="{_SCHEMA}">\n'
    target.write(head.encode())
    target.writelines(f"{line}\n".encode() for line in lines)
    target.write(f"</{element}>\n".encode())


def _loc(catalogue: Catalogue, address: str) -> str:
    return escape(quote(catalogue.site.absolute(address), safe="/:?#[]@!$&'()*+,;=%-._~"))
