"""How many items an edition has, by category, body, kind of body and level."""

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, func, select

from service.reading.editions import EditionRecord
from service.reading.sight import part_seen, parts_shown
from service.store.core import body, body_list_count, edition_body
from service.vocabulary import BodyKind, Category, Level

_Key = TypeVar("_Key", str, int)


class CategoryCount(msgspec.Struct, frozen=True):
    """How many items a category has; None for items without one."""

    category: Category | None
    count: int


class BodyCount(msgspec.Struct, frozen=True):
    """How many items a body has."""

    body_id: int
    count: int


class BodyKindCount(msgspec.Struct, frozen=True):
    """How many bodies of a kind have items in the edition."""

    kind: BodyKind
    count: int


class LevelCount(msgspec.Struct, frozen=True):
    """How many items a level exercises; None for items without a stated level."""

    level: Level | None
    count: int


class Statistics(msgspec.Struct, frozen=True, kw_only=True):
    """An edition's counts; `total` is the sum over the categories, the bodies and the levels alike."""

    edition: EditionRecord
    total: int
    bodies: int
    by_category: list[CategoryCount]
    by_body: list[BodyCount]
    by_body_kind: list[BodyKindCount]
    by_level: list[LevelCount]


def statistics(connection: Connection, edition: EditionRecord) -> Statistics:
    """Return the counts of an edition, as far as it is shown; only what occurs is listed."""
    counted = body_list_count.c["items"]
    rows = connection.execute(
        select(
            edition_body.c.body_id,
            body.c.kind,
            body_list_count.c.category,
            body_list_count.c.level,
            func.sum(counted).label("number"),
        )
        .select_from(edition_body)
        .join(body_list_count, body_list_count.c.body_list_id == edition_body.c.body_list_id)
        .join(body, body.c.id == edition_body.c.body_id)
        .where(edition_body.c.edition_id == edition.id, counted > 0, part_seen(parts_shown(connection)))
        .group_by(edition_body.c.body_id, body.c.kind, body_list_count.c.category, body_list_count.c.level)
    ).all()
    by_category = _summed((row.category, row.number) for row in rows)
    by_body = _summed((row.body_id, row.number) for row in rows)
    by_level = _summed((row.level, row.number) for row in rows)
    kinds = Counter(kind for _, kind in {(row.body_id, row.kind) for row in rows})
    return Statistics(
        edition=edition,
        total=sum(by_body.values()),
        bodies=len(by_body),
        by_category=[
            CategoryCount(category, by_category[category or ""])
            for category in (*Category, None)
            if (category or "") in by_category
        ],
        by_body=[BodyCount(number, by_body[number]) for number in sorted(by_body)],
        by_body_kind=[BodyKindCount(kind, kinds[kind]) for kind in BodyKind if kind in kinds],
        by_level=[
            LevelCount(level, by_level[int(level or 0)])
            for level in (*Level, None)
            if int(level or 0) in by_level
        ],
    )


def _summed(counts: Iterable[tuple[_Key, int]]) -> Counter[_Key]:
    found: Counter[_Key] = Counter()
    for key, count in counts:
        found[key] += count
    return found
