"""Making a proposal of what is asked: items as they stand in the latest edition, and what they are to say."""

from collections.abc import Collection, Iterable, Mapping

import msgspec
from sqlalchemy import Connection, select

from service.adjustments import (
    AdjustmentKind,
    Ground,
    GroundKind,
    Proposal,
    Recipient,
    Source,
    Wording,
    claimed,
    own_counterpart,
)
from service.bodies import fold_body_name
from service.errors import Refusal
from service.items import FIELD_LABELS, Body, ItemContent, StandingItem
from service.node_ids import encode
from service.proceedings.asked import AdjustmentRequest, AskedItem, AskedRecipient
from service.reading import EditionRecord, find_edition
from service.reading.standing import items_of_lists, items_of_powers, lists_of
from service.store.core import body, division, edition, power_item, published_list
from service.vocabulary import Category, EditionState, ListKind, read_category

_LONGEST_TEXT = 20_000


def build(connection: Connection, asked: AdjustmentRequest) -> Proposal:
    """Return the proposal.

    Raises `Refusal`: `no-edition` where the list has no published edition yet, `unknown-item`,
    `unknown-body`, `unknown-division`, `unknown-field`, `unknown-category`, `bad-argument`.
    """
    _check_texts(asked)
    bodies = _Bodies(connection, asked.division)
    owner = bodies.owner(asked)
    if owner.division != asked.division:
        raise Refusal("unknown-body", f"{asked.division} 没有这个部门。", "选择本级的部门。")
    before: dict[int, Wording] = {}
    for kind in asked.lists:
        latest = require_latest(connection, asked.division, kind)
        named = {*asked.items, *(entry.item for entry in asked.after if entry.item is not None)}
        before |= {item.id: wording_of(item) for item in standing_of(connection, latest, named)}
    missing = [number for number in asked.items if number not in before]
    if missing:
        raise _unknown(missing)
    sources = sources_of(connection, asked.sources)
    if asked.kind is AdjustmentKind.CLAIM and not asked.after:
        items, after = _claimed(connection, asked, owner, sources)
    else:
        items = tuple(before[number] for number in dict.fromkeys(_items_named(asked)) if number in before)
        after = tuple(_wording(entry, before, bodies, owner) for entry in asked.after)
    return Proposal(
        kind=asked.kind,
        division=asked.division,
        lists=tuple(dict.fromkeys(asked.lists)),
        body=owner,
        effective_on=asked.effective_on,
        grounds=asked.grounds or _grounds_of_claim(connection, asked, sources),
        reason=asked.reason.strip(),
        before=items,
        after=after,
        to=tuple(_recipient(connection, entry, bodies, asked.division) for entry in asked.to),
        sources=tuple(
            Source(item=item.id, division=item.body.division, edition=item.edition, name=item.content.name)
            for item in sources
        ),
        part=asked.part.strip(),
        successions=asked.successions,
        until=asked.until,
    )


def require_latest(connection: Connection, division_code: str, kind: ListKind) -> EditionRecord:
    """Return the list's latest published edition; raises `Refusal` (`no-edition`) where it has none."""
    latest = find_edition(connection, division_code, kind)
    if latest is None:
        raise Refusal(
            "no-edition",
            f"{division_code} 的{kind.label}还没有公布的版本，不能动态调整。",
            "先载入并公布第一版。",
        )
    return latest


def wording_of(item: StandingItem) -> Wording:
    """Return an item as adjustments take it."""
    return Wording(content=item.content, category=item.category, body=item.body, item=item.id)


def _items_named(asked: AdjustmentRequest) -> list[int]:
    """The powers asked about; naming what an item is to say names the item."""
    return [*asked.items, *(entry.item for entry in asked.after if entry.item is not None)]


def standing_of(connection: Connection, latest: EditionRecord, powers: Collection[int]) -> list[StandingItem]:
    """Return those of the powers that stand in the edition, in no order."""
    return items_of_powers(connection, latest.id, lists_of(connection, latest.id), powers)


class _Bodies:
    """Bodies by number, and a division's by name."""

    def __init__(self, connection: Connection, division_code: str) -> None:
        self._connection = connection
        self._division = division_code
        self._known: dict[int, Body] = {}

    def of(self, number: int) -> Body:
        """The body; raises `Refusal` (`unknown-body`)."""
        if number not in self._known:
            row = self._connection.execute(
                select(body.c.name, body.c.division_code, body.c.credit_code).where(body.c.id == number)
            ).first()
            if row is None:
                raise Refusal("unknown-body", "没有这个部门。", "选择已有的部门。")
            self._known[number] = Body(number, row.name, row.division_code, row.credit_code)
        return self._known[number]

    def owner(self, asked: AdjustmentRequest) -> Body:
        """The body that a proposal is filed under; raises `Refusal` (`unknown-body`)."""
        if asked.body is not None:
            return self.of(asked.body)
        first = next((line.old for line in asked.successions), "")
        found = self.named(first, asked.division)
        if found is None:
            raise Refusal("unknown-body", f"本级没有名为“{first[:40]}”的部门。", "核对部门名称。")
        return found

    def named(self, name: str, division_code: str) -> Body | None:
        """The division's body of that name."""
        row = self._connection.execute(
            select(body.c.id)
            .where(
                body.c.division_code == division_code,
                body.c.folded_name == fold_body_name(name, division_code),
            )
            .order_by(body.c.id)
        ).first()
        return self.of(row.id) if row else None


