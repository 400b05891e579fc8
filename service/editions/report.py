"""What a load comes to, with the keys programs read (`quanze load --format json`)."""

from enum import StrEnum

import msgspec

from service.findings import Finding


class LoadState(StrEnum):
    """What became of the file."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REFUSED = "refused"
    ALREADY_LOADED = "already-loaded"


class BodyPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What the load does to one body's items, against the edition before."""

    body: str
    items: int
    new: int
    changed: int
    unchanged: int
    gone: int


class LoadReport(msgspec.Struct, kw_only=True):
    """The outcome of one load. `items`, `bodies` and `by_category` are what the file brings."""

    file: str
    sha256: str
    edition: str
    state: LoadState
    rows_read: int
    items: int = 0
    bodies: int = 0
    by_category: dict[str, int] = {}
    dry_run: bool = False
    plan: list[BodyPlan] = []
    findings: list[Finding] = []
