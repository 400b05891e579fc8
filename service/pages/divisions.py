"""Divisions (行政区划) with their lists: the home page, the index, one division."""

from typing import ClassVar

import msgspec
from sqlalchemy import Connection

from service import reading
from service.pages import addresses
from service.pages.alignment import is_aligned
from service.pages.catalogue import LEVEL_LABELS, Catalogue, Holding
from service.pages.editions import CategoryRow, Choice, body_name, category_rows, choices_of, years_of
from service.pages.views import Column, Crumb, Link, View, crumbs_of
from service.reading import DivisionRecord
from service.vocabulary import Level

_RECENT = 8
# With more divisions than these the home page shows only the highest and the index the rest.
_MOST_AT_HOME = 40


class ListRow(msgspec.Struct, frozen=True):
    """A list's line: its latest edition, how many items it has, what it changed."""

    label: str
    address: str
    edition: str
    day: str
    count: int
    changes: str | None


class DivisionRow(msgspec.Struct, frozen=True):
    """A division's line: how deep it stands under the others shown, and its lists."""

    name: str
    code: str
    address: str
    depth: int
    level: str
    lists: tuple[ListRow, ...]


class HomeView(View, frozen=True, kw_only=True):
    """The front page."""

    template: ClassVar[str] = "home.html"
    divisions: tuple[DivisionRow, ...]
    all_shown: bool
    lists: int
    with_lists: int
    items: int
    categories: tuple[CategoryRow, ...]
    recent: tuple[tuple[str, Choice], ...]


class DivisionsView(View, frozen=True, kw_only=True):
    """The index of divisions."""

    template: ClassVar[str] = "divisions.html"
    divisions: tuple[DivisionRow, ...]


class BodyLine(msgspec.Struct, frozen=True):
    """A body of a division: its items by list, in the lists' order."""

    body: Link
    counts: tuple[int, ...]


class DivisionView(View, frozen=True, kw_only=True):
    """One division: its lists with their editions, its bodies, the divisions below."""

    template: ClassVar[str] = "division.html"
    division: DivisionRecord
    full_name: str
    level: str
    lists: tuple[ListRow, ...]
    years: tuple[tuple[str, tuple[Column, ...]], ...]
    bodies: tuple[BodyLine, ...]
    below: tuple[DivisionRow, ...]
    alignment: str | None


def home_view(connection: Connection, catalogue: Catalogue) -> HomeView:
    """Return the front page, by one statement."""
    counts = reading.latest_categories(connection, [each.list_id for each in catalogue.holdings])
    return HomeView(
        address=addresses.HOME,
        heading="权力清单和责任清单",
        description="各级政府部门的权力清单、责任清单：事项、依据、责任、监督，历年变动。",
        divisions=_rows(catalogue, everything=len(catalogue.division_pages) <= _MOST_AT_HOME),
        all_shown=len(catalogue.division_pages) <= _MOST_AT_HOME,
        lists=len(catalogue.holdings),
        with_lists=len(catalogue.list_divisions),
        items=sum(each.latest.items for each in catalogue.holdings),
        categories=category_rows([counts]),
        recent=_recent(catalogue),
    )


def _recent(catalogue: Catalogue) -> tuple[tuple[str, Choice], ...]:
    """The editions published last, the newest first."""
    published = [(edition, each) for each in catalogue.holdings for edition in each.editions]
    published.sort(key=lambda pair: (pair[0].published_at, pair[0].id), reverse=True)
    return tuple(
        (holding.title, next(choice for choice in choices_of(holding, edition) if choice.chosen))
        for edition, holding in published[:_RECENT]
    )


def divisions_view(catalogue: Catalogue) -> DivisionsView:
    """Return the index."""
    return DivisionsView(
        address=addresses.DIVISIONS,
        heading="行政区划",
        crumbs=(Crumb("首页", addresses.HOME),),
        description="公布了清单的行政区划。",
        divisions=_rows(catalogue, everything=True),
    )


def division_view(connection: Connection, catalogue: Catalogue, code: str) -> DivisionView | None:
    """Return a division's page, by two statements; None where the site has none of it."""
    if not catalogue.has_page(code):
        return None
    division, holdings = catalogue.divisions[code], catalogue.of_division(code)
    parts = reading.bodies_in_latest(connection, [each.list_id for each in holdings])
    known = reading.bodies_by_id(connection, list(parts))
    columns = {holding.latest.id: place for place, holding in enumerate(holdings)}
    lines = []
    for number, theirs in parts.items():
        counts = [0] * len(holdings)
        for part in theirs:
            counts[columns[part.edition_id]] = part.items
        link = Link(body_name(known.get(number)), addresses.body(code, number))
        lines.append(BodyLine(link, tuple(counts)))
    return DivisionView(
        address=addresses.division(code),
        heading=division.name,
        crumbs=crumbs_of(catalogue, code)[:-1],
        description=f"{catalogue.full_name(code)}的权力清单、责任清单。",
        division=division,
        full_name=catalogue.full_name(code),
        level=LEVEL_LABELS[division.level],
        lists=tuple(map(_list_row, holdings)),
        years=tuple(
            (each.kind.label, columns_of)
            for each in holdings
            if (columns_of := years_of(choices_of(each, None)))
        ),
        bodies=tuple(lines),
        below=tuple(_row(catalogue, each, 0) for each in catalogue.children(code)),
        alignment=addresses.alignment(code) if is_aligned(catalogue, code) else None,
    )


def _rows(catalogue: Catalogue, *, everything: bool) -> tuple[DivisionRow, ...]:
    tops = [each for each in catalogue.division_pages if not catalogue.above(each.code)]
    found: list[DivisionRow] = []

    def add(division: DivisionRecord, depth: int) -> None:
        found.append(_row(catalogue, division, depth))
        if everything:
            for each in catalogue.children(division.code):
                add(each, depth + 1)

    for top in tops:
        add(top, 0)
        if not everything and len(tops) == 1:
            for each in catalogue.children(top.code):
                found.append(_row(catalogue, each, 1))
    return tuple(found)


def _row(catalogue: Catalogue, division: DivisionRecord, depth: int) -> DivisionRow:
    return DivisionRow(
        division.name,
        division.code,
        addresses.division(division.code),
        depth,
        LEVEL_LABELS[Level(division.level)],
        tuple(map(_list_row, catalogue.of_division(division.code))),
    )


def _list_row(holding: Holding) -> ListRow:
    latest, code = holding.latest, holding.division.code
    return ListRow(
        holding.kind.label,
        holding.address,
        latest.label,
        latest.effective_on.isoformat(),
        latest.items,
        addresses.changes(code, holding.kind, holding.day_of(latest)) if holding.before(latest) else None,
    )
