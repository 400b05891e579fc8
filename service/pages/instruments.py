"""Legal instruments (设定依据) that the lists rest on, and the powers resting on each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

import msgspec
from sqlalchemy import Connection

from service import reading
from service.pages import addresses
from service.pages.catalogue import Catalogue
from service.pages.editions import body_name
from service.pages.items import STATUS_LABELS
from service.pages.resting import Resting, RestingCount
from service.pages.views import Crumb, Link, View, category_label, one_line, share
from service.reading import InstrumentRecord, RestingItem
from service.vocabulary import InstrumentRank

# More powers than this are shown division by division.
_MOST_INLINE = 500
_HOME = Crumb("首页", addresses.HOME)
_INDEX = Crumb("设定依据", addresses.INSTRUMENTS)


class InstrumentRow(msgspec.Struct, frozen=True):
    """An instrument's line in the index."""

    title: str
    address: str
    number: str
    status: str
    ended: bool
    powers: int
    share: float


class RankGroup(msgspec.Struct, frozen=True):
    """The instruments of one rank."""

    label: str
    rows: tuple[InstrumentRow, ...]


class InstrumentsView(View, frozen=True, kw_only=True):
    """The index of cited instruments."""

    template: ClassVar[str] = "instruments.html"
    groups: tuple[RankGroup, ...]
    total: int


class PowerRow(msgspec.Struct, frozen=True):
    """A power that rests on the instrument."""

    name: str
    address: str
    category: str
    left_without: bool


class BodyGroup(msgspec.Struct, frozen=True):
    """The powers of one body."""

    body: Link
    rows: tuple[PowerRow, ...]


class DivisionGroup(msgspec.Struct, frozen=True):
    """The powers of one division: line by line, or only how many where they have a page of their own."""

    division: str
    code: str
    address: str
    count: int
    share: float
    bodies: tuple[BodyGroup, ...]


class InstrumentView(View, frozen=True, kw_only=True):
    """An instrument with what rests on it, in all divisions or in one.

    `wordings` are the days on which those after the first were published.
    """

    template: ClassVar[str] = "instrument.html"
    instrument: InstrumentRecord
    wordings: tuple[date, ...]
    rank: str
    status: str
    ended: bool
    groups: tuple[DivisionGroup, ...]
    powers: int
    left_without: int
    whole: Link | None


def instruments_view(connection: Connection, resting: Resting) -> InstrumentsView:
    """Return the index: by rank, what most rests on first."""
    upon = [number for number, found in resting.items() if found]
    return index_of(resting, reading.instruments_by_id(connection, upon))


def index_of(resting: Resting, known: Mapping[int, InstrumentRecord]) -> InstrumentsView:
    """Return the index of instruments with these counts."""
    powers = {number: sum(each.powers for each in found) for number, found in resting.items()}
    most = max(powers.values(), default=0)
    groups = []
    for rank in (*InstrumentRank, None):
        ranked = [one for one in known.values() if one.rank is rank]
        ranked.sort(key=lambda one: (-powers[one.id], one.title))
        rows = tuple(
            InstrumentRow(
                one.title,
                addresses.instrument(one.id),
                one.document_number or "",
                STATUS_LABELS[one.status],
                is_ended(one),
                powers[one.id],
                share(powers[one.id], most),
            )
            for one in ranked
        )
        if rows:
            groups.append(RankGroup(rank.label if rank else "效力位阶未登记", rows))
    return InstrumentsView(
        address=addresses.INSTRUMENTS,
        heading="设定依据",
        crumbs=(_HOME,),
        description="各级清单所依据的法律、法规、规章和规范性文件。",
        groups=tuple(groups),
        total=len(known),
    )


def is_ended(instrument: InstrumentRecord) -> bool:
    """Whether the instrument is repealed or has lapsed."""
    return instrument.status.value in ("repealed", "lapsed")


def is_inline(totals: Sequence[RestingCount]) -> bool:
    """Whether an instrument's page names all powers, which else have a page for each division."""
    return sum(each.powers for each in totals) <= _MOST_INLINE


