"""Whether a proposal is whole and free of contradictions: findings with stable codes; errors refuse it.

`<thing>-missing` and `<thing>-unexpected` (items, contents, recipients, sources, successions, part) tell of
the shape its kind has; the other codes stand in the functions below and in docs/adjustments.md.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

import msgspec

from service.adjustments.kinds import SHAPES, AdjustmentKind, Shape
from service.adjustments.model import Proposal, Wording
from service.adjustments.wording import differences, is_suspended
from service.bodies import fold_body_name
from service.citations import read_bases
from service.divisions import ancestors_of
from service.findings import Finding, Severity
from service.text import fold

NameKey = tuple[int, str, str, str]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the lists a proposal is about, so far as it names it.

    `standing`: which of the powers named here stand in the latest edition. `named`: the power that stands
    under a name (`name_key`). `codes`: by folded code, the powers that bear it now or bore it ever, in this
    division's lists of the kind. `pending`: by item, the other adjustments under way. `bodies`: the folded
    names of the division's bodies.
    """

    standing: Collection[int] = frozenset()
    named: Mapping[NameKey, int] = {}
    codes: Mapping[str, Collection[int]] = {}
    pending: Mapping[int, Collection[str]] = {}
    bodies: Collection[str] = frozenset()


def name_key(wording: Wording) -> NameKey:
    """Return what two items of one body may not have in common."""
    content = wording.content
    return (wording.body.id, fold(content.name), fold(content.sub_item_name), wording.category or "")


def check_proposal(proposal: Proposal, facts: Facts) -> list[Finding]:
    """Return everything that is wrong or odd with a proposal; nothing where it is in order."""
    shape_findings = list(_shape(proposal))
    found = [*_grounds(proposal), *shape_findings]
    if not shape_findings:
        found += [
            *_items(proposal, facts),
            *_contents(proposal, facts),
            *_codes(proposal, facts),
            *_recipients(proposal),
            *_sources(proposal),
            *_successions(proposal, facts),
        ]
    return found


_TERMS = {
    "items": "要调整的事项",
    "contents": "调整后的内容",
    "recipients": "接收的部门或者行政区划",
    "sources": "上级或者下级清单中的事项",
    "successions": "机构对照",
}


def _shape(proposal: Proposal) -> Iterator[Finding]:
    shapes = SHAPES[proposal.kind]
    counts = (
        len(proposal.before),
        len(proposal.after),
        len(proposal.to),
        len(proposal.sources),
        len(proposal.successions),
    )
    whole = [shape for shape in shapes if _fits(shape, counts)]
    if not whole:
        nearest = max(shapes, key=lambda shape: _matching(shape, counts))
        for term, bounds, count in zip(_TERMS, nearest[:5], counts, strict=True):
            if count < bounds.least:
                yield _error(
                    f"{term}-missing", f"{_what(proposal)}没有写全{_TERMS[term]}。", "补充后再申报。"
                )
            elif count > bounds.most:
                yield _error(
                    f"{term}-unexpected", f"{_what(proposal)}多写了{_TERMS[term]}。", "删去后再申报。"
                )
    partial = proposal.kind is AdjustmentKind.REMOVE and bool(proposal.after)
    if partial and not proposal.part.strip():
        yield _error("part-missing", "部分取消没有写明取消哪一部分。", "写明取消的部分。")
    if proposal.part and not partial:
        yield _error("part-unexpected", f"{_what(proposal)}不应写取消的部分。", "删去后再申报。")
    if len(proposal.lists) != 1 and proposal.kind is not AdjustmentKind.REFORM:
        yield _error("one-list", "一项调整只针对一种清单。", "分别申报。")
    if proposal.kind is AdjustmentKind.CLAIM and len(proposal.after) != len(proposal.sources):
        yield _error("contents-missing", "认领的内容与上级事项不是一一对应。", "逐项认领。")


def _fits(shape: Shape, counts: tuple[int, ...]) -> bool:
    paired = not shape.paired or counts[0] == counts[1]
    return paired and _matching(shape, counts) == len(counts)


def _matching(shape: Shape, counts: tuple[int, ...]) -> int:
    return sum(bounds.holds(count) for bounds, count in zip(shape[:5], counts, strict=True))


