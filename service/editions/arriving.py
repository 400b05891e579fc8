"""What arrives in a draft with a file: the items of the bodies it is the list of, and who is who."""

from collections.abc import Sequence
from functools import cache
from typing import overload

import msgspec
from sqlalchemy import Connection

from service.cleanup import Settled
from service.divisions import read_level
from service.editions.deliveries import exchange
from service.editions.incoming import Incoming
from service.editions.lists import EditionRow
from service.editions.plan import Told
from service.editions.predecessor import bodies_in, parents_of
from service.editions.registration import RegisteredBodies
from service.editions.stating import StatedLink, links_of, told_of
from service.items import Body, PackedItems
from service.vocabulary import Level


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """What a load brings into the draft.

    `home` are the bodies whose whole list the file is; of the other `bodies` it changes the list the draft
    has, which came from the file in `sources`. `told` speaks of places in `arriving`. `links` are what the
    file states.
    """

    arriving: Sequence[Incoming]
    bodies: dict[int, Body]
    home: set[int]
    sources: dict[int, int | None]
    told: Told
    links: list[StatedLink]


class _OfFile(Sequence[Incoming]):
    """The file's own items, each made as it is asked for."""

    def __init__(self, items: PackedItems, bodies: Sequence[Body]) -> None:
        self._items = items
        self._bodies = bodies
        self._level = cache(_level)

    def __len__(self) -> int:
        return len(self._bodies)

    @overload
    def __getitem__(self, place: int) -> Incoming: ...
    @overload
    def __getitem__(self, place: slice) -> list[Incoming]: ...
    def __getitem__(self, place: int | slice) -> Incoming | list[Incoming]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        level = self._level(self._items.named(place).level_text)
        return Incoming(items=self._items, place=place, body=self._bodies[place], level=level)


def _level(text: str) -> Level | None:
    return read_level(text) if text else None


def arrive(
    connection: Connection,
    draft: EditionRow,
    items: PackedItems,
    found: RegisteredBodies,
    returned: Settled | None,
) -> Arrival:
    """Return what arrives: the file's items, and what its bodies exchange with others in the draft."""
    own = _OfFile(items, found.bodies)
    bodies = {body.id: body for body in found.bodies}
    if returned is None:
        return Arrival(arriving=own, bodies=bodies, home=set(bodies), sources={}, told=Told(), links=[])
    bodies |= {
        number: body
        for number, body in bodies_in(connection, draft.predecessor_id).items()
        if number in returned.home and number not in bodies
    }
    if not returned.is_working_sheet:
        told = told_of(connection, draft.list_id, returned.known, returned.gone)
        links = list(links_of(returned.statements, {**told.known, **told.new}))
        return Arrival(arriving=own, bodies=bodies, home=set(bodies), sources={}, told=told, links=links)
    return _with_exchange(connection, draft, own, bodies, returned)


def _with_exchange(
    connection: Connection,
    draft: EditionRow,
    own: Sequence[Incoming],
    bodies: dict[int, Body],
    returned: Settled,
) -> Arrival:
    parents = parents_of(connection, draft.predecessor_id, returned.home)
    also = exchange(connection, draft, own, returned, parents.values())
    staying = [place for place in range(len(own)) if place not in also.elsewhere]
    others = range(len(own), len(own) + len(also.arriving))
    places = {place: at for at, place in enumerate([*staying, *others])}
    known = {**returned.known, **also.known}
    told = told_of(
        connection,
        draft.list_id,
        {places[place]: power for place, power in known.items() if place in places},
        returned.gone,
    )
    by_place = {**told.known, **told.new}
    numbers = {place: by_place[at] for place, at in places.items() if at in by_place}
    taken_up = {place for place in also.known if place < len(own)}
    stated = [one for one in returned.statements if one.before or not taken_up.intersection(one.after)]
    return Arrival(
        arriving=[*(own[place] for place in staying), *also.arriving],
        bodies=bodies | {entry.body.id: entry.body for entry in also.arriving},
        home=returned.home,
        sources=also.sources,
        told=told,
        links=list(links_of(stated, {**numbers, **also.elsewhere})),
    )
