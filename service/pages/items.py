"""A power (职权事项) as people read it: the official form, a flow of its duties, its life, other levels."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

import msgspec
from sqlalchemy import Connection

from service import reading
from service.codes import CodeReading
from service.comparison import Segment
from service.documents.cleanup import KIND_LABELS, difference_label, marked
from service.items import FIELD_LABELS, Duty, ItemContent, StandingItem
from service.pages import addresses
from service.pages.bodies import places_of
from service.pages.catalogue import LEVEL_LABELS, Catalogue, Holding
from service.pages.editions import body_name
from service.pages.flow import FlowChart, flow_of
from service.pages.views import Crumb, Link, View, category_label, crumbs_of, one_line
from service.reading import CitedBasis, HistoryEntry, InstrumentRecord, Life, Readings, Relative
from service.vocabulary import ChangeKind, InstrumentStatus, ListKind

STATUS_LABELS = {
    InstrumentStatus.IN_FORCE: "现行有效",
    InstrumentStatus.NOT_YET_IN_FORCE: "尚未施行",
    InstrumentStatus.LAPSED: "已失效",
    InstrumentStatus.REPEALED: "已废止",
    InstrumentStatus.UNKNOWN: "时效未知",
}
_SCHEMES = {
    "national-basic": "国家基本编码",
    "national-implementing": "国家实施编码",
    "national-handling": "国家业务办理项编码",
    "sichuan": "四川编码",
    "guizhou-xk": "贵州编码",
    "hainan": "海南编码",
}
_HANDLING = (
    "handling_unit",
    "handling_type",
    "legal_time_limit",
    "promised_time_limit",
    "visits",
    "online_depth",
    "service_hall",
    "one_network",
    "reach",
)
_FEES = ("fee_standard", "fee_basis", "fee_state")
_ELSE = ("department_duties", "remedy", "remarks")
_TELEPHONE = re.compile(r"(?<![0-9])(?:0[0-9]{2,3}[-－—]?[2-9][0-9]{6,7}|1[3-9][0-9]{9}|12[0-9]{3})(?![0-9])")
_MOST_RELATIVES = 200
# What stands in a list's first edition need not have been new then.
_FIRST = "首版"
# Which lists of other divisions hold the same powers.
_POWERS = frozenset({ListKind.POWER, ListKind.COMBINED})


class Code(msgspec.Struct, frozen=True):
    """A code as written, and the scheme it fits."""

    value: str
    scheme: str


class BasisView(msgspec.Struct, frozen=True):
    """One cited document: how it is cited, what the registry knows of it, the clause as quoted."""

    text: str
    title: str
    number: str
    places: str
    quoted: str
    instrument: InstrumentRecord | None
    address: str | None
    status: str


class Fact(msgspec.Struct, frozen=True):
    """A field by its title."""

    label: str
    text: str


class Called(msgspec.Struct, frozen=True):
    """A stretch of text; `telephone` is what to dial where it is a number."""

    text: str
    telephone: str


class FieldChange(msgspec.Struct, frozen=True):
    """What a field became, marked."""

    label: str
    segments: tuple[Segment, ...]


class Event(msgspec.Struct, frozen=True):
    """What an edition did to the power."""

    edition: Link
    day: str
    what: str
    fields: tuple[FieldChange, ...]
    related: tuple[Link, ...]


class RelativeView(msgspec.Struct, frozen=True):
    """The same power in another list."""

    division: str
    level: str
    kind: str
    body: str
    item: Link
    how: str


class ItemView(View, frozen=True, kw_only=True):
    """A power's page. `since` is the edition since when it reads so; `ended` the one that has it no more."""

    template: ClassVar[str] = "item.html"
    id: int
    holding: Holding
    item: StandingItem
    content: ItemContent
    name: str
    category: str
    level: str
    codes: tuple[Code, ...]
    body: Link
    division: str
    bases: tuple[BasisView, ...]
    duties: tuple[Duty, ...]
    duties_basis: str
    flow: FlowChart | None
    accountability: tuple[Fact, ...]
    supervision: tuple[Called, ...]
    handling: tuple[Fact, ...]
    fees: tuple[Fact, ...]
    others: tuple[Fact, ...]
    since: Link
    since_day: str
    ended: Link | None
    history: tuple[Event, ...]
    relatives: tuple[RelativeView, ...]