def _grounds(proposal: Proposal) -> Iterator[Finding]:
    if not proposal.grounds:
        yield _error("grounds-missing", "没有写明调整依据。", "写明法律法规或者文件的名称、文号和条款。")
    for ground in proposal.grounds:
        if not ground.citation.strip():
            yield _error(
                "ground-uncited", f"依据“{ground.kind.label}”没有写明出处。", "写明名称、文号和条款。"
            )
        elif not any(basis.title for basis in read_bases(ground.citation)):
            yield _warning(
                "citation-unread",
                f"依据“{_short(ground.citation)}”读不出文件名称。",
                "用书名号写明文件名称。",
            )
        if ground.day and proposal.effective_on < ground.day:
            yield _error(
                "effective-before-ground",
                f"生效日期 {proposal.effective_on} 早于依据的日期 {ground.day}。",
                "核对两个日期。",
            )
    if proposal.until and proposal.until <= proposal.effective_on:
        yield _error("until-before-effective", "截止日期不晚于生效日期。", "核对两个日期。")


def _items(proposal: Proposal, facts: Facts) -> Iterator[Finding]:
    for item, count in Counter(old.item for old in proposal.before).items():
        if count > 1:
            name = next(old.content.name for old in proposal.before if old.item == item)
            yield _error("item-named-twice", f"事项“{_short(name)}”写了 {count} 次。", "只写一次。")
    for old in proposal.before:
        name = _short(old.content.name)
        if old.item not in facts.standing:
            yield _error("item-not-standing", f"事项“{name}”不在最新版本里。", "刷新后重新选择事项。")
        if old.body.id != proposal.body.id and proposal.kind is not AdjustmentKind.REFORM:
            yield _error(
                "other-body",
                f"事项“{name}”属于{old.body.name}，不属于{proposal.body.name}。",
                "由所属部门申报。",
            )
        if proposal.kind is AdjustmentKind.SUSPEND and is_suspended(old):
            yield _error("already-suspended", f"事项“{name}”已经暂停。", "无须再次暂停。")
        if proposal.kind is AdjustmentKind.RESUME and not is_suspended(old):
            yield _error("not-suspended", f"事项“{name}”没有暂停。", "只有暂停的事项可以恢复。")
        others = facts.pending.get(old.item or 0, ())
        if others:
            yield _warning(
                "pending-adjustment",
                f"事项“{name}”另有 {len(others)} 件调整正在办理。",
                "先办结，或者合并申报。",
            )


_MOVING = frozenset({AdjustmentKind.TRANSFER, AdjustmentKind.REFORM})


def _contents(proposal: Proposal, facts: Facts) -> Iterator[Finding]:
    by_item = {old.item: old for old in proposal.before}
    for new in proposal.after:
        old = by_item.get(new.item) if new.item is not None else None
        if not new.content.name.strip():
            yield _error("name-missing", "调整后的事项没有名称。", "写明事项名称。")
        if new.category is None and any(kind.needs_category for kind in proposal.lists):
            yield _error(
                "category-missing", f"事项“{_short(new.content.name)}”没有职权类型。", "写明职权类型。"
            )
        if old is None:
            at_home = new.body.id == proposal.body.id
        else:
            at_home = new.body.id == old.body.id or proposal.kind in _MOVING
            if not differences(old, new):
                yield _error(
                    "nothing-changes", f"事项“{_short(old.content.name)}”调整前后一样。", "写明要变更的内容。"
                )
        if not at_home:
            yield _error(
                "changes-body", f"“{proposal.kind.label}”不能改变实施主体。", "改变实施主体请用“划转”。"
            )
        holder = facts.named.get(name_key(new))
        if holder is not None and holder not in by_item and holder != new.item:
            yield _warning(
                "same-name",
                f"{new.body.name}已有同类型同名事项“{_short(new.content.name)}”。",
                "核对是否重复。",
            )
    alike = Counter(map(name_key, proposal.after))
    for new in proposal.after:
        if alike.pop(name_key(new), 1) > 1:
            yield _error(
                "contents-alike", f"调整后有多个“{_short(new.content.name)}”。", "用名称或者子项名称区分。"
            )


