"""Proposals as they are filled in: what each kind needs, what was typed, and the request it comes to."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from service.adjustments import AdjustmentKind, Ground, GroundKind, Proposal
from service.bodies import BodySuccession
from service.comparison import field_text
from service.errors import Refusal
from service.items import FIELDS, Duty, ItemContent, StandingItem
from service.pages.rendering import shown
from service.proceedings import AdjustmentRequest, AskedItem, AskedRecipient
from service.reading import EditionRecord, division_code
from service.reading.standing import items_of_powers, lists_of
from service.vocabulary import Category, ListKind, read_category
from service.workbench.typed import Typed, day_of, number_of

MOST_CONTENTS = 50
EDITED = tuple(
    field for field in FIELDS if field.key not in ("body_name", "category_text", "duties", "credit_code")
)
"""The fields that are typed as text; category and duties have forms of their own."""


class Contents(StrEnum):
    """Which contents a kind is to name."""

    NONE = "none"
    ONE = "one"
    MANY = "many"
    PAIRED = "paired"
    PART = "part"
    REWRITE = "rewrite"


class Receiving(StrEnum):
    """Who may receive."""

    NOBODY = "nobody"
    BODY = "body"
    ANYBODY = "anybody"


class KindForm(NamedTuple):
    """What the form of a kind asks: items, contents, recipients, powers of other lists, an end."""

    items: int = 0
    most_items: int = 1_000
    contents: Contents = Contents.NONE
    to: Receiving = Receiving.NOBODY
    sources: bool = False
    until: bool = False
    hint: str = ""


_ITEMS = 1_000
KIND_FORMS: Mapping[AdjustmentKind, KindForm] = {
    AdjustmentKind.ADD: KindForm(0, 0, Contents.ONE, hint="填写新增事项的内容。"),
    AdjustmentKind.REMOVE: KindForm(
        1, _ITEMS, Contents.PART, hint="整项取消只需选择事项；只取消一部分时，写明取消的部分并改写内容。"
    ),
    AdjustmentKind.CHANGE: KindForm(1, 1, Contents.PAIRED, hint="在现行内容上直接修改，改动处自动标出。"),
    AdjustmentKind.MERGE: KindForm(2, _ITEMS, Contents.ONE, hint="选择两项以上，填写合并后的一项。"),
    AdjustmentKind.SPLIT: KindForm(1, 1, Contents.MANY, hint="选择一项，填写拆分后的各项。"),
    AdjustmentKind.TRANSFER: KindForm(
        1, _ITEMS, Contents.REWRITE, Receiving.BODY, hint="划转给本级另一部门。"
    ),
    AdjustmentKind.DELEGATE: KindForm(
        1, _ITEMS, Contents.REWRITE, Receiving.ANYBODY, until=True, hint="下放给下级部门、乡镇或者街道。"
    ),
    AdjustmentKind.ENTRUST: KindForm(
        1, _ITEMS, Contents.REWRITE, Receiving.ANYBODY, until=True, hint="事项不动，委托他人行使。"
    ),
    AdjustmentKind.TAKE_OVER: KindForm(0, 0, Contents.MANY, sources=True, hint="承接上级下放的事项。"),
    AdjustmentKind.TAKE_BACK: KindForm(
        0, _ITEMS, Contents.MANY, Receiving.ANYBODY, sources=True, hint="收回下放的事项，或者被上级收回。"
    ),
    AdjustmentKind.SUSPEND: KindForm(1, _ITEMS, until=True, hint="暂停行使。"),
    AdjustmentKind.RESUME: KindForm(1, _ITEMS, hint="恢复已经暂停的事项。"),
    AdjustmentKind.CLAIM: KindForm(
        0, 0, sources=True, hint="认领上级清单的事项：名称、类型、依据、编码随上级。"
    ),
    AdjustmentKind.REFORM: KindForm(0, 0, hint="写明哪个部门由哪个部门承接，其事项一并划转。"),
}
"""The form of each kind, in the order they are offered."""


class Start(NamedTuple):
    """Where a proposal begins: whose list, which kind, what was chosen."""

    kind: AdjustmentKind
    division: str
    list_kind: ListKind
    body: int | None
    items: Sequence[int] = ()
    sources: Sequence[int] = ()


def start_of(typed: Typed) -> Start:
    """Read what was chosen; the list is named with its division or beside it.

    Raises `Refusal` (`bad-argument`, `unknown-division`).
    """
    place, _, listed = typed.one("list").rpartition("/")
    try:
        kind = AdjustmentKind(typed.one("kind"))
        list_kind = ListKind(listed)
    except ValueError as error:
        raise Refusal("bad-argument", "没有选定清单或者调整类型。", "返回上一页重新选择。") from error
    return Start(
        kind,
        division_code(place or typed.one("division")),
        list_kind,
        typed.number("body"),
        typed.numbers("item"),
        typed.numbers("source"),
    )


def begun(
    start: Start, items: Sequence[StandingItem], sources: Sequence[StandingItem], effective: str
) -> Typed:
    """Return the form as it is before anybody typed: what stands is filled in.

    Raises `Refusal` (`bad-argument`) where that is more than a form holds, as `again` and `rewritten` do.
    """
    pairs = [*_head(start), ("effective_on", effective)]
    form = KIND_FORMS[start.kind]
    if form.contents is Contents.PAIRED:
        pairs += _contents([_pairs_of(item.content, item.category) for item in items], [i.id for i in items])
    elif form.contents is Contents.ONE:
        pairs += _contents([_pairs_of(items[0].content, items[0].category) if items else []])
    elif form.contents is Contents.MANY and start.kind is AdjustmentKind.SPLIT:
        pairs += _contents([_pairs_of(item.content, item.category) for item in items for _ in range(2)])
    elif form.contents is Contents.MANY and not items:
        pairs += _contents([_pairs_of(item.content, item.category) for item in sources] or [[]])
    elif form.contents is Contents.PART:
        pairs.append(("n", "0"))
    return Typed(pairs)


def again(number: int, version: int, proposal: Proposal) -> Typed:
    """Return the form with what a proposal says, to be revised."""
    start = Start(
        proposal.kind,
        proposal.division,
        proposal.lists[0],
        proposal.body.id,
        [old.item for old in proposal.before if old.item is not None],
        [source.item for source in proposal.sources],
    )
    pairs = [*_head(start), ("number", str(number)), ("version", str(version))]
    pairs += [
        ("effective_on", f"{proposal.effective_on}"),
        ("reason", proposal.reason),
        ("part", proposal.part),
    ]
    pairs.append(("until", f"{proposal.until}" if proposal.until else ""))
    for ground in proposal.grounds:
        pairs += [("ground_kind", ground.kind), ("ground_citation", ground.citation)]
        pairs.append(("ground_day", f"{ground.day}" if ground.day else ""))
    for receiver in proposal.to:
        pairs += [("to_body", str(receiver.body or "")), ("to_division", receiver.division)]
        pairs.append(
            ("to_name", receiver.name if receiver.division == proposal.division or receiver.body else "")
        )
    for line in proposal.successions:
        pairs += [("old", line.old), ("new", line.new), ("since", f"{line.since}" if line.since else "")]
    if proposal.kind is AdjustmentKind.REFORM:
        pairs += [(f"move.{new.item}", str(new.body.id)) for new in proposal.after]
    elif proposal.kind is not AdjustmentKind.CLAIM:
        pairs += _contents(
            [_pairs_of(new.content, new.category) for new in proposal.after],
            [new.item for new in proposal.after],
        )
        if any(new.item is not None for new in proposal.after):
            pairs.append(("rewrite", "1"))
    return Typed(pairs)


def rewritten(typed: Typed, items: Sequence[StandingItem]) -> Typed:
    """Return the form with the contents of the items to be rewritten beside the act."""
    pairs = [(name, value) for name, value in typed if name not in ("n", "rewrite")]
    pairs.append(("rewrite", "1"))
    return Typed(
        [*pairs, *_contents([_pairs_of(i.content, i.category) for i in items], [i.id for i in items])]
    )


def with_another(typed: Typed) -> Typed:
    """Return the form with room for one more content, begun as the first stands."""
    count = count_of(typed)
    first = [
        (f"c{count}.{name.partition('.')[2]}", value)
        for name, value in typed
        if name.startswith("c0.") and name != "c0.item"
    ]
    return Typed([*((n, v) for n, v in typed if n != "n"), *first, ("n", str(min(count + 1, MOST_CONTENTS)))])


def count_of(typed: Typed) -> int:
    """Return how many contents the form has; raises `Refusal` (`bad-argument`)."""
    return min(number_of(typed.one("n") or "0"), MOST_CONTENTS)


def request_of(connection: Connection, typed: Typed, latest: EditionRecord | None) -> AdjustmentRequest:
    """Return what the form asks; fields of a standing item that say what they said are not asked.

    Raises `Refusal` (`bad-argument`, `unknown-division`) naming what cannot be read.
    """
    start = start_of(typed)
    effective = typed.day("effective_on", "生效日期")
    if effective is None:
        raise Refusal("bad-argument", "没有写明生效日期。", "填写调整生效的日期。")
    return AdjustmentRequest(
        kind=start.kind,
        division=start.division,
        lists=_lists(typed, start),
        effective_on=effective,
        body=None if start.kind is AdjustmentKind.REFORM else start.body,
        grounds=_grounds(typed),
        reason=typed.one("reason"),
        items=tuple(start.items),
        after=_after(connection, typed, start, latest),
        to=tuple(_recipients(typed, start)),
        sources=tuple(start.sources),
        part=typed.one("part"),
        successions=_successions(typed),
        until=typed.day("until", "截止日期"),
    )


def _lists(typed: Typed, start: Start) -> tuple[ListKind, ...]:
    """The lists: a reform may name several."""
    if start.kind is not AdjustmentKind.REFORM:
        return (start.list_kind,)
    known = {kind.value: kind for kind in ListKind}
    named = [known[text] for text in typed.all("lists") if text in known]
    return tuple(dict.fromkeys((start.list_kind, *named)))


def _head(start: Start) -> list[tuple[str, str]]:
    return [
        ("kind", start.kind.value),
        ("division", start.division),
        ("list", start.list_kind.value),
        ("body", str(start.body or "")),
        *(("item", str(number)) for number in start.items),
        *(("source", str(number)) for number in start.sources),
    ]


def _contents(
    contents: Sequence[list[tuple[str, str]]], items: Sequence[int | None] = ()
) -> list[tuple[str, str]]:
    if len(contents) > MOST_CONTENTS:
        raise Refusal(
            "bad-argument",
            f"要写 {len(contents)} 项内容，一次至多 {MOST_CONTENTS} 项。",
            "分几次申报，或者改用接口申报。",
        )
    pairs = [("n", str(len(contents)))]
    for place, fields in enumerate(contents):
        if place < len(items) and items[place] is not None:
            pairs.append((f"c{place}.item", str(items[place])))
        pairs += [(f"c{place}.{name}", value) for name, value in fields]
    return pairs


def _pairs_of(content: ItemContent, category: Category | None) -> list[tuple[str, str]]:
    pairs = [("category", category.label if category else "")]
    pairs += [(field.key, field_text(content, field.key)) for field in EDITED]
    for duty in content.duties:
        pairs += [("duty_stage", duty.stage), ("duty_text", duty.text), ("duty_basis", duty.basis)]
    return pairs


def _grounds(typed: Typed) -> tuple[Ground, ...]:
    kinds = {kind.value: kind for kind in GroundKind}
    rows = zip(typed.all("ground_kind"), typed.all("ground_citation"), typed.all("ground_day"), strict=False)
    return tuple(
        Ground(kind=kinds.get(kind, GroundKind.DOCUMENT), citation=citation, day=day_of(day, "依据的日期"))
        for kind, citation, day in rows
        if citation or day
    )


def _recipients(typed: Typed, start: Start) -> Iterable[AskedRecipient]:
    form = KIND_FORMS[start.kind]
    if form.to is Receiving.BODY:
        number = typed.number("to_body")
        if number is not None:
            yield AskedRecipient(body=number)
    elif form.to is Receiving.ANYBODY:
        for code, name in zip(typed.all("to_division"), typed.all("to_name"), strict=False):
            if name or (code and code != start.division):
                yield AskedRecipient(division=division_code(code) if code else None, name=name)


def _successions(typed: Typed) -> tuple[BodySuccession, ...]:
    rows = zip(typed.all("old"), typed.all("new"), typed.all("since"), strict=False)
    return tuple(
        BodySuccession(old, new, day_of(since, "承接的日期")) for old, new, since in rows if old or new
    )


def _after(
    connection: Connection, typed: Typed, start: Start, latest: EditionRecord | None
) -> tuple[AskedItem, ...]:
    if start.kind is AdjustmentKind.REFORM:
        return tuple(
            AskedItem(item=number_of(name.removeprefix("move.")), body=number_of(value))
            for name, value in typed
            if name.startswith("move.") and value.strip()
        )
    form = KIND_FORMS[start.kind]
    if form.contents is Contents.PART and not typed.one("part"):
        return ()
    if form.contents is Contents.REWRITE and not typed.one("rewrite"):
        return ()
    places = range(count_of(typed))
    named = [number for place in places if (number := typed.number(f"c{place}.item")) is not None]
    standing: dict[int, StandingItem] = {}
    if latest and named:
        found = items_of_powers(connection, latest.id, lists_of(connection, latest.id), named)
        standing = {item.id: item for item in found}
    return tuple(_asked(typed, place, standing) for place in places)


def _asked(typed: Typed, place: int, standing: Mapping[int, StandingItem]) -> AskedItem:
    number = typed.number(f"c{place}.item")
    old = standing.get(number) if number is not None else None
    fields = {
        field.key: told
        for field in EDITED
        if f"c{place}.{field.key}" in typed
        and (told := typed.one(f"c{place}.{field.key}"))
        != (_as_typed(field_text(old.content, field.key)) if old else "")
    }
    category = typed.one(f"c{place}.category")
    if category and (old is None or read_category(category).category is not old.category):
        fields["category_text"] = category
    duties = _duties(typed, place)
    known = (
        tuple(Duty(*map(_as_typed, (d.text, d.stage, d.basis))) for d in old.content.duties) if old else ()
    )
    return AskedItem(item=number, fields=fields, duties=duties if duties != known else None)


def _duties(typed: Typed, place: int) -> tuple[Duty, ...]:
    rows = zip(
        typed.all(f"c{place}.duty_text"),
        typed.all(f"c{place}.duty_stage"),
        typed.all(f"c{place}.duty_basis"),
        strict=False,
    )
    return tuple(Duty(text=text, stage=stage, basis=basis) for text, stage, basis in rows if text or stage)


def _as_typed(text: str) -> str:
    """A cell's text as a form gives it back untouched."""
    return shown(text).replace("\r\n", "\n").replace("\r", "\n").strip()
