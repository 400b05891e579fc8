"""Lists and their editions in the store: finding, creating, naming in refusals."""

import re
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection, func, insert, select

from service.errors import Refusal
from service.store import take_numbers
from service.store.core import division as divisions
from service.store.core import edition as edition_table
from service.store.core import edition_body, published_list
from service.store.tables import PublishedList
from service.vocabulary import EditionState, ListKind

_YEAR_LABEL = re.compile(r"((?:19|20)\d\d)(?:年度?)?")
_LONGEST_LABEL = 64


class EditionRow(msgspec.Struct, frozen=True, kw_only=True):
    """An edition as the store has it; `bodies` counts the bodies that have items in it."""

    id: int
    list_id: int
    division: str
    kind: ListKind
    label: str
    effective_on: date
    recorded_at: datetime
    published_at: datetime | None
    state: EditionState
    current: bool
    predecessor_id: int | None
    items: int
    bodies: int


def effective_date(label: str, given: date | None, today: date) -> date:
    """The day an edition takes effect: as given, else 1 January of a year label, else today."""
    if given:
        return given
    year = _YEAR_LABEL.fullmatch(label)
    return date(int(year[1]), 1, 1) if year else today


def require_division(connection: Connection, code: str) -> None:
    """Raise `Refusal` (`unknown-division`) unless the store knows the division; keep other loads out."""
    found = connection.execute(select(divisions.c.code).where(divisions.c.code == code).with_for_update())
    if found.first() is None:
        raise Refusal(
            "unknown-division",
            f"没有代码为“{code}”的行政区划。",
            "按 GB/T 2260 填写六位区划代码，例如 650200（克拉玛依市）。",
        )


def require_label(label: str) -> None:
    """Raise `Refusal` (`bad-label`) for a label that is empty, too long or has control characters."""
    if not label.strip() or len(label) > _LONGEST_LABEL or not label.isprintable():
        raise Refusal("bad-label", f"版本名“{label}”不可用。", "用年份或不超过 64 个字的短名，例如 2024。")


def list_number(connection: Connection, division: str, kind: ListKind) -> int | None:
    """The list of the division and kind, None where it has none yet."""
    return connection.execute(
        select(published_list.c.id).where(
            published_list.c.division_code == division, published_list.c.kind == kind
        )
    ).scalar()


def open_list(connection: Connection, division: str, kind: ListKind) -> int:
    """The list of the division and kind, made where there is none."""
    number = list_number(connection, division, kind)
    if number is None:
        number = take_numbers(connection, PublishedList, 1)[0]
        connection.execute(insert(published_list).values(id=number, division_code=division, kind=kind))
    return number


def editions(
    connection: Connection, division: str | None = None, kind: ListKind | None = None
) -> list[EditionRow]:
    """The editions, drafts too, by division and kind, then the day they take effect."""
    bodies = (
        select(func.count())
        .select_from(edition_body)
        .where(edition_body.c.edition_id == edition_table.c.id)
        .scalar_subquery()
    )
    query = (
        select(
            edition_table.c.id,
            edition_table.c.list_id,
            published_list.c.division_code.label("division"),
            published_list.c.kind,
            edition_table.c.label,
            edition_table.c.effective_on,
            edition_table.c.recorded_at,
            edition_table.c.published_at,
            edition_table.c.state,
            edition_table.c.current,
            edition_table.c.predecessor_id,
            edition_table.c["items"],
            bodies.label("bodies"),
        )
        .select_from(edition_table)
        .join(published_list, published_list.c.id == edition_table.c.list_id)
        .order_by(
            published_list.c.division_code,
            published_list.c.kind,
            edition_table.c.effective_on,
            edition_table.c.recorded_at,
        )
    )
    if division is not None:
        query = query.where(published_list.c.division_code == division)
    if kind is not None:
        query = query.where(published_list.c.kind == kind)
    return [msgspec.convert(dict(row), EditionRow) for row in connection.execute(query).mappings()]


def find_edition(connection: Connection, division: str, kind: ListKind, label: str) -> EditionRow:
    """The edition of that label; raises `Refusal` (`unknown-edition`) naming those there are."""
    found = editions(connection, division, kind)
    for edition in found:
        if edition.label == label:
            return edition
    labels = "、".join(edition.label for edition in found) or "无"
    raise Refusal(
        "unknown-edition",
        f"{division} 的{kind.label}没有版本“{label}”。",
        f"已有的版本：{labels}。",
    )


def latest_edition(connection: Connection, division: str, kind: ListKind | None = None) -> EditionRow | None:
    """The latest published edition of the division's list (of any kind where none is said)."""
    current = [edition for edition in editions(connection, division, kind) if edition.current]
    return max(current, key=lambda edition: (edition.effective_on, edition.recorded_at), default=None)


def predecessor_of(connection: Connection, list_id: int, effective_on: date) -> int | None:
    """The edition that comes before one of that day, else the first after it; None where there is none."""
    of_list = select(edition_table.c.id).where(edition_table.c.list_id == list_id).limit(1)
    before = of_list.where(edition_table.c.effective_on <= effective_on).order_by(
        edition_table.c.effective_on.desc(), edition_table.c.recorded_at.desc()
    )
    after = of_list.where(edition_table.c.effective_on > effective_on).order_by(
        edition_table.c.effective_on, edition_table.c.recorded_at
    )
    found: int | None = connection.execute(before).scalar() or connection.execute(after).scalar()
    return found
