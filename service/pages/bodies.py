"""A body (实施主体): its power and responsibility lists by category, latest or of one edition."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import msgspec
from markupsafe import Markup
from sqlalchemy import Connection

from service import reading
from service.citations import Provision, write_provision
from service.items import Body, StandingItem
from service.pages import addresses
from service.pages.catalogue import LEVEL_LABELS, Catalogue, Holding
from service.pages.editions import CategoryRow, body_name, category_rows, until
from service.pages.views import Crumb, Link, View, category_label, crumbs_of, one_line, told_count
from service.reading import BodyPart, BodyRecord, CitedBasis, EditionRecord, Readings
from service.reading.standing import items_of_lists
from service.vocabulary import Category


class ItemRow(msgspec.Struct, frozen=True):
    """A line of the official table: number, name, codes, bases in short, level."""

    number: int
    name: str
    sub_item_name: str
    address: str
    codes: tuple[str, ...]
    basis: str
    level: str


class Section(msgspec.Struct, frozen=True):
    """The items of one category."""

    label: str
    anchor: str
    rows: tuple[ItemRow, ...]


class Told(msgspec.Struct, frozen=True):
    """A body's list as it stands in a page: the ways to its categories, and its table."""

    jump: Markup
    table: Markup


class Part(msgspec.Struct, frozen=True):
    """A body's part of one edition of one list; `coded`: whether any of its items has a code; `changes`:
    where it is read what the edition changed.

    With `told` its items were not read: neither they nor their categories are there.
    """

    holding: Holding
    edition: EditionRecord
    permanent: str
    until: str
    count: int
    coded: bool
    categories: tuple[CategoryRow, ...]
    sections: tuple[Section, ...]
    changes: str | None = None
    told: Told | None = None


class BodyView(View, frozen=True, kw_only=True):
    """A body's page; `former` names the lists that have it no more, with the last edition that did."""

    template: ClassVar[str] = "body.html"
    body: BodyRecord
    parts: tuple[Part, ...]
    former: tuple[Link, ...]
    permanent: bool


def body_view(
    connection: Connection, catalogue: Catalogue, code: str, number: int, told: Told | None = None
) -> BodyView | None:
    """Return a body's latest lists; None for a body that is not public, or of another division.

    `told` is the only one of them, if another page has it.
    """
    body, parts = reading.parts_of_body(connection, number)
    if body is None or body.division_code != code or not catalogue.of_division(code):
        return None
    found: list[Part] = []
    former: list[Link] = []
    of_edition = {part.edition_id: part for part in parts}
    for holding in catalogue.of_division(code):
        theirs = [each for each in holding.editions if each.id in of_edition]
        if not theirs:
            continue
        if theirs[-1].id == holding.latest.id:
            part = of_edition[holding.latest.id]
            found.append(_part(connection, holding, holding.latest, part, body, told))
        else:
            day = holding.day_of(theirs[-1])
            former.append(
                Link(
                    f"{holding.kind.label}（{theirs[-1].label}）",
                    addresses.edition_body(code, holding.kind, day, number),
                )
            )
    if not found and not former:
        return None
    name = body_name(body)
    return BodyView(
        address=addresses.body(code, number),
        heading=name,
        crumbs=crumbs_of(catalogue, code),
        description=f"{name}的权力和责任清单，{sum(part.count for part in found)}项。",
        body=body,
        parts=tuple(found),
        former=tuple(former),
        permanent=False,
    )


def edition_body_view(
    connection: Connection,
    catalogue: Catalogue,
    holding: Holding,
    edition: EditionRecord,
    number: int,
    told: Told | None = None,
) -> BodyView | None:
    """Return a body's part of an edition, `told` if another page has it; None where it has none in it."""
    body, parts = reading.parts_of_body(connection, number)
    part = next((each for each in parts if each.edition_id == edition.id), None)
    if body is None or part is None:
        return None
    code, day, name = holding.division.code, holding.day_of(edition), body_name(body)
    return BodyView(
        address=addresses.edition_body(code, holding.kind, day, number),
        heading=f"{name}{holding.kind.label}（{edition.label}）",
        crumbs=crumbs_of(
            catalogue,
            code,
            Crumb(holding.kind.label, holding.address),
            Crumb(edition.label, holding.edition_address(edition)),
        ),
        description=f"{name}{holding.kind.label}，{edition.label}，{part.items}项。",
        body=body,
        parts=(_part(connection, holding, edition, part, body, told),),
        former=(),
        permanent=True,
    )


def _part(
    connection: Connection,
    holding: Holding,
    edition: EditionRecord,
    part: BodyPart,
    body: BodyRecord,
    told: Told | None,
) -> Part:
    code, kind, day = holding.division.code, holding.kind, holding.day_of(edition)
    permanent = addresses.edition_body(code, kind, day, body.id)
    changes = addresses.changes(code, kind, day) if holding.before(edition) else None
    if told is not None:
        return Part(holding, edition, permanent, until(edition), part.items, False, (), (), changes, told)
    owner = Body(body.id, body.name, body.division_code, body.credit_code)
    items = items_of_lists(connection, edition.id, {part.body_list_id: owner})
    readings = reading.readings_of_standing(connection, items)
    by_category: dict[Category | None, list[StandingItem]] = {}
    for item in items:
        by_category.setdefault(item.category, []).append(item)
    counts = {category: len(found) for category, found in by_category.items()}
    return Part(
        holding,
        edition,
        permanent,
        until(edition),
        len(items),
        any(item.content.codes for item in items),
        category_rows([counts]),
        _sections(holding, by_category, readings),
        changes,
    )


def _sections(
    holding: Holding,
    by_category: Mapping[Category | None, Sequence[StandingItem]],
    readings: Mapping[int, Readings],
) -> tuple[Section, ...]:
    found: list[Section] = []
    number = 0
    for category, _ in told_count({category: len(items) for category, items in by_category.items()}):
        rows = []
        for item in by_category[category]:
            number += 1
            rows.append(_row(holding, number, item, readings[item.revision]))
        anchor = f"{holding.kind.value}-{(category or 'none').lower()}"
        found.append(Section(category_label(category), anchor, tuple(rows)))
    return tuple(found)


def _row(holding: Holding, number: int, item: StandingItem, readings: Readings) -> ItemRow:
    content = item.content
    return ItemRow(
        number,
        one_line(content.name),
        "" if content.sub_item_name == content.name else one_line(content.sub_item_name),
        addresses.item(holding.division.code, holding.kind, item.id),
        content.codes,
        "；".join(filter(None, map(in_short, readings.bases))),
        LEVEL_LABELS[item.level] if item.level else content.level_text,
    )


def in_short(basis: CitedBasis) -> str:
    """Return a cited document as a list names it: 《…》第三条、第五条; nothing where none was read."""
    head = f"《{basis.title}》" if basis.title else basis.cited_number or ""
    return head + places_of(basis) if head else ""


def places_of(basis: CitedBasis) -> str:
    """Return the cited places in the canonical spelling."""
    return "、".join(
        write_provision(
            Provision(
                place.article,
                place.paragraph,
                place.item,
                place.sub_item,
                place.article_suffix,
                place.attachment,
            )
        )
        for place in basis.provisions
    )
