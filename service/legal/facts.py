"""What the checks of a list need to know besides its items: former codes, the other list, stated totals."""

from collections import defaultdict
from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, select

from service.checks import Counterpart, FormerHolder, ListFacts
from service.findings import Finding
from service.legal.listed import ListedEdition, ListedRow
from service.store.core import (
    body_list_layer,
    edition,
    edition_body,
    published_list,
    revision,
    revision_code,
    source_file,
)
from service.store.live import standing
from service.vocabulary import EditionState, ListKind

_OTHER = {ListKind.POWER: ListKind.RESPONSIBILITY, ListKind.RESPONSIBILITY: ListKind.POWER}


def facts_of(connection: Connection, listed: ListedEdition, rows: Sequence[ListedRow]) -> ListFacts:
    """Return the facts on the edition's list."""
    return ListFacts(
        former=_former(connection, listed, rows),
        counterpart=_counterpart(connection, listed),
        stated=_stated(connection, listed),
    )


def _former(
    connection: Connection, listed: ListedEdition, rows: Sequence[ListedRow]
) -> dict[str, list[FormerHolder]]:
    """Holders, in published editions before this one, of codes that its items bear."""
    standing_now = {row.item.revision for row in rows}
    borne = {code for row in rows for code in row.item.codes}
    earlier = (
        select(edition_body.c.body_list_id, edition.c.label)
        .join(edition, edition.c.id == edition_body.c.edition_id)
        .where(
            edition.c.list_id == listed.list_id,
            edition.c.state == EditionState.PUBLISHED,
            edition.c.effective_on <= listed.effective_on,
            edition.c.id != listed.id,
        )
        .order_by(edition.c.effective_on, edition.c.recorded_at)
    )
    labels: dict[int, str] = {}
    for body_list, label in connection.execute(earlier):
        labels.setdefault(body_list, label)
    if not labels:
        return {}
    coded = (
        select(
            revision_code.c.folded_code,
            revision.c.id,
            revision.c.item_id,
            revision.c.name,
            revision.c.sub_item_name,
            revision.c.body_list_id,
        )
        .join(revision, revision.c.id == revision_code.c.revision_id)
        .where(revision.c.list_id == listed.list_id)
        .order_by(revision.c.id)
    )
    found: dict[str, list[FormerHolder]] = defaultdict(list)
    for code, number, item, name, sub, body_list in connection.execute(coded):
        if number not in standing_now and code in borne and body_list in labels:
            found[code].append(FormerHolder(item, name, sub, labels[body_list]))
    return found


def _counterpart(connection: Connection, listed: ListedEdition) -> Counterpart | None:
    """The division's other list: its edition of the same label, else the latest in effect that day."""
    other = _OTHER.get(listed.kind)
    if other is None:
        return None
    editions = connection.execute(
        select(edition.c.id, edition.c.label, edition.c.effective_on)
        .join(published_list, published_list.c.id == edition.c.list_id)
        .where(
            published_list.c.division_code == listed.division,
            published_list.c.kind == other.value,
            edition.c.state == EditionState.PUBLISHED,
        )
        .order_by(edition.c.effective_on, edition.c.recorded_at)
    ).all()
    if not editions:
        return None
    same = [row.id for row in editions if row.label == listed.label]
    before = [row.id for row in editions if row.effective_on <= listed.effective_on]
    chosen = (same or before or [editions[0].id])[-1]
    joined, stands = standing()
    source = edition_body.join(joined, body_list_layer.c.body_list_id == edition_body.c.body_list_id)
    names = (
        select(revision.c.body_id, revision.c.folded_name)
        .select_from(source)
        .where(edition_body.c.edition_id == chosen, stands)
    )
    codes = (
        select(revision_code.c.folded_code)
        .select_from(source.join(revision_code, revision_code.c.revision_id == revision.c.id))
        .where(edition_body.c.edition_id == chosen, stands)
    )
    return Counterpart(
        codes=set(connection.execute(codes).scalars()),
        names={(body_id, name) for body_id, name in connection.execute(names)},
    )


def _stated(connection: Connection, listed: ListedEdition) -> list[Finding]:
    """What the loads of the files that still stand in the edition found of stated totals."""
    files = connection.execute(
        select(source_file.c.findings)
        .where(
            source_file.c.edition_id == listed.id,
            source_file.c.id.in_(
                select(edition_body.c.source_file_id).where(edition_body.c.edition_id == listed.id)
            ),
        )
        .order_by(source_file.c.id)
    ).scalars()
    return [finding for told in files for finding in msgspec.json.decode(told, type=list[Finding])]
