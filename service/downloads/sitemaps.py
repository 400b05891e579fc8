"""The sitemap for search engines: an index, and for each list its pages, at most 50,000 a file."""

from collections.abc import Iterator
from math import ceil
from typing import BinaryIO, NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape

from sqlalchemy import func, select

from service import reading
from service.days import local_day
from service.pages import Catalogue, Holding, Sources, addresses
from service.store.core import current_item

ADDRESS = "sitemap.xml"
MOST_ADDRESSES = 50_000
_ITEMS = 40_000
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Part(NamedTuple):
    """One file: which list's pages, and which of its powers by their place."""

    address: str
    holding: Holding
    number: int


def parts(sources: Sources) -> list[Part]:
    """Return the files of the sitemap, by one statement. A list's pages stand with its first powers."""
    rows = sources.connection.execute(
        select(current_item.c.list_id, func.count()).group_by(current_item.c.list_id)
    )
    counts = {list_id: int(count) for list_id, count in rows}
    return [
        Part(f"sitemaps/{holding.division.code}-{holding.kind.value}-{number + 1}.xml", holding, number)
        for holding in sources.catalogue.holdings
        for number in range(max(ceil(counts.get(holding.list_id, 0) / _ITEMS), 1))
    ]


def write_index(sources: Sources, found: list[Part], target: BinaryIO) -> None:
    """Write the index of the files; they change when their list gets an edition."""
    lines = [
        f"<sitemap><loc>{_loc(sources.catalogue, part.address)}</loc>"
        f"<lastmod>{part.holding.latest.published_at.isoformat(timespec='seconds')}</lastmod></sitemap>"
        for part in found
    ]
    _write("sitemapindex", lines, target)


def write_part(sources: Sources, part: Part, target: BinaryIO) -> None:
    """Write one file."""
    catalogue, changed = sources.catalogue, local_day(part.holding.latest.published_at).isoformat()
    lines = [
        f"<url><loc>{_loc(catalogue, address)}</loc><lastmod>{changed}</lastmod></url>"
        for address in _addresses(sources, part)
    ]
    _write("urlset", lines[:MOST_ADDRESSES], target)


def _addresses(sources: Sources, part: Part) -> Iterator[str]:
    holding = part.holding
    code, kind = holding.division.code, holding.kind
    if part.number == 0:
        yield addresses.division(code)
        yield holding.address
        for edition in holding.editions:
            yield holding.edition_address(edition)
            if holding.before(edition):
                yield addresses.changes(code, kind, holding.day_of(edition))
        for number in reading.body_categories(sources.connection, holding.latest.id):
            yield addresses.body(code, number)
    rows = sources.connection.execute(
        select(current_item.c.item_id)
        .where(current_item.c.list_id == holding.list_id)
        .order_by(current_item.c.item_id)
        .limit(_ITEMS)
        .offset(part.number * _ITEMS)
    )
    for (number,) in rows:
        yield addresses.item(code, kind, number)


def _write(element: str, lines: list[str], target: BinaryIO) -> None:
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{element} xmlns="{_SCHEMA}">\n'
    target.write(head.encode())
    target.writelines(f"{line}\n".encode() for line in lines)
    target.write(f"</{element}>\n".encode())


def _loc(catalogue: Catalogue, address: str) -> str:
    return escape(quote(catalogue.site.absolute(address), safe="/:?#[]@!$&'()*+,;=%-._~"))
