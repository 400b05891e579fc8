"""认定: pairs of powers of which a person must say whether they are one, and what was said already.

Pairs with the same evidence stand in one group, so that they may be decided together.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from service.alignment import TargetAlignment, sames
from service.comparison import Mark, Reconciliation, Segment, text_difference
from service.documents.cleanup import DECISION_LABELS, category_label
from service.documents.tables import in_brief
from service.items import StandingItem
from service.matching import explain_items
from service.pages.views import one_line
from service.reading import DecisionRecord, standing_decisions
from service.store.core import pair_decision
from service.vocabulary import ChangeKind, Decision, Verdict

MOST_PAIRS = 200
_MOST_OFFERED = 2_000
_SURE = 100.0
_NAMES = ("name", "sub_item_name")


class Candidate(NamedTuple):
    """Two powers that may be one, and the matcher's score."""

    before: StandingItem
    after: StandingItem
    score: float


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A pair as a person looks at it; `version` is that of the decision that stands, 0 for none."""

    key: str
    version: int
    before: tuple[Segment, ...]
    after: tuple[Segment, ...]
    before_told: str
    after_told: str
    basis: tuple[Segment, ...]
    why: str


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Pairs whose evidence is the same: what is told of it, and the pairs."""

    told: tuple[str, ...]
    pairs: tuple[Pair, ...]


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that stands and may be taken back."""

    key: str
    version: int
    before: str
    after: str
    decision: str
    note: str


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be decided (`open`), what was paired without being sure (`found`), what was decided.

    `more` counts open pairs that are not shown. `offered` are names for what is meant instead.
    """

    open: tuple[Group, ...]
    total: int
    more: int
    found: tuple[Group, ...]
    decided: tuple[Decided, ...]
    offered: tuple[str, ...]


def queue_of_edition(connection: Connection, edition_id: int, account: Reconciliation) -> Queue:
    """Return the queue of a draft held against the edition before it."""
    links = list(account.changes)
    found = [
        Candidate(link.before[0], link.after[0], link.score or _SURE)
        for link in links
        if link.decision is Decision.AUTOMATIC
        and len(link.before) == len(link.after) == 1
        and any(field.field in _NAMES for field in link.fields)
    ]
    gone, come = (
        [item for link in links if link.kind is kind for item in (*link.before, *link.after)]
        for kind in (ChangeKind.REMOVED, ChangeKind.ADDED)
    )
    named = {item.id: item for link in links for item in (*link.before, *link.after)}
    rows = connection.execute(
        select(pair_decision.c.before_item_id, pair_decision.c.after_item_id)
        .where(
            pair_decision.c.edition_id == edition_id,
            pair_decision.c.superseded_at.is_(None),
            pair_decision.c.decision != Decision.AUTOMATIC,
        )
        .order_by(pair_decision.c.id.desc())
        .limit(MOST_PAIRS)
    ).all()
    records = standing_decisions(connection, [(before, after) for before, after in rows], edition_id)
    return _queue(
        connection,
        edition_id,
        [Candidate(each.before, each.after, each.score) for each in account.possible],
        found,
        list(records.values()),
        named,
        [*gone, *come],
    )


def queue_of_target(
    connection: Connection, target: TargetAlignment, records: Sequence[DecisionRecord]
) -> Queue:
    """Return the queue of a list held against the one of a division above."""
    open_, found = [], []
    for row in target.rows:
        if row.reference_item is None:
            open_ += [Candidate(other.item, row.item, other.score) for other in row.possible]
        elif row.verdict is Verdict.REVIEW:
            open_.append(Candidate(row.reference_item, row.item, row.score))
            open_ += [Candidate(other.item, row.item, other.score) for other in row.possible if row.tied]
        elif row.decision is Decision.AUTOMATIC and (row.score < _SURE or row.tied):
            found.append(Candidate(row.reference_item, row.item, row.score))
    named = {item.id: item for row in target.rows for item in (row.item, row.reference_item) if item}
    named |= {item.id: item for item in target.missing}
    named |= {other.item.id: other.item for row in target.rows for other in row.possible}
    return _queue(connection, None, open_, found, records, named, target.missing)


