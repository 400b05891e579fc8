"""The form of a proposal as it stands: every row that is filled in, and room for more."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

import msgspec
from sqlalchemy import Connection

from service.adjustments import AdjustmentKind, GroundKind
from service.bodies import fold_body_name
from service.items import Body, Field
from service.pages.rendering import shown
from service.pages.views import one_line
from service.proceedings import sources_of
from service.reading import EditionRecord
from service.reading.standing import items_of_lists, items_of_powers, lists_of
from service.vocabulary import Category, ListKind
from service.workbench.offering import Place, bodies_of_division, recipients_offered
from service.workbench.proposals import (
    EDITED,
    KIND_FORMS,
    Contents,
    KindForm,
    Receiving,
    Start,
    count_of,
    start_of,
)
from service.workbench.typed import Typed

_MAIN = frozenset(
    {
        "name",
        "sub_item_name",
        "codes",
        "setting_basis",
        "level_text",
        "legal_time_limit",
        "promised_time_limit",
    }
)
_LONG = frozenset(
    {
        "setting_basis",
        "department_duties",
        "accountability",
        "accountability_basis",
        "accountable_persons",
        "discretion",
        "fee_standard",
        "fee_basis",
        "codes",
        "remedy",
        "remarks",
    }
)
_MOST_MOVES = 500
_Row = TypeVar("_Row")


class TypedField(msgspec.Struct, frozen=True):
    """One field to type: its name in the form, its label, what it says, whether it takes several lines."""

    name: str
    label: str
    value: str
    is_long: bool


class TypedDuty(msgspec.Struct, frozen=True):
    """One duty to type."""

    stage: str
    text: str
    basis: str


class TypedContent(msgspec.Struct, frozen=True, kw_only=True):
    """What an item is to say: its place in the form, the power that goes on so, if one does."""

    place: int
    item: int | None
    title: str
    category: str
    main: tuple[TypedField, ...]
    further: tuple[TypedField, ...]
    duties: tuple[TypedDuty, ...]


class Move(msgspec.Struct, frozen=True):
    """An item of a body that several take over from, and the body it is to go to."""

    item: int
    name: str
    body: str
    to: str


class Filling(msgspec.Struct, frozen=True, kw_only=True):
    """The form of a proposal; rows of grounds and the like end with empty ones to be filled in."""

    start: Start
    form: KindForm
    typed: Typed
    list_title: str
    body: str
    named: tuple[str, ...]
    sources: tuple[str, ...]
    contents: tuple[TypedContent, ...]
    may_add_content: bool
    may_rewrite: bool
    grounds: tuple[tuple[str, str, str], ...]
    receivers: tuple[tuple[str, str], ...]
    successions: tuple[tuple[str, str, str], ...]
    moves: tuple[Move, ...]
    bodies: tuple[Body, ...]
    places: tuple[Place, ...]

    @property
    def categories(self) -> list[str]:
        """What the category of an item may be."""
        return [category.label for category in Category]

    @property
    def ground_kinds(self) -> list[GroundKind]:
        """What a ground may be."""
        return list(GroundKind)

    @property
    def further_lists(self) -> list[ListKind]:
        """The lists that a reform may be about besides."""
        return [kind for kind in ListKind if kind is not self.start.list_kind]


def filling_of(connection: Connection, typed: Typed, latest: EditionRecord, division_name: str) -> Filling:
    """Return the form with what was typed; raises `Refusal` as `start_of`, and `unknown-item`."""
    start = start_of(typed)
    form = KIND_FORMS[start.kind]
    lists = lists_of(connection, latest.id)
    bodies = bodies_of_division(connection, latest)
    items = items_of_powers(connection, latest.id, lists, start.items)
    contents = tuple(_content(typed, place) for place in range(count_of(typed)))
    successions = _rows(typed, "old", "new", "since")
    named = zip(typed.all("to_division"), typed.all("to_name"), strict=False)
    receivers = [(code, name) for code, name in named if name or code not in ("", start.division)]
    return Filling(
        start=start,
        form=form,
        typed=typed,
        list_title=f"{division_name}{latest.kind.label}（{latest.label}）",
        body=next((each.name for each in bodies if each.id == start.body), ""),
        named=tuple(one_line(item.content.name, item.content.sub_item_name) for item in items),
        sources=tuple(
            one_line(item.content.name, item.content.sub_item_name)
            for item in sources_of(connection, start.sources)
        ),
        contents=contents,
        may_add_content=form.contents is Contents.MANY,
        may_rewrite=not contents
        and bool(items)
        and (form.contents is Contents.REWRITE or (form.contents is Contents.PART and len(items) == 1)),
        grounds=tuple(
            _with_room(_rows(typed, "ground_kind", "ground_citation", "ground_day"), ("", "", ""), 2)
        ),
        receivers=tuple(_with_room(receivers, (start.division, ""), 2)),
        successions=tuple(_with_room(successions, ("", "", ""), 3)),
        moves=_moves(connection, typed, latest, [(old, new) for old, new, _ in successions])
        if start.kind is AdjustmentKind.REFORM
        else (),
        bodies=tuple(bodies),
        places=tuple(recipients_offered(connection, start.kind, start.division))
        if form.to is Receiving.ANYBODY
        else (),
    )


def _content(typed: Typed, place: int) -> TypedContent:
    number = typed.number(f"c{place}.item")

    def fields(among: Sequence[Field]) -> tuple[TypedField, ...]:
        return tuple(
            TypedField(
                f"c{place}.{field.key}",
                field.label,
                shown(typed.one(f"c{place}.{field.key}")),
                field.key in _LONG,
            )
            for field in among
        )

    rows = zip(
        typed.all(f"c{place}.duty_stage"),
        typed.all(f"c{place}.duty_text"),
        typed.all(f"c{place}.duty_basis"),
        strict=False,
    )
    duties = [TypedDuty(*row) for row in rows if any(row)]
    name = typed.one(f"c{place}.name")
    return TypedContent(
        place=place,
        item=number,
        title=f"第 {place + 1} 项" + (f"：{name[:40]}" if name else ""),
        category=typed.one(f"c{place}.category"),
        main=fields([field for field in EDITED if field.key in _MAIN]),
        further=fields([field for field in EDITED if field.key not in _MAIN]),
        duties=(*duties, TypedDuty("", "", ""), TypedDuty("", "", "")),
    )


def _rows(typed: Typed, first: str, second: str, third: str) -> list[tuple[str, str, str]]:
    """The rows that say anything in their second or third column."""
    rows = zip(typed.all(first), typed.all(second), typed.all(third), strict=False)
    return [row for row in rows if row[1] or row[2] or (first == "old" and row[0])]


def _with_room(rows: Sequence[_Row], empty: _Row, least: int) -> Iterator[_Row]:
    yield from rows
    for _ in range(max(least - len(rows), 1)):
        yield empty


def _moves(
    connection: Connection, typed: Typed, latest: EditionRecord, successions: Sequence[tuple[str, str]]
) -> tuple[Move, ...]:
    """The items of bodies that several take over from: each needs its new body."""
    code = latest.division_code
    takers: dict[str, set[str]] = {}
    for old, new in successions:
        takers.setdefault(fold_body_name(old, code), set()).add(fold_body_name(new, code))
    splitting = {old for old, news in takers.items() if len(news) > 1}
    lists = {
        number: owner
        for number, owner in lists_of(connection, latest.id).items()
        if fold_body_name(owner.name, code) in splitting
    }
    items = items_of_lists(connection, latest.id, lists)[:_MOST_MOVES]
    return tuple(
        Move(
            item.id,
            one_line(item.content.name, item.content.sub_item_name),
            item.body.name,
            typed.one(f"move.{item.id}"),
        )
        for item in items
    )
