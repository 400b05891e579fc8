"""Which lists and bodies somebody has a right over: what he may choose among."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from service.access import Principal, Right, bodies_under, may
from service.reading import EditionRecord, latest_editions
from service.store.core import division, published_list
from service.vocabulary import ListKind


class Room(NamedTuple):
    """A part of the workbench: where it is, what it is called."""

    path: str
    label: str


PROPOSING = (Right.PROPOSE, Right.CLAIM, Right.REFORM, Right.DELEGATE)
"""The rights of which any lets somebody propose something."""


def rooms_of(principal: Principal) -> list[Room]:
    """Return the parts of the workbench in which he can do anything."""
    found = [Room("", "待办")]
    if may_propose_anything(principal):
        found.append(Room("/propose", "申报调整"))
    if may_anywhere(principal, Right.DECIDE_MATCHES):
        found.append(Room("/matches", "匹配认定"))
    if may_anywhere(principal, Right.SEE_DRAFTS):
        found += [Room("/progress", "进度与帐册"), Room("/files", "下载")]
    return found


def may_propose_anything(principal: Principal) -> bool:
    """Whether there is any kind of adjustment that he may propose."""
    return any(may_anywhere(principal, right) for right in PROPOSING)


class ListInScope(msgspec.Struct, frozen=True, kw_only=True):
    """A list of a division, and its latest published edition; `whole` where the right is over all bodies."""

    division: str
    division_name: str
    kind: ListKind
    whole: bool
    latest: EditionRecord | None

    @property
    def title(self) -> str:
        """Division and kind as people call the list."""
        return f"{self.division_name}{self.kind.label}"

    @property
    def address(self) -> str:
        """What names the list in addresses."""
        return f"{self.division}/{self.kind.value}"


def lists_in_scope(connection: Connection, principal: Principal, *rights: Right) -> list[ListInScope]:
    """Return the lists over which he has any of the rights, wholly or over some bodies' part."""
    rows = connection.execute(
        select(published_list.c.id, published_list.c.division_code, published_list.c.kind, division.c.name)
        .join(division, division.c.code == published_list.c.division_code)
        .order_by(published_list.c.division_code, published_list.c.kind)
    ).all()
    own: dict[int, bool] = {}
    for row in rows:
        scopes = [bodies_under(principal, right, division=row.division_code) for right in rights]
        if any(scope is None or scope for scope in scopes):
            own[row.id] = None in scopes
    latest = latest_editions(connection, list(own))
    return [
        ListInScope(
            division=row.division_code,
            division_name=row.name,
            kind=ListKind(row.kind),
            whole=own[row.id],
            latest=latest.get(row.id),
        )
        for row in rows
        if row.id in own
    ]


def grants_told(connection: Connection, principal: Principal) -> Iterator[str]:
    """Yield what somebody is, role by role, with the scope's name."""
    codes = {grant.division for grant in principal.grants}
    names = dict(
        connection.execute(select(division.c.code, division.c.name).where(division.c.code.in_(codes))).all()
    )
    for grant in principal.grants:
        below = "含下级" if grant.below else ""
        yield f"{names.get(grant.division, '全国')}{below} {grant.role.label}"


def may_anywhere(principal: Principal, right: Right) -> bool:
    """Whether he has that right over anything at all."""
    return any(may(principal, right, division=grant.division, body=grant.body) for grant in principal.grants)
