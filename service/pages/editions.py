"""A list (清单): one of its editions, how many items it has by body and category, and its other editions."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import ClassVar

import msgspec
from sqlalchemy import Connection

from service import reading
from service.days import local_day
from service.pages import addresses
from service.pages.catalogue import Catalogue, Holding
from service.pages.views import Column, Crumb, View, category_label, crumbs_of, share, told_count
from service.reading import BodyRecord, EditionRecord
from service.vocabulary import Category

Counts = dict[Category | None, int]


class CategoryRow(msgspec.Struct, frozen=True):
    """How many items a category has, and its bar."""

    category: Category | None
    label: str
    count: int
    share: float


class BodyRow(msgspec.Struct, frozen=True):
    """A body's line: its items altogether and by the categories of the table."""

    name: str
    address: str
    count: int
    share: float
    by_category: tuple[int, ...]


class Choice(msgspec.Struct, frozen=True):
    """An edition in the version chooser."""

    label: str
    day: str
    effective_on: date
    published_on: date
    count: int
    address: str
    changes: str | None
    chosen: bool
    latest: bool


class EditionView(View, frozen=True, kw_only=True):
    """An edition of a list; `superseded_by` is the latest one where this is not it."""

    template: ClassVar[str] = "edition.html"
    holding: Holding
    edition: EditionRecord
    permanent: str
    until: str
    superseded_by: Choice | None
    choices: tuple[Choice, ...]
    years: tuple[Column, ...]
    categories: tuple[CategoryRow, ...]
    bodies: tuple[BodyRow, ...]
    findings: str | None


def edition_view(
    connection: Connection, catalogue: Catalogue, holding: Holding, edition: EditionRecord, address: str
) -> EditionView:
    """Return the page of an edition at that address, by two statements."""
    counts = reading.body_categories(connection, edition.id)
    bodies = reading.bodies_by_id(connection, list(counts))
    return _view(catalogue, holding, edition, address, counts, bodies)


def _view(
    catalogue: Catalogue,
    holding: Holding,
    edition: EditionRecord,
    address: str,
    counts: Mapping[int, Counts],
    bodies: Mapping[int, BodyRecord],
) -> EditionView:
    choices = choices_of(holding, edition)
    latest = next(choice for choice in choices if choice.latest)
    is_list = address == holding.address
    own = () if is_list else (Crumb(holding.kind.label, holding.address),)
    heading = holding.title if is_list else f"{holding.title}（{edition.label}）"
    day = holding.day_of(edition)
    categories = category_rows(counts.values())
    return EditionView(
        address=address,
        heading=heading,
        crumbs=crumbs_of(catalogue, holding.division.code, *own),
        description=f"{catalogue.full_name(holding.division.code)}{holding.kind.label}，{edition.items}项。",
        holding=holding,
        edition=edition,
        permanent=holding.edition_address(edition),
        until=until(edition),
        superseded_by=None if edition.latest else latest,
        choices=choices,
        years=years_of(choices),
        categories=categories,
        bodies=_body_rows(holding, day, counts, bodies, [row.category for row in categories]),
        findings=addresses.findings(holding.division.code, holding.kind, day)
        if catalogue.site.findings
        else None,
    )


def until(edition: EditionRecord) -> str:
    """Return the line that says how far the data go."""
    return (
        f"数据截至 {edition.effective_on.isoformat()}（{edition.label}版生效日期），"
        f"{local_day(edition.published_at).isoformat()} 公布；此后的调整，待下一版公布。"
    )


def choices_of(holding: Holding, chosen: EditionRecord | None) -> tuple[Choice, ...]:
    """Return the version chooser, the newest first."""
    found = []
    for place, (each, day) in enumerate(zip(holding.editions, holding.days, strict=True)):
        changes = addresses.changes(holding.division.code, holding.kind, day) if place else None
        found.append(
            Choice(
                each.label,
                day,
                each.effective_on,
                local_day(each.published_at),
                each.items,
                holding.edition_address(each),
                changes,
                chosen is not None and each.id == chosen.id,
                each.latest,
            )
        )
    return tuple(found[::-1])


def years_of(choices: Sequence[Choice]) -> tuple[Column, ...]:
    """Return the columns of items over the editions, the oldest first; none for an only edition."""
    if len(choices) < 2:
        return ()
    most = max(choice.count for choice in choices)
    width = 100 / len(choices)
    return tuple(
        Column(choice.label, choice.count, choice.address, round(width * place, 2), share(choice.count, most))
        for place, choice in enumerate(reversed(choices))
    )


def category_rows(counts: Iterable[Counts]) -> tuple[CategoryRow, ...]:
    """Return the counts summed by category, with their bars."""
    summed: Counter[Category | None] = Counter()
    for each in counts:
        summed.update(each)
    most = max(summed.values(), default=0)
    return tuple(
        CategoryRow(category, category_label(category), count, share(count, most))
        for category, count in told_count(dict(summed))
    )


def _body_rows(
    holding: Holding,
    day: str,
    counts: Mapping[int, Counts],
    bodies: Mapping[int, BodyRecord],
    columns: Sequence[Category | None],
) -> tuple[BodyRow, ...]:
    most = max((sum(each.values()) for each in counts.values()), default=0)
    return tuple(
        BodyRow(
            body_name(bodies[number]),
            addresses.edition_body(holding.division.code, holding.kind, day, number),
            sum(each.values()),
            share(sum(each.values()), most),
            tuple(each.get(category, 0) for category in columns),
        )
        for number, each in counts.items()
    )


def body_name(body: BodyRecord | None) -> str:
    """Return the body's name; some lists name none."""
    return (body.name if body else "") or "（清单未载明实施主体）"
