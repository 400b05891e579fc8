"""Indicators (指标) of editions as the store has them: read row by row, none of it held."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from sqlalchemy import Connection, or_, select

from service.indicators import (
    CountedItem,
    DivisionFigures,
    EditionFigures,
    count_items,
    decode_cells,
    decode_figures,
    division_figures,
    indicator_rules,
    rules_key,
)
from service.reading.divisions import codes_below, divisions_by_code
from service.reading.editions import LATEST, EditionRecord, When, editions_by_id, in_force
from service.reading.refusals import NotFoundError
from service.reading.sight import part_seen, parts_shown, seen
from service.reading.standing import pieces
from service.store.core import body_list_layer, edition_body, published_list, revision
from service.store.core import edition_figures as kept_figures
from service.store.live import standing
from service.vocabulary import Category, ListKind

_ROWS_AT_ONCE = 2000
_CATEGORIES = {category.value: category for category in Category}
FiguresOf = Callable[[EditionRecord], EditionFigures]


class CountableEdition(Protocol):
    """An edition, a draft too, as far as counting goes."""

    @property
    def id(self) -> int:
        """Its number in the store."""

    @property
    def kind(self) -> ListKind:
        """What its list is a list of."""


def edition_figures(connection: Connection, edition: CountableEdition) -> EditionFigures:
    """Return the indicators of an edition, as far as it is shown: those kept, else counted now."""
    return known_figures(connection, edition) or count_items(
        _items(connection, edition.id), indicator_rules(), all_charges=edition.kind is ListKind.CHARGES
    )


def known_figures(connection: Connection, edition: CountableEdition) -> EditionFigures | None:
    """Return the indicators that were counted by the rules in force and kept; None where there are none."""
    packed = connection.execute(
        select(kept_figures.c.figures).where(
            kept_figures.c.edition_id == edition.id, kept_figures.c.rules_key == rules_key()
        )
    ).scalar()
    return decode_figures(packed) if packed is not None else None


def figures_below(
    connection: Connection,
    division: str,
    kind: ListKind,
    when: When = LATEST,
    figures_of: FiguresOf | None = None,
) -> DivisionFigures:
    """Return the indicators of a division's list of that kind with those of all divisions below it.

    `when` tells which edition of each list answers. `figures_of` may know an edition's figures without
    counting. Raises `NotFoundError` for a division that is none.
    """
    known = divisions_by_code(connection, [division])
    if division not in known:
        raise NotFoundError(f"没有区划 {division}。", "按 GB/T 2260 填写六位区划代码。")
    editions = _editions(connection, division, kind, when)
    count = figures_of or (lambda edition: edition_figures(connection, edition))
    figures = {edition.division_code: count(edition) for edition in editions}
    return division_figures(division, _parents(connection, figures), figures, indicator_rules())


def _editions(connection: Connection, division: str, kind: ListKind, when: When) -> list[EditionRecord]:
    wanted = in_force(
        when,
        or_(
            published_list.c.division_code == division,
            published_list.c.division_code.in_(codes_below(division)),
        ),
        published_list.c.kind == kind.value,
        shown=seen(connection),
    )
    ids = [row.id for row in connection.execute(wanted)]
    found = [record for piece in pieces(ids) for record in editions_by_id(connection, piece).values()]
    return sorted(found, key=lambda record: record.division_code)


def _parents(connection: Connection, codes: Iterable[str]) -> dict[str, str | None]:
    """The division above each of these, and above those, to the top."""
    found: dict[str, str | None] = {}
    wanted = set(codes)
    while wanted:
        for code, record in divisions_by_code(connection, wanted).items():
            found[code] = record.parent_code
        wanted = {above for above in found.values() if above} - found.keys()
    return found


def _items(connection: Connection, edition_id: int) -> Iterator[CountedItem]:
    rows = connection.execute(
        select(edition_body.c.body_list_id, edition_body.c.body_id).where(
            edition_body.c.edition_id == edition_id, part_seen(parts_shown(connection))
        )
    )
    bodies = {row.body_list_id: row.body_id for row in rows}
    joined, stands = standing()
    for piece in pieces(sorted(bodies)):
        query = (
            select(
                body_list_layer.c.body_list_id,
                revision.c.item_id,
                revision.c.position,
                revision.c.category,
                revision.c.content,
            )
            .select_from(joined)
            .where(body_list_layer.c.body_list_id.in_(piece), stands)
            .execution_options(yield_per=_ROWS_AT_ONCE)
        )
        for body_list_id, item_id, position, category, content in connection.execute(query):
            yield CountedItem(
                item_id, bodies[body_list_id], _CATEGORIES.get(category), decode_cells(content), position
            )
