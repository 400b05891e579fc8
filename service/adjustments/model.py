"""A proposal to adjust a list (调整申请): what is to become of which items, on what grounds, since when."""

from datetime import date

import msgspec

from service.adjustments.kinds import AdjustmentKind, GroundKind
from service.bodies import BodySuccession
from service.items import Body, ItemContent
from service.vocabulary import Category, ListKind


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """One ground of an adjustment: a law or document with its citation, verbatim.

    `day` is the day it took effect or was issued: the limit to apply counts from it.
    """

    kind: GroundKind
    citation: str
    day: date | None = None


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """What an item says, or is to say, and under which body it stands.

    `item` is the power that stands (or goes on) so; None where the power is new.
    """

    content: ItemContent
    category: Category | None
    body: Body
    item: int | None = None


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """Who receives powers: a body (`body` its number), or a division as a whole."""

    division: str
    name: str
    body: int | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A power of another division's list that is taken over, taken back or claimed, as it stood there."""

    item: int
    division: str
    edition: str
    name: str


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What one body proposes; a proposal that was returned is made anew and replaces the former.

    `before` are items as they stood when it was made, `after` what is to stand: with items of `before` at
    the same places where the kind pairs them. `part` says what of the item is removed (部分取消).
    `successions` are a reform's map of bodies. `until` ends a suspension or delegation that is for a time.
    """

    kind: AdjustmentKind
    division: str
    lists: tuple[ListKind, ...]
    body: Body
    effective_on: date
    grounds: tuple[Ground, ...] = ()
    reason: str = ""
    before: tuple[Wording, ...] = ()
    after: tuple[Wording, ...] = ()
    to: tuple[Recipient, ...] = ()
    sources: tuple[Source, ...] = ()
    part: str = ""
    successions: tuple[BodySuccession, ...] = ()
    until: date | None = None

    @property
    def ground_day(self) -> date | None:
        """The day the last of its grounds came about; None where none has a day."""
        return max((ground.day for ground in self.grounds if ground.day), default=None)

    @property
    def why(self) -> str:
        """Grounds and reason in one sentence, as lineage keeps it."""
        return "；".join(filter(None, (self.reason, *(ground.citation for ground in self.grounds))))


encode_proposal = msgspec.json.Encoder(order="deterministic").encode
"""A proposal as JSON (UTF-8)."""
decode_proposal = msgspec.json.Decoder(Proposal).decode
"""Read back what `encode_proposal` wrote."""
