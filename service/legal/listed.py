"""An edition's items as checking reads them: outlines, and what was kept of earlier checks."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import msgspec
from sqlalchemy import Connection, and_, case, exists, not_, select

from service.checks import ItemOutcome, Outline
from service.items import Body, ItemContent, StandingItem, decode_content
from service.store.core import (
    body,
    body_list_layer,
    body_news,
    checked_item,
    edition,
    edition_body,
    published_list,
    revision,
    revision_code,
)
from service.store.live import standing
from service.store.news import News
from service.vocabulary import Category, Level, ListKind

_ROWS_AT_ONCE = 5000
_decode_outcome = msgspec.json.Decoder(ItemOutcome).decode


class ListedEdition(msgspec.Struct, frozen=True, kw_only=True):
    """The edition that is checked."""

    id: int
    list_id: int
    division: str
    kind: ListKind
    label: str
    effective_on: date


class ListedRow(msgspec.Struct, frozen=True, gc=False):
    """An item's outline, what its body was when it was checked, and the outcome kept that still holds."""

    item: Outline
    body_key: str
    outcome: ItemOutcome | None

    def standing(self, label: str, content: ItemContent) -> StandingItem:
        """Return the whole item; checks do not look at its hash."""
        item = self.item
        return StandingItem(
            id=item.id,
            revision=item.revision,
            edition=label,
            body=item.body,
            category=item.category,
            level=item.level,
            content=content,
            content_hash=b"",
        )


def listed_edition(connection: Connection, edition_id: int) -> ListedEdition:
    """Return the edition with that id, a draft too."""
    row = connection.execute(
        select(
            edition.c.id,
            edition.c.list_id,
            published_list.c.division_code,
            published_list.c.kind,
            edition.c.label,
            edition.c.effective_on,
        )
        .join(published_list, published_list.c.id == edition.c.list_id)
        .where(edition.c.id == edition_id)
    ).one()
    return ListedEdition(
        id=row.id,
        list_id=row.list_id,
        division=row.division_code,
        kind=ListKind(row.kind),
        label=row.label,
        effective_on=row.effective_on,
    )


def listed_rows(connection: Connection, listed: ListedEdition, key: str) -> list[ListedRow]:
    """Return the edition's items in the list's order, with what was kept under the key and holds that day."""
    bodies = _bodies(connection, listed.id)
    codes = _codes(connection, listed.id)
    joined, stands = standing()
    source = edition_body.join(joined, body_list_layer.c.body_list_id == edition_body.c.body_list_id)
    kept = source.outerjoin(
        checked_item,
        and_(checked_item.c.revision_id == revision.c.id, checked_item.c.basis_key == key),
    )
    query = (
        select(
            edition_body.c.body_id,
            revision.c.position,
            revision.c.item_id,
            revision.c.id,
            revision.c.category,
            revision.c.level,
            revision.c.name,
            revision.c.sub_item_name,
            checked_item.c.body_key,
            checked_item.c.since,
            checked_item.c.until,
            checked_item.c.outcome,
        )
        .select_from(kept)
        .where(edition_body.c.edition_id == listed.id, stands)
    )
    categories = {category.value: category for category in Category}
    levels = {int(level): level for level in Level}
    found: list[tuple[int, float, int, ListedRow]] = []
    for row in connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)):
        body_id, position, item_id, number, category, level, name, sub, told_key, since, until, outcome = row
        of_body, body_key = bodies[body_id]
        holds = (
            outcome is not None
            and told_key == body_key
            and (since is None or since <= listed.effective_on)
            and (until is None or listed.effective_on < until)
        )
        item = Outline(
            id=item_id,
            revision=number,
            body=of_body,
            category=categories.get(category),
            level=levels.get(level),
            name=name,
            sub_item_name=sub,
            codes=tuple(codes.get(number, ())),
        )
        kept_outcome = _decode_outcome(outcome) if holds else None
        found.append((body_id, position, item_id, ListedRow(item, body_key, kept_outcome)))
    found.sort(key=lambda entry: entry[:3])
    return [entry[3] for entry in found]


def contents_of(connection: Connection, revisions: Sequence[int]) -> dict[int, ItemContent]:
    """Return the contents of at most a thousand revisions."""
    rows = connection.execute(select(revision.c.id, revision.c.content).where(revision.c.id.in_(revisions)))
    return {number: decode_content(encoded) for number, encoded in rows}


def _bodies(connection: Connection, edition_id: int) -> dict[int, tuple[Body, str]]:
    # What another edition's draft tells of a body is not known yet.
    told_elsewhere = exists(
        select(body_news.c.body_id).where(
            body_news.c.body_id == body.c.id,
            body_news.c.what == News.CODES,
            body_news.c.edition_id != edition_id,
        )
    )
    rows = connection.execute(
        select(body.c.id, body.c.name, body.c.division_code, case((not_(told_elsewhere), body.c.credit_code)))
        .join(edition_body, edition_body.c.body_id == body.c.id)
        .where(edition_body.c.edition_id == edition_id)
    )
    return {
        number: (Body(number, name, division, credit), f"{division} {name} {credit or ''}")
        for number, name, division, credit in rows
    }


def _codes(connection: Connection, edition_id: int) -> dict[int, list[str]]:
    joined, stands = standing()
    source = edition_body.join(joined, body_list_layer.c.body_list_id == edition_body.c.body_list_id)
    query = (
        select(revision_code.c.revision_id, revision_code.c.folded_code)
        .select_from(source.join(revision_code, revision_code.c.revision_id == revision.c.id))
        .where(edition_body.c.edition_id == edition_id, stands)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for number, code in connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)):
        found[number].append(code)
    for held in found.values():
        held.sort()
    return found
