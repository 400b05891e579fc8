"""The mark of each power's page: of its wordings, its instruments, its counterpart, its other levels."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from service.pages.catalogue import Holding
from service.reading import marks
from service.reading.relatives import Named, Seeking, decisions_on, named_items, seeking_codes


def item_marks(
    connection: Connection,
    holding: Holding,
    others: Sequence[Holding],
    duties: Holding | None,
    instruments: Mapping[int, int],
    bodies: Mapping[int, tuple[str, int]],
) -> dict[int, int]:
    """Return the mark of every power that stood in the list, in the order of their numbers.

    `others` are the lists that may hold the same powers, `duties` the responsibility list that powers
    without duties of their own borrow from; `instruments` and `bodies` are their marks.
    """
    found = marks.wording_marks(connection, holding.editions)
    for number, mark in marks.citation_marks(connection, holding.list_id, instruments).items():
        if number in found:
            found[number] += mark
    for number, body_id in marks.bodies_of_powers(connection, holding.list_id):
        if number in found:
            found[number] += bodies[body_id][1]
    own = named_items(connection, holding.list_id)
    if duties is not None:
        for number, mark in _borrowed(connection, own, duties):
            found[number] += mark
    for number, mark in _relatives(connection, own, others):
        found[number] += mark
    return {number: marks.mark_of(mark) for number, mark in sorted(found.items())}


def _relatives(
    connection: Connection, own: Sequence[Named], others: Iterable[Holding]
) -> Iterable[tuple[int, int]]:
    decided = decisions_on(connection, None)
    seeking = Seeking((item._replace(codes=seeking_codes(item.codes)) for item in own), decided)
    for other in others:
        for number, relative in seeking.found(named_items(connection, other.list_id)):
            told = (
                relative.item_id,
                relative.list_id,
                relative.name,
                relative.sub_item_name,
                relative.body_name,
                relative.confirmed,
                relative.same_code,
                relative.same_name,
                other.division.name,
            )
            yield number, marks.mark_of(told)


def _borrowed(connection: Connection, own: Iterable[Named], duties: Holding) -> Iterable[tuple[int, int]]:
    """Each power with the marks of the items of the responsibility list that bear its code or name."""
    wordings = marks.wording_marks(connection, duties.editions)
    borne: dict[str, set[int]] = defaultdict(set)
    for item in named_items(connection, duties.list_id):
        for key in (*item.codes, f"={item.folded_name}"):
            borne[key].add(item.item_id)
    for item in own:
        near = {each for key in (*item.codes, f"={item.folded_name}") for each in borne.get(key, ())}
        for each in near:
            yield item.item_id, wordings.get(each, 0)