def _codes(proposal: Proposal, facts: Facts) -> Iterator[Finding]:
    own = {old.item for old in proposal.before}
    claimed = {source.item for source in proposal.sources}
    borne: Counter[str] = Counter()
    for new in proposal.after:
        for code in dict.fromkeys(new.content.codes):
            borne[fold(code)] += 1
            if borne[fold(code)] == 2:
                yield _error("code-twice", f"编码“{_short(code)}”给了多个事项。", "一个编码只给一个事项。")
            others = set(facts.codes.get(fold(code), ())) - own - claimed - {new.item}
            if any(other in facts.standing for other in others):
                yield _error(
                    "code-in-use", f"编码“{_short(code)}”已有事项使用。", "另取编码，或者留空由系统赋码。"
                )
            elif others:
                yield _error(
                    "reused-code",
                    f"编码“{_short(code)}”曾用于已取消的事项。",
                    "取消的编码不再使用；留空由系统赋码。",
                )


def _recipients(proposal: Proposal) -> Iterator[Finding]:
    for receiver in proposal.to:
        if receiver.body == proposal.body.id:
            yield _error("recipient-is-self", f"不能{proposal.kind.label}给本部门。", "写明接收的部门。")
        elsewhere = receiver.division != proposal.division
        match proposal.kind:
            case AdjustmentKind.TRANSFER if elsewhere or receiver.body is None:
                yield _error(
                    "recipient-elsewhere",
                    f"“{receiver.name}”不是本级的部门。",
                    "跨层级请用“下放”或者“上收”。",
                )
            case AdjustmentKind.DELEGATE if elsewhere and proposal.division not in ancestors_of(
                receiver.division
            ):
                yield _error("recipient-not-below", f"“{receiver.name}”不在本级以下。", "下放只能给下级。")
            case AdjustmentKind.TAKE_BACK if receiver.division not in ancestors_of(proposal.division):
                yield _error("recipient-not-above", f"“{receiver.name}”不是上级。", "上收只能由上级收回。")


def _sources(proposal: Proposal) -> Iterator[Finding]:
    for source in proposal.sources:
        if proposal.kind is AdjustmentKind.TAKE_BACK:
            if proposal.division not in ancestors_of(source.division):
                yield _error(
                    "source-not-below", f"事项“{_short(source.name)}”不在下级清单里。", "选择下级的事项。"
                )
        elif source.division not in ancestors_of(proposal.division):
            yield _error(
                "source-not-above", f"事项“{_short(source.name)}”不在上级清单里。", "选择上级的事项。"
            )
    if proposal.kind is AdjustmentKind.TAKE_OVER and not proposal.sources:
        yield Finding(
            code="source-unnamed",
            severity=Severity.ADVICE,
            message="没有写明承接上级的哪个事项。",
            fix="上级清单在本系统里的，请选择对应事项。",
        )


def _successions(proposal: Proposal, facts: Facts) -> Iterator[Finding]:
    division = proposal.division
    edges: dict[str, set[str]] = {}
    for line in proposal.successions:
        old, new = fold_body_name(line.old, division), fold_body_name(line.new, division)
        if old == new:
            yield _error("succession-to-itself", f"机构对照把“{line.old}”对到了它自己。", "更正该行。")
            continue
        if old not in facts.bodies:
            yield _error("unknown-body", f"本级没有名为“{line.old}”的部门。", "核对部门名称。")
        edges.setdefault(old, set()).add(new)
    for old, news in edges.items():
        if any(old in _reached(edges, new) for new in news):
            yield _error("succession-in-a-circle", f"机构对照里“{old}”又回到了它自己。", "更正机构对照。")
            return


def _reached(edges: Mapping[str, set[str]], start: str) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        for name in edges.get(waiting.pop(), set()) - found:
            found.add(name)
            waiting.append(name)
    return found


def _what(proposal: Proposal) -> str:
    return f"“{proposal.kind.label}”"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def _error(code: str, message: str, fix: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, message=message, fix=fix)


def _warning(code: str, message: str, fix: str) -> Finding:
    return Finding(code=code, severity=Severity.WARNING, message=message, fix=fix)
