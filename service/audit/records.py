"""What a record of the trail says, and the hash that chains it to the one before."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import msgspec

from service.access import Principal
from service.audit.acts import act_labels
from service.errors import Refusal

START = bytes(32)
"""The hash before the first record."""

_encoder = msgspec.json.Encoder(order="sorted")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One act to be recorded: who did it, which act, upon what, what was there before and after, and why.

    `act` is a thing and what was done to it (`edition.publish`, `adjustment.propose`), listed with its
    Chinese name in seeds/rules/acts.toml. `subject` names what was acted upon for good: a node id, or
    `kind:number`. `division` and `body` say whose records it belongs to. `before` and `after` are anything
    JSON can say, None where there was or is nothing; `why` the reasons given.
    """

    by: Principal
    act: str
    subject: str
    division: str | None = None
    body: int | None = None
    before: Any = None
    after: Any = None
    why: str = ""

    def __post_init__(self) -> None:
        """Raise `ValueError` for an act that the seed does not list."""
        if self.act not in act_labels():
            raise ValueError(self.act)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A record of the trail; `before` and `after` are canonical JSON, `hash` covers all of it."""

    sequence: int
    recorded_at: datetime
    who: str
    who_name: str
    act: str
    subject: str
    division: str | None
    body: int | None
    before: str
    after: str
    why: str
    previous: bytes
    hash: bytes


def canonical(value: object) -> str:
    """Return the value as JSON with sorted keys and nothing between them.

    Raises `Refusal` (`bad-argument`) for text that cannot be kept.
    """
    try:
        return _encoder.encode(value).decode()
    except (UnicodeEncodeError, ValueError) as error:
        raise Refusal("bad-argument", "文字中有不能保存的字符。", "删去该字符后重试。") from error


def hash_of(record: Record) -> bytes:
    """Return the hash that a record must have: SHA-256 over canonical JSON.

    The JSON is an object of the record's fields but for the hash itself: the moment in UTC to the
    microsecond, `previous` in hexadecimal digits, `before` and `after` as the texts they are kept as.
    """
    moment = record.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    said = {
        "act": record.act,
        "after": record.after,
        "before": record.before,
        "body": record.body,
        "division": record.division,
        "previous": record.previous.hex(),
        "recordedAt": moment,
        "sequence": record.sequence,
        "subject": record.subject,
        "who": record.who,
        "whoName": record.who_name,
        "why": record.why,
    }
    return hashlib.sha256(canonical(said).encode()).digest()