def item_views(connection: Connection, catalogue: Catalogue, ids: Sequence[int]) -> dict[int, ItemView]:
    """Return the pages of powers that stood in a published edition of the catalogue, by id.

    The number of statements does not grow with the powers.
    """
    lives = {
        number: life
        for number, life in reading.lives(connection, ids).items()
        if catalogue.of_list(life.list_id)
    }
    items = [life.standing for life in lives.values()]
    readings = reading.readings_of_standing(connection, items)
    cited = reading.cited_instruments(connection, [item.revision for item in items])
    duties = _duties(connection, items, readings)
    relatives: dict[int, list[Relative]] = {}
    for list_id in {life.list_id for life in lives.values()}:
        theirs = [life.standing for life in lives.values() if life.list_id == list_id and not life.ended]
        relatives |= reading.relatives_of(connection, theirs, related_lists(catalogue, list_id))
    others = {other for life in lives.values() for entry in life.history for other in entry.related}
    known = reading.lives(connection, others - lives.keys()) if others else {}
    names = {number: life.standing.content for number, life in {**known, **lives}.items()}
    found: dict[int, ItemView] = {}
    for number, life in lives.items():
        found[number] = _view(
            catalogue,
            life,
            readings[life.standing.revision],
            cited[life.standing.revision],
            duties[number],
            relatives.get(number, []),
            names,
        )
    return found


def related_lists(catalogue: Catalogue, list_id: int) -> list[int]:
    """Return the lists that may hold the same powers: above, below, and the division's own others."""
    own = catalogue.of_list(list_id)
    if own is None:
        return []
    kinds = _POWERS | {own.kind} if own.kind is not ListKind.RESPONSIBILITY else {own.kind, ListKind.COMBINED}
    code = own.division.code
    elsewhere = [*catalogue.above(code), *catalogue.below(code)]
    found = [each.list_id for each in catalogue.of_division(code) if each.list_id != list_id]
    for division in elsewhere:
        found += [each.list_id for each in catalogue.of_division(division.code) if each.kind in kinds]
    return found


def _duties(
    connection: Connection, items: Sequence[StandingItem], readings: Mapping[int, Readings]
) -> dict[int, tuple[Duty, ...]]:
    """Each item's duties: its own, else its counterpart's in the responsibility list."""
    found = {item.id: readings[item.revision].duties for item in items}
    lacking = [number for number, duties in found.items() if not duties]
    if lacking:
        records = list(reading.items_by_id(connection, lacking).values())
        theirs = reading.duties_with_counterparts(connection, dict.fromkeys(records, ()))
        found |= {record.id: duties for record, duties in theirs.items()}
    return found


def _view(
    catalogue: Catalogue,
    life: Life,
    readings: Readings,
    cited: Mapping[int, InstrumentRecord],
    duties: tuple[Duty, ...],
    relatives: Sequence[Relative],
    names: Mapping[int, ItemContent],
) -> ItemView:
    holding, item = catalogue.of_list(life.list_id), life.standing
    assert holding  # noqa: S101 - only powers of the catalogue's lists come here
    content, code = item.content, holding.division.code
    since = next((e.edition for e in life.history[::-1] if e.change is not ChangeKind.REMOVED), life.edition)
    name = one_line(content.name, content.sub_item_name)
    body = body_name_of(item)
    return ItemView(
        address=addresses.item(code, holding.kind, item.id),
        heading=name,
        crumbs=crumbs_of(
            catalogue,
            code,
            Crumb(holding.kind.label, holding.address),
            Crumb(body, addresses.body(code, item.body.id)),
        ),
        description=f"{holding.division.name}{body}，{category_label(item.category)}：{name}",
        id=item.id,
        holding=holding,
        item=item,
        content=content,
        name=name,
        category=category_label(item.category),
        level=LEVEL_LABELS[item.level] if item.level else "",
        codes=tuple(map(_code, readings.codes)),
        body=Link(body, addresses.body(code, item.body.id)),
        division=catalogue.full_name(code),
        bases=tuple(_basis(place, each, cited) for place, each in enumerate(readings.bases)),
        duties=duties,
        duties_basis=_common_basis(duties),
        flow=flow_of(duties),
        accountability=_facts(content, ("accountable_persons", "accountability", "accountability_basis")),
        supervision=called(content.supervision),
        handling=_facts(content, _HANDLING),
        fees=_facts(content, _FEES),
        others=(*_facts(content, _ELSE), *(Fact(*pair) for pair in content.extra.items() if pair[1].strip())),
        since=Link(since.label, holding.edition_address(since)),
        since_day=since.effective_on.isoformat(),
        ended=Link(life.ended.label, holding.edition_address(life.ended)) if life.ended else None,
        history=tuple(_event(holding, entry, names) for entry in life.history[::-1]),
        relatives=tuple(_relative(catalogue, each) for each in relatives[:_MOST_RELATIVES]),
    )