def _wording(entry: AskedItem, before: Mapping[int, Wording], bodies: _Bodies, owner: Body) -> Wording:
    if entry.item is not None and entry.item not in before:
        raise _unknown([entry.item])
    old = before[entry.item] if entry.item is not None else None
    content = old.content if old else ItemContent(name="", body_name=owner.name)
    under = bodies.of(entry.body) if entry.body is not None else (old.body if old else owner)
    values: dict[str, object] = {key: _value(key, text) for key, text in entry.fields.items()}
    if entry.duties is not None:
        values["duties"] = entry.duties
    if old and under.id != old.body.id:
        values |= {"body_name": under.name, "credit_code": ""}
    category = old.category if old else None
    if "category_text" in entry.fields:
        category = _category(entry.fields["category_text"])
    changed = msgspec.structs.replace(content, **values)
    return Wording(content=changed, category=category, body=under, item=entry.item)


def _value(key: str, text: str) -> object:
    if key not in FIELD_LABELS or key in ("duties", "body_name"):
        raise Refusal(
            "unknown-field", f"没有可以填写的字段“{key[:40]}”。", "按 docs/adjustments.md 的字段填写。"
        )
    told = text.strip()
    if key == "codes":
        return tuple(dict.fromkeys(line.strip() for line in told.splitlines() if line.strip()))
    return told


def _category(text: str) -> Category | None:
    reading = read_category(text)
    if text.strip() and reading.category is None:
        raise Refusal("unknown-category", f"不认识的职权类型“{text[:40]}”。", "按职权类型的标准名称填写。")
    return reading.category


def _recipient(connection: Connection, entry: AskedRecipient, bodies: _Bodies, home: str) -> Recipient:
    if entry.body is not None:
        found = bodies.of(entry.body)
        return Recipient(division=found.division, name=found.name, body=found.id)
    code = entry.division or home
    known = connection.execute(select(division.c.name).where(division.c.code == code)).scalar()
    if known is None:
        raise Refusal(
            "unknown-division", f"没有代码为“{code[:20]}”的行政区划。", "按 GB/T 2260 填写六位区划代码。"
        )
    name = entry.name.strip()
    if not name:
        if code == home:
            raise Refusal("bad-argument", "没有写明接收的部门。", "写明部门，或者下级行政区划。")
        return Recipient(division=code, name=known)
    named = bodies.named(name, code)
    return Recipient(division=code, name=named.name if named else name, body=named.id if named else None)


def sources_of(connection: Connection, powers: Collection[int]) -> list[StandingItem]:
    """Return powers of any lists as they stand in those lists' latest editions, in the order asked.

    Raises `Refusal` (`unknown-item`).
    """
    rows = connection.execute(
        select(power_item.c.id, edition.c.id.label("edition_id"))
        .join(edition, edition.c.list_id == power_item.c.list_id)
        .join(published_list, published_list.c.id == edition.c.list_id)
        .where(power_item.c.id.in_(powers), edition.c.current, edition.c.state == EditionState.PUBLISHED)
    ).all()
    found: dict[int, StandingItem] = {}
    for number in {row.edition_id for row in rows}:
        own = [row.id for row in rows if row.edition_id == number]
        items = items_of_powers(connection, number, lists_of(connection, number), own)
        found |= {item.id: item for item in items}
    missing = [number for number in powers if number not in found]
    if missing:
        raise _unknown(missing)
    return [found[number] for number in dict.fromkeys(powers)]


def _grounds_of_claim(
    connection: Connection, asked: AdjustmentRequest, sources: Collection[StandingItem]
) -> tuple[Ground, ...]:
    """The superior's catalogue, which a claim rests on where it names nothing else."""
    if asked.kind is not AdjustmentKind.CLAIM:
        return ()
    found: dict[str, None] = {}
    for item in sources:
        name = connection.execute(
            select(division.c.name).where(division.c.code == item.body.division)
        ).scalar()
        found[f"《{name}{asked.lists[0].label}》（{item.edition}版）"] = None
    return tuple(Ground(kind=GroundKind.SUPERIOR, citation=citation) for citation in found)


def _claimed(
    connection: Connection, asked: AdjustmentRequest, owner: Body, sources: Iterable[StandingItem]
) -> tuple[tuple[Wording, ...], tuple[Wording, ...]]:
    """The body's own items that are the superior's already, and everything as it is to stand once claimed."""
    latest = require_latest(connection, asked.division, asked.lists[0])
    lists = {number: who for number, who in lists_of(connection, latest.id).items() if who.id == owner.id}
    owns = items_of_lists(connection, latest.id, lists)
    beside = [code for own in owns for code in own.content.codes]
    before: dict[int, Wording] = {}
    after: list[Wording] = []
    for source in sources:
        own = own_counterpart(source, [item for item in owns if item.id not in before])
        if own:
            before[own.id] = wording_of(own)
        after.append(claimed(source, owner, own, beside))
    return tuple(before.values()), tuple(after)


def _check_texts(asked: AdjustmentRequest) -> None:
    texts = [asked.reason, asked.part, *(ground.citation for ground in asked.grounds)]
    texts += [text for entry in asked.after for text in entry.fields.values()]
    texts += [
        part
        for entry in asked.after
        for duty in entry.duties or ()
        for part in (duty.text, duty.stage, duty.basis)
    ]
    texts += [entry.name for entry in asked.to]
    texts += [name for line in asked.successions for name in (line.old, line.new)]
    if any("\0" in text or len(text) > _LONGEST_TEXT for text in texts):
        raise Refusal(
            "bad-argument", "文字过长，或有不能保存的字符。", f"每处不超过 {_LONGEST_TEXT} 字，删去控制字符。"
        )


def _unknown(powers: Collection[int]) -> Refusal:
    told = "、".join(encode("PowerItem", number) for number in list(powers)[:3])
    return Refusal("unknown-item", f"最新版本里没有这样的事项：{told}。", "刷新后重新选择事项。")
