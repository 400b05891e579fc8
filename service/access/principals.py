"""Who acts, and whether he may: every decision on a right is made here, of values alone."""

from functools import lru_cache

import msgspec

from service.access.roles import Right, Role, rights_of
from service.divisions import ancestors_of, normalise_code
from service.errors import Refusal

NATION = "000000"


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """A role within a scope: a division, or one body of it.

    It covers the lists of that division itself; with `below` those of every division under it too, for
    who runs a province's platform. A body's grant covers that body's part alone. The nation (`000000`)
    with `below` covers everything, and alone what belongs to no division.
    """

    role: Role
    division: str
    body: int | None = None
    below: bool = False

    def __post_init__(self) -> None:
        """Raise `ValueError` for a division code that is none, or a body's grant that reaches below."""
        if normalise_code(self.division) != self.division or (self.below and self.body is not None):
            raise ValueError(self.division)

    def covers(self, division: str | None, body: int | None, *, below: bool = False) -> bool:
        """Whether what belongs to that division (None: to none) and body (None: to all of its bodies) lies
        within the scope; with `below` also what belongs to every division under it.
        """
        if self.body is not None:
            return division == self.division and body == self.body and not below
        if division == self.division or (division is None and self.division == NATION):
            return self.below or not below
        return self.below and (self.division == NATION or self.division in _above(division))


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is known: `subject` tells him apart for good, `name` is what people call him."""

    subject: str
    name: str
    grants: tuple[Grant, ...]


def may(
    principal: Principal | None,
    right: Right,
    *,
    division: str | None,
    body: int | None = None,
    below: bool = False,
) -> bool:
    """Whether he has that right over a body's part of a division's lists.

    Without `body` it is about the division's lists as a whole, for which a body's grant does not do; with
    `below` about those of every division under it too; without `division` about what belongs to none, such
    as the registry of laws. Nobody (None) has none.
    """
    return principal is not None and any(
        right in rights_of(grant.role) and grant.covers(division, body, below=below)
        for grant in principal.grants
    )


def bodies_under(principal: Principal | None, right: Right, *, division: str) -> frozenset[int] | None:
    """Return the bodies over whose part of the division's lists he has that right, None where over all."""
    if may(principal, right, division=division):
        return None
    named = {grant.body for grant in (principal.grants if principal else ()) if grant.body is not None}
    return frozenset(body for body in named if may(principal, right, division=division, body=body))


def require(
    principal: Principal | None,
    right: Right,
    *,
    division: str | None,
    body: int | None = None,
    below: bool = False,
) -> Principal:
    """Return the principal who has the right; raises `Refusal` (`forbidden`) where he has it not.

    The refusal tells what was wanted and never whether the thing exists.
    """
    if principal is None:
        raise Refusal(
            "forbidden", f"“{right.label}”须先登录。", "请求时带上令牌（Authorization: Bearer …）。"
        )
    if not may(principal, right, division=division, body=body, below=below):
        raise Refusal(
            "forbidden",
            f"“{principal.name}”在此范围内没有“{right.label}”的权限。",
            "请有此权限的岗位办理，或请管理员签发相应范围的令牌。",
        )
    return principal


def operator(name: str) -> Principal:
    """Return who runs the command on the machine of the store: he has every right everywhere."""
    return Principal(
        subject=f"os:{name}",
        name=name,
        grants=tuple(Grant(role=role, division=NATION, below=True) for role in Role),
    )


@lru_cache(maxsize=4096)
def _above(division: str | None) -> frozenset[str]:
    if division is None or normalise_code(division) != division:
        return frozenset()
    return frozenset(ancestors_of(division))