def body_name_of(item: StandingItem) -> str:
    """Return the name of an item's body."""
    return item.body.name or body_name(None)


def _code(code: CodeReading) -> Code:
    return Code(code.value, _SCHEMES.get(code.scheme or "", "") if code.valid else "")


def _common_basis(duties: Sequence[Duty]) -> str:
    """Return the basis that every one of several duties has, to be told once."""
    bases = {duty.basis for duty in duties}
    return bases.pop() if len(duties) > 1 and len(bases) == 1 else ""


def _facts(content: ItemContent, keys: Collection[str]) -> tuple[Fact, ...]:
    return tuple(Fact(FIELD_LABELS[key], getattr(content, key)) for key in keys if getattr(content, key))


def _basis(place: int, basis: CitedBasis, cited: Mapping[int, InstrumentRecord]) -> BasisView:
    known = cited.get(place)
    return BasisView(
        basis.text,
        basis.title or "",
        basis.cited_number or "",
        places_of(basis),
        basis.quoted_text or "",
        known,
        addresses.instrument(known.id) if known else None,
        STATUS_LABELS[known.status] if known and known.status is not InstrumentStatus.UNKNOWN else "",
    )


def called(text: str) -> tuple[Called, ...]:
    """Divide a text into what is said and the telephone numbers in it."""
    found: list[Called] = []
    start = 0
    for number in _TELEPHONE.finditer(text):
        if number.start() > start:
            found.append(Called(text[start : number.start()], ""))
        found.append(Called(number[0], re.sub("[^0-9]", "", number[0])))
        start = number.end()
    if text[start:]:
        found.append(Called(text[start:], ""))
    return tuple(found)


def _event(holding: Holding, entry: HistoryEntry, names: Mapping[int, ItemContent]) -> Event:
    at_first = entry.change is ChangeKind.ADDED and entry.edition.id == holding.editions[0].id
    return Event(
        Link(entry.edition.label, holding.edition_address(entry.edition)),
        entry.edition.effective_on.isoformat(),
        _FIRST if at_first else KIND_LABELS[entry.change],
        tuple(FieldChange(difference_label(field), marked(field)) for field in entry.fields),
        tuple(
            Link(
                one_line(names[number].name, names[number].sub_item_name),
                addresses.item(holding.division.code, holding.kind, number),
            )
            for number in entry.related
            if number in names
        ),
    )


def _relative(catalogue: Catalogue, relative: Relative) -> RelativeView:
    division = catalogue.divisions[relative.division_code]
    how = [
        told
        for told, holds in (
            ("人工确认", relative.confirmed),
            ("基本编码相同", relative.same_code),
            ("名称相同", relative.same_name),
        )
        if holds
    ]
    return RelativeView(
        division.name,
        LEVEL_LABELS[division.level],
        relative.kind.label,
        relative.body_name or body_name(None),
        Link(
            one_line(relative.name, relative.sub_item_name),
            addresses.item(relative.division_code, relative.kind, relative.item_id),
        ),
        "、".join(how),
    )
