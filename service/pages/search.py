"""Searching by a form, answered by the process; without words the page is what a folder of files has."""

from typing import ClassVar

import msgspec
from sqlalchemy import Connection

from service import reading
from service.pages import addresses
from service.pages.catalogue import Catalogue
from service.pages.editions import body_name
from service.pages.views import Crumb, Link, View, category_label, one_line
from service.reading import ItemSelection, PageRequest
from service.vocabulary import Category

_PAGE = 30
_MOST_BODIES = 5


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked: words, and what narrows them."""

    words: str = ""
    division: str = ""
    category: str = ""
    after: str | None = None


class Hit(msgspec.Struct, frozen=True):
    """An item found."""

    item: Link
    category: str
    division: str
    body: Link
    codes: tuple[str, ...]


class SearchView(View, frozen=True, kw_only=True):
    """The search page; `hits` is None where nothing was asked."""

    template: ClassVar[str] = "search.html"
    asked: Asked
    divisions: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str], ...]
    hits: tuple[Hit, ...] | None = None
    total: int = 0
    places: tuple[Link, ...] = ()
    after: str | None = None


def search_view(connection: Connection, catalogue: Catalogue, asked: Asked) -> SearchView:
    """Return the page for what was asked; raises what `service.reading` refuses (a wrong cursor, …)."""
    empty = SearchView(
        address=addresses.SEARCH,
        heading=f"“{asked.words}”" if asked.words else "查找事项",
        crumbs=(Crumb("首页", addresses.HOME),),
        description="按名称、编码、依据查找职权事项。",
        asked=asked,
        divisions=tuple((each.code, each.name) for each in catalogue.list_divisions),
        categories=tuple((category.value, category.label) for category in Category),
    )
    if not asked.words:
        return empty
    selection = ItemSelection(
        text=asked.words,
        division=asked.division or None,
        categories=(Category(asked.category),) if asked.category in Category.__members__ else (),
    )
    page = reading.item_page(connection, selection, PageRequest(first=_PAGE, after=asked.after))
    bodies = reading.bodies_by_id(connection, {item.body_id for item in page.nodes})
    hits = []
    for item in page.nodes:
        holding = catalogue.of_list(item.list_id)
        if holding is None:
            continue
        content, code = item.content, holding.division.code
        hits.append(
            Hit(
                Link(
                    one_line(content.name, content.sub_item_name),
                    addresses.item(code, holding.kind, item.id),
                ),
                category_label(item.category),
                f"{holding.division.name}{holding.kind.label}",
                Link(body_name(bodies.get(item.body_id)), addresses.body(code, item.body_id)),
                content.codes,
            )
        )
    return msgspec.structs.replace(
        empty,
        hits=tuple(hits),
        total=page.total_count,
        places=_places(connection, catalogue, asked),
        after=page.cursors[-1] if page.nodes and page.has_next_page else None,
    )


def _places(connection: Connection, catalogue: Catalogue, asked: Asked) -> tuple[Link, ...]:
    """The divisions and bodies that bear the words as their name."""
    if asked.after:
        return ()
    found = [
        Link(each.name, addresses.division(each.code))
        for each in catalogue.division_pages
        if asked.words in each.name or asked.words == each.code
    ][:_MOST_BODIES]
    bodies = reading.body_page(
        connection,
        PageRequest(first=_MOST_BODIES),
        text=asked.words,
        division=asked.division or None,
    )
    for body in bodies.nodes:
        if catalogue.of_division(body.division_code):
            division = catalogue.divisions[body.division_code].name
            name = body.name if body.name.startswith(division) else f"{division} {body.name}"
            found.append(Link(name, addresses.body(body.division_code, body.id)))
    return tuple(found)
