"""What somebody asks to be adjusted, as it comes from outside: powers and bodies by number, cells by key."""

from collections.abc import Mapping
from datetime import date

import msgspec

from service.adjustments import AdjustmentKind, Ground
from service.bodies import BodySuccession
from service.items import Duty
from service.vocabulary import ListKind


class AskedItem(msgspec.Struct, frozen=True, kw_only=True):
    """What an item is to say: what is not in `fields` stays (or is empty in a new item).

    `item` is the power that goes on so, None for a new one. `fields` are keys of `service.items.FIELDS`;
    several codes stand line by line. `body` is another body it is to stand under.
    """

    fields: Mapping[str, str] = {}
    item: int | None = None
    body: int | None = None
    duties: tuple[Duty, ...] | None = None


class AskedRecipient(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to receive powers: a body by number, or by name in a division; or a division as a whole."""

    body: int | None = None
    division: str | None = None
    name: str = ""


class AdjustmentRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked; the fields mean what they mean in `service.adjustments.Proposal`.

    A reform names no body: it is filed under the first of those that cease.
    """

    kind: AdjustmentKind
    division: str
    lists: tuple[ListKind, ...]
    effective_on: date
    body: int | None = None
    grounds: tuple[Ground, ...] = ()
    reason: str = ""
    items: tuple[int, ...] = ()
    after: tuple[AskedItem, ...] = ()
    to: tuple[AskedRecipient, ...] = ()
    sources: tuple[int, ...] = ()
    part: str = ""
    successions: tuple[BodySuccession, ...] = ()
    until: date | None = None
