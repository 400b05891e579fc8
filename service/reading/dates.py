"""How far the data go: a day before a list's first edition, and days that have not come yet."""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, func, select

from service.days import BEIJING, local_day
from service.reading.editions import When, in_force
from service.reading.refusals import DateBeyondDataError
from service.store.core import edition, published_list
from service.vocabulary import EditionState


def require_begun(connection: Connection, when: When, *narrowing: ColumnElement[bool]) -> None:
    """Raise `DateBeyondDataError` where `when` lies before everything published of the lists asked.

    `narrowing` are conditions on `edition` and `published_list`, as `in_force` takes them. Lists of which
    nothing was ever published have no day to be before.
    """
    if when.as_of is None and when.known_at is None:
        return
    if connection.execute(in_force(when, *narrowing).limit(1)).first():
        return
    of_lists = select(func.min(edition.c.effective_on), func.min(edition.c.published_at)).select_from(
        edition.join(published_list, published_list.c.id == edition.c.list_id)
    )
    of_lists = of_lists.where(edition.c.state == EditionState.PUBLISHED, *narrowing)
    _, first_known = connection.execute(of_lists).one()
    if first_known is None:
        return
    if when.known_at is not None:
        first_effective, _ = connection.execute(of_lists.where(edition.c.published_at <= when.known_at)).one()
        if first_effective is None:
            moment = first_known.astimezone(BEIJING)
            raise DateBeyondDataError(
                f"所问清单最早的版本于 {moment:%Y-%m-%d %H:%M:%S}（北京时间）公布到本库，在 knownAt 之后。",
                "knownAt 给出该时刻或之后的时刻。",
            )
    else:
        first_effective, _ = connection.execute(of_lists).one()
    raise DateBeyondDataError(
        f"所问清单最早的版本自 {first_effective} 起施行，在 asOf 之后。",
        f"asOf 给出 {first_effective} 或之后的日期。",
    )


def yet_to_come(when: When, now: datetime | None = None) -> list[str]:
    """Return what a reader must be told of days that have not come: what holds then may yet be published."""
    now = now or datetime.now(UTC)
    today = local_day(now)
    told: list[str] = []
    if when.as_of is not None and when.as_of > today:
        told.append(f"asOf {when.as_of} 尚未到来；所答是截至 {today} 已公布的版本，届时施行的可能不同。")
    if when.known_at is not None and when.known_at > now:
        moment = now.astimezone(BEIJING)
        told.append(f"knownAt 尚未到来；所答是截至 {moment:%Y-%m-%d %H:%M}（北京时间）所知。")
    return told
