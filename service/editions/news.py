"""What a draft tells of bodies: kept from others until it is published (`service.store.news`)."""

from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from service.store.core import body, body_news
from service.store.news import News


class _Told(NamedTuple):
    """One thing told of a body, as `service.store.news.BodyNews` has it."""

    body: int
    what: News
    key: str


class DraftNews:
    """The news of one division's bodies that a draft brings; without a draft there is nothing to keep."""

    def __init__(self, connection: Connection, division: str, draft: int | None) -> None:
        self._connection, self._draft = connection, draft
        rows = connection.execute(
            select(body_news.c.body_id, body_news.c.what, body_news.c.key, body_news.c.edition_id)
            .join(body, body.c.id == body_news.c.body_id)
            .where(body.c.division_code == division)
        )
        self._kept = {_Told(row.body_id, News(row.what), row.key): row.edition_id for row in rows}

    def tell(self, body_id: int, what: News, key: str = "", *, fresh: bool) -> None:
        """Note that the draft tells this, where nobody knew it (`fresh`) or other drafts alone did."""
        told = _Told(body_id, what, key)
        if self._draft is None or self._kept.get(told) == self._draft:
            return
        if told in self._kept:
            same = (body_news.c.body_id == body_id, body_news.c.what == what, body_news.c.key == key)
            self._connection.execute(update(body_news).where(*same).values(edition_id=self._draft))
        elif fresh:
            values = {"body_id": body_id, "what": what, "key": key, "edition_id": self._draft}
            self._connection.execute(insert(body_news).values(values))
        else:
            return
        self._kept[told] = self._draft


def make_known(connection: Connection, edition_id: int) -> None:
    """Keep nothing back any more of what an edition tells: it is published."""
    connection.execute(delete(body_news).where(body_news.c.edition_id == edition_id))
