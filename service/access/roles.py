"""Roles and rights: which role may do what stands in seeds/rules/rights.toml, in Chinese and to be edited."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

import msgspec

from seeds import seed_toml


class Right(StrEnum):
    """权限: an act that not everybody may do."""

    SEE_DRAFTS = "SEE_DRAFTS"
    LOAD = "LOAD"
    DISCARD = "DISCARD"
    PROPOSE = "PROPOSE"
    CLAIM = "CLAIM"
    REVIEW = "REVIEW"
    REVIEW_LEGALITY = "REVIEW_LEGALITY"
    APPROVE = "APPROVE"
    PUBLISH = "PUBLISH"
    DECIDE_MATCHES = "DECIDE_MATCHES"
    REFORM = "REFORM"
    DELEGATE = "DELEGATE"
    KEEP_BOOKS = "KEEP_BOOKS"
    LOAD_REFERENCE = "LOAD_REFERENCE"
    MANAGE_TOKENS = "MANAGE_TOKENS"
    READ_AUDIT = "READ_AUDIT"

    @property
    def label(self) -> str:
        """What the act is called in Chinese."""
        return _table().rights[self]


class Role(StrEnum):
    """岗位: what somebody is in the work on the lists."""

    BODY_EDITOR = "BODY_EDITOR"
    ESTABLISHMENT_REVIEWER = "ESTABLISHMENT_REVIEWER"
    LEGALITY_REVIEWER = "LEGALITY_REVIEWER"
    APPROVER = "APPROVER"
    PUBLISHER = "PUBLISHER"
    ADMINISTRATOR = "ADMINISTRATOR"

    @property
    def label(self) -> str:
        """What the role is called in Chinese."""
        return _table().roles[self]


def rights_of(role: Role) -> frozenset[Right]:
    """Return what that role may do within its scope."""
    return _table().grants[role]


class _RightRow(msgspec.Struct, forbid_unknown_fields=True):
    name: Right
    label: str


class _RoleRow(msgspec.Struct, forbid_unknown_fields=True):
    name: Role
    label: str
    rights: list[Right]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    right: list[_RightRow]
    role: list[_RoleRow]


class _Table(msgspec.Struct, frozen=True):
    rights: Mapping[Right, str]
    roles: Mapping[Role, str]
    grants: Mapping[Role, frozenset[Right]]


@lru_cache(maxsize=1)
def _table() -> _Table:
    """The file's content; raises `msgspec.ValidationError` for a role or right that this release has not."""
    file = msgspec.convert(seed_toml("rules", "rights.toml"), _File)
    return _Table(
        rights=MappingProxyType({row.name: row.label for row in file.right}),
        roles=MappingProxyType({row.name: row.label for row in file.role}),
        grants=MappingProxyType({row.name: frozenset(row.rights) for row in file.role}),
    )
