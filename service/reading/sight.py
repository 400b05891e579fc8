"""Which drafts a snapshot shows: none, until somebody who may see them has been let look.

It is noted with the snapshot's connection, and `seen` is the one condition by which editions are shown. A
question that does not ask for it is answered from published editions alone.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, literal, not_, or_, select, true

from service.access import Principal, Right, bodies_under
from service.errors import Refusal
from service.store.core import body, body_news, edition, edition_body, published_list
from service.store.news import News
from service.vocabulary import EditionState

_OPTION = "quanze_drafts"
PUBLISHED = edition.c.state == EditionState.PUBLISHED

Drafts = Mapping[int, frozenset[int] | None]
"""By draft: the bodies whose part of it is shown, None where all of it is."""


def show_drafts(connection: Connection, principal: Principal) -> None:
    """Let this snapshot show the drafts that the principal may see, whole or the part of his bodies."""
    rows = connection.execute(
        select(edition.c.id, published_list.c.division_code)
        .join(published_list, published_list.c.id == edition.c.list_id)
        .where(edition.c.state == EditionState.DRAFT)
    )
    shown: dict[int, frozenset[int] | None] = {}
    for number, division in rows:
        bodies = bodies_under(principal, Right.SEE_DRAFTS, division=division)
        if bodies is None or bodies:
            shown[number] = bodies
    connection.execution_options(**{_OPTION: shown})


def drafts_shown(connection: Connection) -> Drafts:
    """Return the drafts that this snapshot shows."""
    shown: Drafts = connection.get_execution_options().get(_OPTION, {})
    return shown


def parts_shown(connection: Connection) -> dict[int, frozenset[int]]:
    """Return, of the drafts shown, those of which only some bodies' part is."""
    return {number: part for number, part in drafts_shown(connection).items() if part is not None}


def seen(connection: Connection) -> ColumnElement[bool]:
    """The condition that this snapshot shows an edition."""
    drafts = drafts_shown(connection)
    return or_(PUBLISHED, edition.c.id.in_(sorted(drafts))) if drafts else PUBLISHED


def part_seen(parts: Mapping[int, frozenset[int]]) -> ColumnElement[bool]:
    """The condition on `edition_body` that a body's part of an edition is shown."""
    return and_(
        true(),
        *(
            or_(edition_body.c.edition_id != number, edition_body.c.body_id.in_(sorted(bodies)))
            for number, bodies in sorted(parts.items())
        ),
    )


def news_kept(
    connection: Connection | None, body_id: ColumnElement[Any], what: News, key: ColumnElement[Any]
) -> ColumnElement[bool]:
    """The condition that something is told of a body by drafts alone, of which none is shown.

    Without a connection none is. A draft seen in part tells of the bodies of that part.
    """
    told = [body_news.c.body_id == body_id, body_news.c.what == what, body_news.c.key == key]
    for number, part in sorted(drafts_shown(connection).items() if connection is not None else ()):
        other = body_news.c.edition_id != number
        told.append(other if part is None else or_(other, body_news.c.body_id.not_in(sorted(part))))
    return exists(select(body_news.c.body_id).where(*told))


def known_code(column: ColumnElement[Any], connection: Connection | None = None) -> ColumnElement[Any]:
    """A code of a body, a column of `body`; none while drafts alone tell it, as in `news_kept`."""
    kept = news_kept(connection, body.c.id, News.CODES, literal(""))
    return case((not_(kept), column)).label(column.key)


def require_whole(connection: Connection, *editions: int) -> None:
    """Raise `Refusal` (`forbidden`) where of one of the editions only some bodies' part is shown."""
    parts = parts_shown(connection)
    if any(number in parts for number in editions):
        raise Refusal(
            "forbidden",
            "这个草稿只能看到本部门的部分，不能整体对比。",
            "请能看到整个草稿的岗位（编办等）办理。",
        )
