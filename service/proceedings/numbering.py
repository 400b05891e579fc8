"""Giving codes to new items: the next of the series their neighbours' codes are of, never one used before."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, func, select, text, update

from service.adjustments import Series, Statement, Wording, series_for, sub_series_for
from service.store.core import code_series, revision_code
from service.text import fold
from service.vocabulary import ChangeKind

_BEGIN = text("INSERT INTO code_series (key, next_number) VALUES (:key, 1) ON CONFLICT (key) DO NOTHING")


def series_of(wording: Wording, beside: Iterable[Wording], origin: Wording | None = None) -> Series | None:
    """Return the series a new item's code is of: its whole's sub-items', else that of the items beside it.

    `origin` is the item it was split from. `beside` are the items of its body; those of its category count.
    """
    if origin and wording.content.sub_item_name and fold(wording.content.name) == fold(origin.content.name):
        found = next(filter(None, map(sub_series_for, origin.content.codes)), None)
        if found:
            return found
    return series_for(
        code
        for other in beside
        if other.category is wording.category and other.item != wording.item
        for code in other.content.codes
    )


def origin_of(number: int, stated: Sequence[Statement]) -> int | None:
    """Return the power that a new one was split from."""
    for held in stated:
        if held.kind is ChangeKind.SPLIT and number in held.after and len(held.before) == 1:
            return held.before[0]
    return None


def take_code(connection: Connection, series: Series) -> str | None:
    """Return a code of the series that no item ever had or will have; None where the series is used up.

    What was taken stays taken, also when the draft it was taken for is discarded.
    """
    connection.execute(_BEGIN, {"key": series.key})
    own = code_series.c.key == series.key
    kept = connection.execute(select(code_series.c.next_number).where(own).with_for_update()).scalar_one()
    number = max(kept, _highest(connection, series) + 1)
    code = series.code(number)
    if code is not None:
        connection.execute(update(code_series).where(own).values(next_number=number + 1))
    return code


def _highest(connection: Connection, series: Series) -> int:
    """The highest number of the series among all codes there are or were, in any list."""
    head = fold(series.head)
    codes = connection.execute(
        select(revision_code.c.folded_code)
        .where(func.substr(revision_code.c.folded_code, 1, len(head)) == head)
        .distinct()
    ).scalars()
    return max((series.number(code) or 0 for code in codes), default=0)
