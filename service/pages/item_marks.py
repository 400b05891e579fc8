"""The mark of each power's page: of its wordings, its instruments, its counterpart, its other levels."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from service.pages.catalogue import Holding
from service.reading import marks
from service.reading.relatives import Named, named_items


def item_marks(
    connection: Connection,
    holding: Holding,
    alike: Mapping[int, int],
    duties: Holding | None,
    instruments: Mapping[int, int],
    bodies: Mapping[int, tuple[str, int]],
) -> dict[int, int]:
    """Return the mark of every power that stood in the list, in the order of their numbers.

    `alike` are the marks of the same powers in other lists, `duties` is the responsibility list that powers
    without duties of their own borrow from; `instruments` and `bodies` are their marks.
    """
    found = marks.wording_marks(connection, holding.editions)
    for number, mark in marks.citation_marks(connection, holding.list_id, instruments).items():
        if number in found:
            found[number] += mark
    for number, body_id in marks.bodies_of_powers(connection, holding.list_id):
        if number in found:
            found[number] += bodies[body_id][1]
    if duties is not None:
        own = named_items(connection, holding.list_id)
        for number, mark in _borrowed(connection, own, duties):
            found[number] += mark
    for number, mark in alike.items():
        found[number] += mark
    return {number: marks.mark_of(mark) for number, mark in sorted(found.items())}


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