def _queue(
    connection: Connection,
    edition_id: int | None,
    open_: Sequence[Candidate],
    found: Sequence[Candidate],
    records: Sequence[DecisionRecord],
    named: Mapping[int, StandingItem],
    offered: Iterable[StandingItem],
) -> Queue:
    groups = _grouped(open_)
    shown = list(_first(groups, MOST_PAIRS))
    rest = list(_first(_grouped(found), MOST_PAIRS))
    pairs = {(each.before.id, each.after.id) for _, group in (*shown, *rest) for each in group}
    standing = standing_decisions(connection, pairs, edition_id)
    versions = {pair: record.version for pair, record in standing.items()}
    return Queue(
        open=tuple(_group(told, group, versions) for told, group in shown),
        total=len(open_),
        more=len(open_) - sum(len(group) for _, group in shown),
        found=tuple(_group(told, group, versions) for told, group in rest),
        decided=tuple(_decided(record, named) for record in records[:MOST_PAIRS]),
        offered=tuple(dict.fromkeys(map(reference_of, offered)))[:_MOST_OFFERED],
    )


def evidence_of(before: StandingItem, after: StandingItem) -> tuple[str, ...]:
    """Return what tells two powers apart and what they share, alike for pairs that differ alike."""
    same = sames(before, after)
    edits = list(_edits(text_difference(_name(before), _name(after))))
    told = ["名称相同" if not edits else f"名称{'、'.join(edits)}"]
    if not same.category:
        told.append(f"类型由{category_label(before.category)}变为{category_label(after.category)}")
    if before.body.id != after.body.id and before.body.division == after.body.division:
        told.append(f"由{before.body.name}到{after.body.name}")
    if before.content.setting_basis or after.content.setting_basis:
        told.append("依据相同" if same.basis else "依据不同")
    if before.content.codes or after.content.codes:
        told.append("编码相同" if same.code else "编码不同")
    return tuple(told)


def _edits(segments: Sequence[Segment]) -> Iterator[str]:
    """Say each edit: what stands for what, what is more, what is less."""
    gone = ""
    for part in (*segments, Segment(Mark.EQUAL, "")):
        if part.mark is Mark.DELETED:
            gone = part.text
        elif part.mark is Mark.INSERTED:
            yield f"“{gone}”改为“{part.text}”" if gone else f"多“{part.text}”"
            gone = ""
        elif gone:
            yield f"少“{gone}”"
            gone = ""


def reference_of(item: StandingItem) -> str:
    """Return how a power is named where one is typed: its name, body and number."""
    return f"{_name(item)}（{item.body.name}）〔{item.id}〕"


def _grouped(candidates: Iterable[Candidate]) -> list[tuple[tuple[str, ...], list[Candidate]]]:
    """Groups by evidence, the largest first, then the likest."""
    groups: defaultdict[tuple[str, ...], list[Candidate]] = defaultdict(list)
    for each in candidates:
        groups[evidence_of(each.before, each.after)].append(each)
    return sorted(groups.items(), key=lambda entry: (-len(entry[1]), -max(c.score for c in entry[1])))


def _first(
    groups: Iterable[tuple[tuple[str, ...], list[Candidate]]], most: int
) -> Iterator[tuple[tuple[str, ...], list[Candidate]]]:
    for told, group in groups:
        if most <= 0:
            return
        yield told, group[:most]
        most -= len(group)


def _group(
    told: tuple[str, ...], group: Collection[Candidate], versions: Mapping[tuple[int, int], int]
) -> Group:
    return Group(told=told, pairs=tuple(_pair(each, versions) for each in group))


def _pair(each: Candidate, versions: Mapping[tuple[int, int], int]) -> Pair:
    before, after = each.before, each.after
    marked = text_difference(_name(before), _name(after))
    was, now = before.content.setting_basis, after.content.setting_basis
    return Pair(
        key=f"{before.id}.{after.id}",
        version=versions.get((before.id, after.id), 0),
        before=tuple(part for part in marked if part.mark is not Mark.INSERTED),
        after=tuple(part for part in marked if part.mark is not Mark.DELETED),
        before_told=_told(before),
        after_told=_told(after),
        basis=in_brief(text_difference(was, now)) if was != now else (),
        why=explain_items(before, after),
    )


def _decided(record: DecisionRecord, named: Mapping[int, StandingItem]) -> Decided:
    def told(number: int) -> str:
        return _name(named[number]) if number in named else f"〔{number}〕"

    return Decided(
        key=f"{record.before}.{record.after}",
        version=record.version,
        before=told(record.before),
        after=told(record.after),
        decision=DECISION_LABELS[record.decision],
        note=record.note,
    )


def _name(item: StandingItem) -> str:
    return one_line(item.content.name, item.content.sub_item_name)


def _told(item: StandingItem) -> str:
    codes = item.content.codes[:1]
    return "，".join(filter(None, (item.body.name, category_label(item.category), *codes)))
