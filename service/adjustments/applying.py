"""Applying approved adjustments to the items of a draft: pure, so that it can be proved what they come to.

Within one edition a power may be altered in place as often as one likes, and be merged, split or removed
once, last of all: then every power before and after has one lineage, and comparing the draft with its base
tells exactly what was approved. An adjustment that cannot be applied so is left out whole, with a finding.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from service.adjustments.kinds import AdjustmentKind
from service.adjustments.model import Proposal, Wording
from service.adjustments.wording import differences, implied, moved, resumed, suspended
from service.bodies import BodySuccession, fold_body_name
from service.findings import Finding, Severity
from service.items import Body, ItemContent
from service.vocabulary import ChangeKind


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What an adjustment states of lineage: powers before and after; one side may be empty (新增, 取消)."""

    kind: ChangeKind
    before: tuple[int, ...]
    after: tuple[int, ...]
    reason: str


class Approved(msgspec.Struct, frozen=True, kw_only=True):
    """An approved adjustment by its number."""

    number: int
    proposal: Proposal


class Draft(msgspec.Struct, kw_only=True):
    """A draft while adjustments are applied to it, told by powers: `items` in the order of their lists.

    `base` is how the powers stand in the edition it is based on. `stated` are the statements that hold.
    `receiving` are bodies by folded name, for what a reform moves.
    """

    items: dict[int, Wording]
    base: Mapping[int, Wording]
    stated: list[Statement]
    receiving: Mapping[str, Body] = {}

    def copy(self) -> "Draft":
        """Return another to try things on."""
        return msgspec.structs.replace(self, items=dict(self.items), stated=list(self.stated))


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What was applied, each with the powers it made or altered, and why the others were left."""

    applied: Mapping[int, tuple[int, ...]]
    left: Mapping[int, Finding]


class _ConflictError(Exception):
    """The adjustment cannot be applied to the draft as it stands."""

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(code)
        self.finding = Finding(code=code, severity=Severity.WARNING, message=message, fix=fix)


def new_powers(approved: Iterable[Approved]) -> int:
    """Return how many numbers of new powers applying these may take."""
    return sum(sum(new.item is None for new in entry.proposal.after) for entry in approved)


def apply_all(draft: Draft, approved: Sequence[Approved], numbers: Iterator[int]) -> Outcome:
    """Apply the adjustments to the draft in order; `numbers` are those of new powers."""
    applied: dict[int, tuple[int, ...]] = {}
    left: dict[int, Finding] = {}
    for entry in approved:
        trial = draft.copy()
        try:
            powers = _apply(trial, entry.proposal, numbers)
        except _ConflictError as conflict:
            left[entry.number] = conflict.finding
            continue
        draft.items, draft.stated = trial.items, trial.stated
        applied[entry.number] = powers
    draft.stated = [held for held in draft.stated if _tells(draft, held)]
    return Outcome(applied=applied, left=left)


def _tells(draft: Draft, held: Statement) -> bool:
    """Whether a power altered in place differs at last from what it was."""
    if held.before != held.after:
        return True
    (number,) = held.before
    was, now = draft.base.get(number), draft.items.get(number)
    return was is None or now is None or bool(differences(was, now))


def _apply(draft: Draft, proposal: Proposal, numbers: Iterator[int]) -> tuple[int, ...]:
    if proposal.kind is AdjustmentKind.REFORM:
        return _reform(draft, proposal)
    news = proposal.after or implied(proposal)
    going_on = {new.item: new for new in news if new.item is not None}
    for old in proposal.before:
        if old.item in going_on:
            _alter(draft, proposal, old, going_on[old.item])
    altered = tuple(number for number in going_on if number is not None)
    ending = [old for old in proposal.before if old.item not in going_on]
    fresh = [new for new in news if new.item is None]
    gone = tuple(_take_out(draft, old) for old in ending)
    come = []
    place = gone[0] if gone else None
    for new in fresh:
        number = next(numbers)
        _enter(draft, new, number, place)
        come.append(number)
        place = number if gone else None
    for number in gone:
        del draft.items[number]
    if gone:
        _state_ending(draft, proposal, gone, tuple(come))
    else:
        for number in come:
            _state(draft, ChangeKind.ADDED, (), (number,), proposal.why)
    return (*altered, *come)


def _state_ending(draft: Draft, proposal: Proposal, gone: tuple[int, ...], come: tuple[int, ...]) -> None:
    reason = proposal.why
    if proposal.to and proposal.kind in (AdjustmentKind.DELEGATE, AdjustmentKind.TAKE_BACK):
        names = "、".join(receiver.name for receiver in proposal.to)
        verb = "下放至" if proposal.kind is AdjustmentKind.DELEGATE else "上收至"
        reason = "：".join(filter(None, (f"{verb}{names}", reason)))
    if not come:
        for number in gone:
            _state(draft, ChangeKind.REMOVED, (number,), (), reason)
    else:
        kind = ChangeKind.MERGED if len(gone) > 1 else ChangeKind.SPLIT
        _state(draft, kind, gone, come, reason)


def _alter(draft: Draft, proposal: Proposal, old: Wording, new: Wording) -> None:
    """Bring what the proposal changes of the item into the item as it stands in the draft."""
    number = old.item
    assert number is not None  # noqa: S101 - what stands has a number
    now = _standing(draft, old)
    match proposal.kind:
        case AdjustmentKind.SUSPEND:
            result = suspended(now)
        case AdjustmentKind.RESUME:
            result = resumed(now)
        case _:
            result = _merged(now, old, new)
            if proposal.kind is AdjustmentKind.TRANSFER:
                result = moved(result, proposal.to[0].name, proposal.to[0].body)
    if result == now:
        return
    draft.items[number] = result
    is_moved = result.body.id != now.body.id
    if is_moved:
        draft.items[number] = draft.items.pop(number)
    _state(
        draft,
        ChangeKind.TRANSFERRED if is_moved else ChangeKind.CHANGED,
        (number,),
        (number,),
        proposal.why,
    )


def _merged(now: Wording, old: Wording, new: Wording) -> Wording:
    """Put what differs between `old` and `new` into `now`; what others changed meanwhile stays.

    Raises where they changed the same field to something else.
    """
    changed: dict[str, object] = {}
    for field in ItemContent.__struct_fields__:
        was, becomes, stands = (getattr(each.content, field) for each in (old, new, now))
        if becomes in (was, stands):
            continue
        if stands != was:
            raise _ConflictError(
                "base-changed",
                f"事项“{now.content.name}”的同一内容此间已有别的变动。",
                "退回申报部门，按现行内容重新申报。",
            )
        changed[field] = becomes
    category = now.category if old.category is new.category else new.category
    content = msgspec.structs.replace(now.content, **changed)
    return msgspec.structs.replace(now, content=content, category=category)


def _standing(draft: Draft, old: Wording) -> Wording:
    found = draft.items.get(old.item or 0)
    if found is None:
        raise _ConflictError(
            "item-gone", f"事项“{old.content.name}”不在版本草稿里。", "核对是否已被取消、合并或者拆分。"
        )
    return found


def _take_out(draft: Draft, old: Wording) -> int:
    _standing(draft, old)
    number = old.item
    assert number is not None  # noqa: S101 - what stands has a number
    if number not in draft.base:
        raise _ConflictError(
            "new-this-edition",
            f"事项“{old.content.name}”是本版本新增的，不能在同一版本里再取消、合并或者拆分。",
            "留到下一版本，或者调整原来的申报。",
        )
    return number


def _enter(draft: Draft, new: Wording, number: int, behind: int | None) -> None:
    """Enter a new power: at the end, or behind another one that stands in the same body."""
    entered = msgspec.structs.replace(new, item=number)
    if behind is None or draft.items[behind].body.id != new.body.id:
        draft.items[number] = entered
        return
    order: dict[int, Wording] = {}
    for standing, wording in draft.items.items():
        order[standing] = wording
        if standing == behind:
            order[number] = entered
    draft.items = order


def _state(
    draft: Draft, kind: ChangeKind, before: tuple[int, ...], after: tuple[int, ...], reason: str
) -> None:
    """Add a statement; it takes the place of one that told of the same power altered in place before."""
    if before == after and before[0] not in draft.base:
        return  # it is new in this edition: that is stated already, and told with what it says at last
    reasons = [reason]
    kept: list[Statement] = []
    for held in draft.stated:
        if held.before == held.after and held.before[0] in before:
            reasons.insert(0, held.reason)
            kind = held.kind if kind is ChangeKind.CHANGED else kind
        else:
            kept.append(held)
    why = "；".join(dict.fromkeys(filter(None, reasons)))
    draft.stated = [*kept, Statement(kind=kind, before=before, after=after, reason=why)]


def _reform(draft: Draft, proposal: Proposal) -> tuple[int, ...]:
    """Move the items of the bodies that cease to those that take over; one act over many items.

    Raises where several take over from a body and it is not said which of them gets an item.
    """
    goes = destinations(proposal.successions, proposal.division)
    ceasing = {fold_body_name(line.old, proposal.division) for line in proposal.successions}
    said = {new.item: new.body for new in proposal.after}
    powers: list[int] = []
    for number, wording in list(draft.items.items()):
        name = fold_body_name(wording.body.name, proposal.division)
        receiving = said.get(number) or draft.receiving.get(goes.get(name, ""))
        if receiving is None and name in ceasing:
            raise _ConflictError(
                "item-unassigned",
                f"{wording.body.name}由多个部门承接，没有写明事项“{wording.content.name}”归哪个部门。",
                "逐项写明承接的部门。",
            )
        if receiving is None or receiving.id == wording.body.id:
            continue
        result = moved(wording, receiving.name, receiving.id)
        del draft.items[number]
        draft.items[number] = msgspec.structs.replace(result, body=receiving)
        _state(draft, ChangeKind.TRANSFERRED, (number,), (number,), proposal.why)
        powers.append(number)
    return tuple(powers)


def destinations(successions: Sequence[BodySuccession], division: str) -> dict[str, str]:
    """Return, by folded name of a body that ceases, the folded name of the one its items go to at last.

    A body that several take over from is not in it: who gets which item must be said item by item.
    """
    edges: dict[str, set[str]] = {}
    for line in successions:
        old, new = (fold_body_name(name, division) for name in (line.old, line.new))
        edges.setdefault(old, set()).add(new)
    single = {old: next(iter(news)) for old, news in edges.items() if len(news) == 1}
    found: dict[str, str] = {}
    for old, new in single.items():
        target = new
        while target in single and target != old:
            target = single[target]
        if target not in edges:
            found[old] = target
    return found
