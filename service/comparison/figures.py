"""The arithmetic of a cleanup: what stood, what came, what went, what stands (contract §3)."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import msgspec
import numpy as np

from service.comparison.bodies import BodyIdentity
from service.comparison.columns import Longs
from service.comparison.links import Lineage, Sides
from service.comparison.outcome import Alone, Paired
from service.comparison.sides import CATEGORIES, Side
from service.items import Body
from service.vocabulary import Category, ChangeKind

_Key = TypeVar("_Key", bound=Hashable)
Counts = Mapping[tuple[Body, Category | None], int]
_OF_BOTH_SIDES = [kind for kind in ChangeKind if kind not in (ChangeKind.ADDED, ChangeKind.REMOVED)]


class Row(msgspec.Struct, kw_only=True):
    """One body's or category's account: before + added − removed + split − merged + moved_in −
    moved_out = after. A merge's sources and a split's parts that stood or stand elsewhere are moved.
    """

    before: int = 0
    after: int = 0
    added: int = 0
    removed: int = 0
    moved_in: int = 0
    moved_out: int = 0
    merged: int = 0
    split: int = 0
    net: int = 0


class BodyRow(Row, kw_only=True):
    """One body's account, under its newer name."""

    body: str


class CategoryRow(Row, kw_only=True):
    """One category's account; None for items without one."""

    category: Category | None


class Figures(msgspec.Struct, kw_only=True):
    """The whole account: before + added − removed + split − merged = after.

    `transferred`, `renamed`, `changed` and `unchanged` count pairs by their one kind; `bodies_gaining`
    and `bodies_losing` the bodies with more or fewer items than before.
    """

    before: int
    after: int
    added: int
    removed: int
    merged: int
    split: int
    transferred: int
    renamed: int
    changed: int
    unchanged: int
    net: int
    bodies_gaining: int
    bodies_losing: int
    by_body: list[BodyRow]
    by_category: list[CategoryRow]


def work_out(
    sides: Sides,
    links: Mapping[ChangeKind | None, Sequence[Lineage]],
    bodies: BodyIdentity,
    *,
    unchanged: Counts,
    kept: int,
) -> Figures:
    """Return the figures of two sides paired by `links` (by their kinds), `kept` wholly equal pairs beside.

    `unchanged` counts items, by body and category, that stand equally on both sides and were left out.
    """
    before, after = sides.before, sides.after
    removed, added = links[ChangeKind.REMOVED], links[ChangeKind.ADDED]
    by_body: dict[int, Row] = {}
    by_category: dict[Category | None, Row] = {}
    left_out = {(body.id, category): count for (body, category), count in unchanged.items()}
    for figures, counts in (
        (("before", "after"), left_out),
        (("before",), _counted(before, None)),
        (("after",), _counted(after, None)),
        (("removed",), _counted(before, _places(removed))),
        (("added",), _counted(after, _places(added))),
    ):
        for (body, category), count in counts.items():
            for row in (
                by_body.setdefault(bodies.own[body], Row()),
                by_category.setdefault(category, Row()),
            ):
                for figure in figures:
                    setattr(row, figure, getattr(row, figure) + count)
    own, olds, news = bodies.own, before.bodies, after.bodies
    for kind in _OF_BOTH_SIDES:
        part = links[kind]
        for link in part.moved() if isinstance(part, Paired) else part:
            _move(by_body, [own[olds[i]] for i in link.before], [own[news[j]] for j in link.after])
            _move(
                by_category,
                [before.category(i) for i in link.before],
                [after.category(j) for j in link.after],
            )
    body_rows = [BodyRow(body=bodies.name(own), **_closed(by_body[own])) for own in sorted(by_body)]
    ranks = {category: rank for rank, category in enumerate(Category)}
    category_rows = [
        CategoryRow(category=category, **_closed(by_category[category]))
        for category in sorted(by_category, key=lambda c: ranks[c] if c else len(ranks))
    ]
    return Figures(
        before=len(before) + sum(left_out.values()),
        after=len(after) + sum(left_out.values()),
        added=len(added),
        removed=len(removed),
        merged=sum(len(link.before) - 1 for link in links[ChangeKind.MERGED]),
        split=sum(len(link.after) - 1 for link in links[ChangeKind.SPLIT]),
        transferred=len(links[ChangeKind.TRANSFERRED]),
        renamed=len(links[ChangeKind.RENAMED]),
        changed=len(links[ChangeKind.CHANGED]),
        unchanged=kept + len(links[None]) + sum(left_out.values()),
        net=len(after) - len(before),
        bodies_gaining=sum(row.net > 0 for row in body_rows),
        bodies_losing=sum(row.net < 0 for row in body_rows),
        by_body=body_rows,
        by_category=category_rows,
    )


def _places(alone: Sequence[Lineage]) -> Longs:
    assert isinstance(alone, Alone)  # noqa: S101 - what was added or removed always is
    return alone.places()


def _counted(side: Side, places: Longs | None) -> dict[tuple[int, Category | None], int]:
    """Return how many of the items, all of them or those at these places, each body and category has."""
    bodies, categories = np.asarray(side.bodies), np.asarray(side.categories)
    if places is not None:
        bodies, categories = bodies[places], categories[places]
    owners, at = np.unique(bodies, return_inverse=True)
    counts = np.bincount(at * len(CATEGORIES) + categories, minlength=len(owners) * len(CATEGORIES))
    return {
        (owner, category): count
        for owner, of_owner in zip(owners.tolist(), counts.reshape(-1, len(CATEGORIES)).tolist(), strict=True)
        for category, count in zip(CATEGORIES, of_owner, strict=True)
        if count
    }


def _move(rows: Mapping[_Key, Row], olds: list[_Key], news: list[_Key]) -> None:
    """Account for one lineage; it stays where its one whole item stands."""
    if olds == news:
        return
    home = news[0] if len(olds) > 1 else olds[0]
    for old in olds:
        if old != home:
            rows[old].moved_out += 1
            rows[home].moved_in += 1
    for new in news:
        if new != home:
            rows[home].moved_out += 1
            rows[new].moved_in += 1
    rows[home].merged += len(olds) - 1
    rows[home].split += len(news) - 1


def _closed(row: Row) -> dict[str, int]:
    row.net = row.after - row.before
    return msgspec.structs.asdict(row)
