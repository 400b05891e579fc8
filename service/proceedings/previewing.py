"""What stands beside a change: how much it touches, what checks say of the items as they are to stand."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, func, select

from service.adjustments import AdjustmentKind, Proposal, Wording, pairings, standing
from service.bodies import fold_body_name
from service.checks import CheckContext, Remark, check_item
from service.divisions import read_level
from service.instruments import Registry
from service.legal import stored_registry
from service.store.core import body, current_item, published_list


class RemarkOnChange(msgspec.Struct, frozen=True, kw_only=True):
    """What a check says of an item as it is to stand; `is_new` where it does not say so of it now."""

    item: int | None
    name: str
    remark: Remark
    is_new: bool


def affected_items(connection: Connection, proposal: Proposal) -> int:
    """Return how many items the proposal touches: of a reform, all that stand in bodies that cease."""
    if proposal.kind is not AdjustmentKind.REFORM:
        return max(len(proposal.before), len(proposal.after))
    ceasing = {fold_body_name(line.old, proposal.division) for line in proposal.successions}
    query = (
        select(func.count())
        .select_from(current_item)
        .join(published_list, published_list.c.id == current_item.c.list_id)
        .join(body, body.c.id == current_item.c.body_id)
        .where(
            published_list.c.division_code == proposal.division,
            published_list.c.kind.in_(proposal.lists),
            body.c.folded_name.in_(ceasing),
        )
    )
    return connection.execute(query).scalar_one()


def legal_remarks(
    connection: Connection, proposal: Proposal, registry: Registry | None = None
) -> list[RemarkOnChange]:
    """Return what checking says of everything that is to stand from the effective date on."""
    known = registry or stored_registry(connection)
    found: list[RemarkOnChange] = []
    seen: set[int] = set()
    for pair in pairings(proposal):
        if pair.after is None or id(pair.after) in seen:
            continue
        seen.add(id(pair.after))
        former = {_key(remark) for remark in _remarks(pair.before, proposal, known)} if pair.before else set()
        found += [
            RemarkOnChange(
                item=pair.after.item,
                name=pair.after.content.name + pair.after.content.sub_item_name,
                remark=remark,
                is_new=_key(remark) not in former,
            )
            for remark in _remarks(pair.after, proposal, known)
        ]
    return found


def _remarks(wording: Wording, proposal: Proposal, registry: Registry) -> Sequence[Remark]:
    text = wording.content.level_text
    item = standing(wording, level=read_level(text) if text else None)
    context = CheckContext(kind=proposal.lists[0], day=proposal.effective_on, registry=registry)
    return check_item(item, context).remarks


def _key(remark: Remark) -> tuple[str, str]:
    return remark.code, remark.message
