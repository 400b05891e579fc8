"""What a proposal changes: the items before held against those after, field by field."""

import msgspec

from service.adjustments.kinds import AdjustmentKind
from service.adjustments.model import Proposal, Wording
from service.comparison import FieldDifference, field_differences
from service.items import StandingItem
from service.vocabulary import Category, Level


class Pairing(msgspec.Struct, frozen=True):
    """An item before, what it becomes, the fields that differ; one side is None for what comes or goes."""

    before: Wording | None
    after: Wording | None
    fields: tuple[FieldDifference, ...]


def pairings(proposal: Proposal) -> tuple[Pairing, ...]:
    """Return the items beside what they become: one by one, each source beside the whole, or each part.

    What a kind brings about without a wording of its own (暂停, 划转 …) is shown as it will stand.
    """
    olds, news = proposal.before, proposal.after or implied(proposal)
    going_on = {new.item for new in news if new.item is not None}
    if going_on:
        by_item = {old.item: old for old in olds}
        return (
            *(_pairing(by_item.get(new.item) if new.item else None, new) for new in news),
            *(Pairing(old, None, ()) for old in olds if old.item not in going_on),
        )
    if olds and len(news) == 1:
        return tuple(_pairing(old, news[0]) for old in olds)
    if len(olds) == 1 and news:
        return tuple(_pairing(olds[0], new) for new in news)
    return (*(Pairing(old, None, ()) for old in olds), *(Pairing(None, new, ()) for new in news))


def changed_fields(proposal: Proposal) -> tuple[str, ...]:
    """Return the keys of all fields that the proposal changes in items that go on, in column order."""
    if not any(new.item is not None for new in proposal.after):
        return ()
    return tuple(dict.fromkeys(found.field for pair in pairings(proposal) for found in pair.fields))


def differences(old: Wording, new: Wording) -> tuple[FieldDifference, ...]:
    """Return the fields that differ between two wordings, as a comparison tells them."""
    return field_differences(standing(old), standing(new), same_body=old.body.id == new.body.id)


def standing(
    wording: Wording, *, number: int = 0, revision: int = 0, edition: str = "", level: Level | None = None
) -> StandingItem:
    """Return the wording as the domain's other rooms take an item."""
    return StandingItem(
        id=wording.item or number,
        revision=revision,
        edition=edition,
        body=wording.body,
        category=wording.category,
        level=level,
        content=wording.content,
        content_hash=b"",
    )


def implied(proposal: Proposal) -> tuple[Wording, ...]:
    """Return what the items will say where the kind alone says it: moved, suspended, resumed."""
    match proposal.kind:
        case AdjustmentKind.TRANSFER:
            return tuple(moved(old, proposal.to[0].name, proposal.to[0].body) for old in proposal.before)
        case AdjustmentKind.SUSPEND:
            return tuple(suspended(old) for old in proposal.before)
        case AdjustmentKind.RESUME:
            return tuple(resumed(old) for old in proposal.before)
        case AdjustmentKind.ENTRUST:
            return proposal.before
        case AdjustmentKind.TAKE_BACK if not proposal.to:
            return proposal.before
        case _:
            return ()


def moved(wording: Wording, name: str, body: int | None) -> Wording:
    """Return the item under the body it goes to; the former body's credit code does not go with it."""
    if body is None:
        return wording
    receiving = msgspec.structs.replace(wording.body, id=body, name=name, credit_code=None)
    content = msgspec.structs.replace(wording.content, body_name=name, credit_code="")
    return msgspec.structs.replace(wording, content=content, body=receiving)


SUSPENDED = "暂停"
"""How 发布状态 tells that a power is suspended."""


def is_suspended(wording: Wording) -> bool:
    """Whether the item stands suspended."""
    return wording.content.publication_state.startswith(SUSPENDED)


def suspended(wording: Wording) -> Wording:
    """Return the item suspended; what 发布状态 said before is kept in brackets, to be taken up again."""
    state = wording.content.publication_state
    told = f"{SUSPENDED}（原：{state}）" if state else SUSPENDED
    return _with_state(wording, told)


def resumed(wording: Wording) -> Wording:
    """Return the item as it stood before it was suspended."""
    _, _, former = wording.content.publication_state.partition("（原：")
    return _with_state(wording, former.removesuffix("）"))


def _with_state(wording: Wording, state: str) -> Wording:
    content = msgspec.structs.replace(wording.content, publication_state=state)
    return msgspec.structs.replace(wording, content=content)


def category_text(category: Category | None) -> str:
    """Return what a cell says for a category."""
    return category.label if category else ""


def _pairing(old: Wording | None, new: Wording) -> Pairing:
    return Pairing(old, new, differences(old, new) if old else ())
