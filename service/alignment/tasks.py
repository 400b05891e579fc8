"""One target as a task that any process can do: bytes in, bytes out, the same wherever it is done."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

import seeds
from service.alignment.aligning import NO_DECISIONS, Outcome, outcome_of
from service.alignment.model import AlignedList, TrimmedList
from service.items import ItemContent, StandingItem
from service.matching import Decisions, Entry, entries_of
from service.vocabulary import Decision

_SERVICE = Path(__file__).resolve().parents[1]
_SEEDS = Path(seeds.__file__).resolve().parent
# What verdicts come from: code and word lists.
_RULES = (
    *(_SERVICE / room for room in ("alignment", "citations", "codes", "divisions", "items", "matching")),
    *(_SERVICE / room for room in ("text", "vocabulary")),
    *(_SEEDS / part for part in ("matching", "reference")),
)


class Task(msgspec.Struct, frozen=True, array_like=True):
    """What working out one target needs besides the reference: `rules` is the release's `rules_digest`."""

    target: TrimmedList
    decisions: list[tuple[int, int, Decision]]
    rules: str


class OtherReleaseError(Exception):
    """A task came from an installation whose rules are not this one's: verdicts might differ."""


_list = msgspec.msgpack.Decoder(TrimmedList)
_task = msgspec.msgpack.Decoder(Task)
_outcome = msgspec.msgpack.Decoder(Outcome)
encode = msgspec.msgpack.Encoder().encode


def trimmed(aligned: AlignedList) -> TrimmedList:
    """The list with nothing in its items but what aligning and its reports look at."""
    if isinstance(aligned, TrimmedList):
        return aligned
    return TrimmedList(
        division=aligned.division,
        level=aligned.level,
        edition=aligned.edition,
        items=[_trimmed(item) for item in aligned.items],
    )


def encoded_task(target: TrimmedList, reference: TrimmedList, decisions: Decisions = NO_DECISIONS) -> bytes:
    """The task of working out a target, with the decisions that concern the two."""
    ours, theirs = {item.id for item in reference.items}, {item.id for item in target.items}
    concerning = sorted(
        (*ids, said) for ids, said in decisions.items() if ids[0] in ours and ids[1] in theirs
    )
    return encode(Task(target, concerning, rules_digest()))


def task_key(reference: bytes, task: bytes) -> str:
    """A name for the task that everything its outcome depends on decides: 64 hexadecimal digits."""
    return hashlib.sha256(hashlib.sha256(reference).digest() + task).hexdigest()


def work_out(reference: bytes, task: bytes) -> bytes:
    """Do a task: the encoded outcome. Raises `OtherReleaseError` for a task of other rules."""
    asked = _task.decode(task)
    if asked.rules != rules_digest():
        raise OtherReleaseError
    ours, entries = _read(reference)
    decisions = {(x, y): said for x, y, said in asked.decisions}
    return encode(outcome_of(ours, entries, asked.target, decisions))


def target_of(task: bytes) -> TrimmedList:
    """The target a task is about."""
    return _task.decode(task).target


def read_outcome(encoded: bytes) -> Outcome:
    """Read what `work_out` returned."""
    return _outcome.decode(encoded)


@lru_cache(maxsize=1)
def rules_digest() -> str:
    """A hash of the code and word lists that verdicts come from, as installed here."""
    found = hashlib.sha256()
    for folder in _RULES:
        for path in sorted((*folder.glob("*.py"), *folder.glob("*.toml"), *folder.glob("*.tsv"))):
            found.update(f"{path.name}\0".encode() + path.read_bytes())
    return found.hexdigest()


@lru_cache(maxsize=1)
def _read(reference: bytes) -> tuple[TrimmedList, Sequence[Entry]]:
    decoded = _list.decode(reference)
    return decoded, entries_of(decoded.items)


def _trimmed(item: StandingItem) -> StandingItem:
    content = item.content
    kept = ItemContent(
        name=content.name,
        sub_item_name=content.sub_item_name,
        codes=content.codes,
        setting_basis=content.setting_basis,
    )
    return msgspec.structs.replace(item, content=kept, content_hash=b"")
