"""From the claims of a bearer token to grants, as a table that an administrator writes says (TOML)."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from service.access import Grant, Role
from service.divisions import normalise_code
from service.errors import Refusal
from service.store.core import body

_MOST_VALUES = 200


class ClaimRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who has this value in this claim, alone or among others, has the role.

    A claim is named by its path, parts joined by dots (`realm_access.roles`). The division is given, or
    stands in a claim; where `body_claim` is given, the role is for the body whose credit code stands there.
    """

    claim: str
    value: str
    role: Role
    division: str | None = None
    division_claim: str | None = None
    body_claim: str | None = None
    below: bool = False

    def __post_init__(self) -> None:
        """Raise `ValueError` for a rule that names no division, two, or a body and what is below."""
        if (self.division is None) == (self.division_claim is None):
            raise ValueError("division 与 division_claim 须且只须给出一个")
        if self.division is not None and normalise_code(self.division) != self.division:
            raise ValueError(f"“{self.division}”不是行政区划代码")
        if self.below and self.body_claim is not None:
            raise ValueError("部门的岗位不含下级")


class ClaimedGrant(msgspec.Struct, frozen=True, kw_only=True):
    """A grant as the claims have it: a body by its credit code."""

    role: Role
    division: str
    credit_code: str | None
    below: bool


class _File(msgspec.Struct, forbid_unknown_fields=True):
    grant: list[ClaimRule] = []


def read_claim_rules(path: Path) -> tuple[ClaimRule, ...]:
    """Return the rules of a file; raises `Refusal` (`bad-setting`) for one that cannot be used."""
    try:
        return tuple(msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File).grant)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Refusal(
            "bad-setting", f"QUANZE_OIDC_GRANTS 的 {path} 不可用：{error}", "按 docs/access.md 更正。"
        ) from error


def claimed_grants(rules: Sequence[ClaimRule], claims: Mapping[str, Any]) -> list[ClaimedGrant]:
    """Return what the rules make of the claims; what a claim says wrongly grants nothing."""
    found: dict[ClaimedGrant, None] = {}
    for rule in rules:
        if rule.value not in _values(claims, rule.claim):
            continue
        divisions = [rule.division] if rule.division else _values(claims, rule.division_claim or "")
        codes: Sequence[str | None] = [None] if rule.body_claim is None else _values(claims, rule.body_claim)
        for division in divisions:
            if normalise_code(division) == division:
                for code in codes:
                    grant = ClaimedGrant(
                        role=rule.role, division=division, credit_code=code, below=rule.below
                    )
                    found[grant] = None
    return list(found)


def grants_of(connection: Connection, claimed: Sequence[ClaimedGrant]) -> Iterator[Grant]:
    """Yield the grants with their bodies found in the store; one for a body that is not there is left out."""
    codes = {grant.credit_code for grant in claimed if grant.credit_code is not None}
    rows = connection.execute(
        select(body.c.division_code, body.c.credit_code, body.c.id).where(body.c.credit_code.in_(codes))
    )
    bodies = {(row.division_code, row.credit_code): row.id for row in rows} if codes else {}
    for grant in claimed:
        if grant.credit_code is None:
            yield Grant(role=grant.role, division=grant.division, below=grant.below)
        elif (grant.division, grant.credit_code) in bodies:
            number = bodies[grant.division, grant.credit_code]
            yield Grant(role=grant.role, division=grant.division, body=number)


def _values(claims: Mapping[str, Any], path: str) -> list[str]:
    """The texts that stand in a claim: itself, or those of its list."""
    found: Any = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    listed = found if isinstance(found, list) else [found]
    return [value for value in listed[:_MOST_VALUES] if isinstance(value, str)]