def instrument_views(
    connection: Connection, catalogue: Catalogue, resting: Resting, numbers: Sequence[int]
) -> dict[int, InstrumentView]:
    """Return the instruments' pages by number; none for one that the catalogue's lists never cited.

    Pages of powers that are no more lead to them too.
    """
    known = reading.instruments_by_id(connection, [number for number in numbers if number in resting])
    inline = [number for number in known if is_inline(resting[number])]
    lists = {
        each.list_id
        for number in inline
        for total in resting[number]
        for each in catalogue.of_division(total.division_code)
    }
    lines = reading.resting_items(connection, inline, lists, few=True)
    wordings = reading.wordings_of(connection, list(known))
    return {
        number: _view(
            catalogue,
            one,
            wordings.get(number, ()),
            resting[number],
            _by_division(catalogue, lines.get(number, ())),
        )
        for number, one in known.items()
    }


def instrument_division_views(
    connection: Connection, catalogue: Catalogue, resting: Resting, numbers: Sequence[int], code: str
) -> dict[int, InstrumentView]:
    """Return, by number, what rests on instruments in one division; none where nothing does."""
    totals = {
        number: [each for each in resting.get(number, ()) if each.division_code == code] for number in numbers
    }
    known = reading.instruments_by_id(connection, [number for number, found in totals.items() if found])
    lists = [holding.list_id for holding in catalogue.of_division(code)]
    lines = reading.resting_items(connection, list(known), lists, few=False)
    wordings = reading.wordings_of(connection, list(known))
    found: dict[int, InstrumentView] = {}
    for number, one in known.items():
        told = _by_division(catalogue, lines.get(number, ()))
        whole = _view(catalogue, one, wordings.get(number, ()), totals[number], told)
        found[number] = msgspec.structs.replace(
            whole,
            address=addresses.instrument_division(number, code),
            heading=f"{one.title}：{catalogue.divisions[code].name}",
            crumbs=(*whole.crumbs, Crumb(one.title, addresses.instrument(number))),
            whole=Link(one.title, addresses.instrument(number)),
        )
    return found


def _view(
    catalogue: Catalogue,
    known: InstrumentRecord,
    wordings: tuple[date, ...],
    totals: Sequence[RestingCount],
    lines: Mapping[str, tuple[BodyGroup, ...]],
) -> InstrumentView:
    """The page with these lines by division; where there are none, divisions have pages of their own."""
    most = max((each.powers for each in totals), default=0)
    powers = sum(each.powers for each in totals)
    return InstrumentView(
        address=addresses.instrument(known.id),
        heading=known.title,
        crumbs=(_HOME, _INDEX),
        description=f"依据《{known.title}》的职权事项，{powers}项。",
        instrument=known,
        wordings=wordings,
        rank=known.rank.label if known.rank else "",
        status=STATUS_LABELS[known.status],
        ended=is_ended(known),
        groups=tuple(
            DivisionGroup(
                catalogue.full_name(code),
                code,
                addresses.division(code) if lines else addresses.instrument_division(known.id, code),
                count,
                share(count, most),
                lines.get(code, ()),
            )
            for code, count in ((each.division_code, each.powers) for each in totals)
        ),
        powers=powers,
        left_without=sum(each.left_without for each in totals),
        whole=None,
    )


def _by_division(catalogue: Catalogue, items: Sequence[RestingItem]) -> dict[str, tuple[BodyGroup, ...]]:
    by_division: dict[str, list[RestingItem]] = defaultdict(list)
    for item in items:
        by_division[item.division_code].append(item)
    return {code: _bodies(catalogue, found) for code, found in by_division.items()}


def _bodies(catalogue: Catalogue, items: Sequence[RestingItem]) -> tuple[BodyGroup, ...]:
    by_body: dict[int, list[RestingItem]] = defaultdict(list)
    for item in items:
        by_body[item.body_id].append(item)
    return tuple(
        BodyGroup(
            Link(
                found[0].body_name or body_name(None),
                addresses.body(found[0].division_code, found[0].body_id),
            ),
            tuple(_row(catalogue, item) for item in found),
        )
        for found in by_body.values()
    )


def _row(catalogue: Catalogue, item: RestingItem) -> PowerRow:
    holding = catalogue.of_list(item.list_id)
    assert holding  # noqa: S101 - asked for in the catalogue's lists alone
    return PowerRow(
        one_line(item.name, item.sub_item_name),
        addresses.item(holding.division.code, holding.kind, item.item_id),
        category_label(item.category),
        item.left_without,
    )
