"""Codes: each by itself and against its item; within a list, numbers borne twice and numbers used again."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from service.bodies import read_body_kind
from service.checks.kinds import FINDING_KINDS
from service.checks.model import Outline, Remark
from service.codes import (
    CodeContext,
    CodeReading,
    check_credit_code,
    code_findings,
    credit_code_findings,
    read_code,
)
from service.findings import Finding, Severity
from service.items import StandingItem
from service.matching import full_name, judge
from service.text import fold
from service.vocabulary import BodyKind, Level, Verdict

_NATIONAL_BASIC = "national-basic"
_NO_SUB = {"", "000", "00000"}


class FormerHolder(NamedTuple):
    """Who bore a code in an earlier edition: the power's number, its name and sub-item name, the label."""

    item: int
    name: str
    sub_item_name: str
    edition: str


def _is_code(folded: str) -> bool:
    """Whether a folded cell holds a code: 无, 待定 and / are words for a blank."""
    return any("0" <= character <= "9" for character in folded)


def check_codes(item: StandingItem) -> Iterator[Remark]:
    """Yield `bad-code`, `code-mismatch`, `bad-credit-code` on one item's codes."""
    content = item.content
    codes = [code for code in content.codes if _is_code(fold(code))]
    basic = next((code for code in codes if read_code(code).scheme == _NATIONAL_BASIC), None)
    for code in codes:
        reading = read_code(code)
        # A code that embeds the item's basic code would only repeat what the basic code is told of.
        repeats = basic is not None and reading.part("basic") == fold(basic)
        context = CodeContext(
            division=item.body.division, category=None if repeats else item.category, basic=basic
        )
        for finding in code_findings(reading, context):
            if _is_level(finding) and _level_stated(item, reading.part("level")):
                continue
            # A code that embeds the body's own bad credit code would only repeat what that is told of.
            if finding.code == "bad-credit-code" and _body_part(reading) == fold(content.credit_code):
                continue
            yield _remark_of(finding)
        yield from _another_body(reading, item)
    for finding in credit_code_findings(content.credit_code):
        yield _remark_of(finding)


def _body_part(reading: CodeReading) -> str:
    return fold(reading.part("credit_code") or reading.part("body") or "")


def _another_body(reading: CodeReading, item: StandingItem) -> Iterator[Remark]:
    """Yield `code-mismatch` where the code names another body than the item's.

    The message leaves the code out, so that a body whose codes all name another is told of once. It is an
    error between two sound credit codes: an old organisation code may be the body's before a reform.
    """
    coded = check_credit_code(_body_part(reading).upper())
    own = check_credit_code(item.body.credit_code or item.content.credit_code)
    if not coded.organisation or not own.organisation or coded.organisation == own.organisation:
        return
    sound = coded.valid and own.valid
    yield Remark(
        "code-mismatch",
        Severity.ERROR if sound else Severity.WARNING,
        f"编码中的主体代码“{coded.value}”与实施主体的“{own.value}”不符。",
        "核对编码与实施主体，改正其中有误的一方。"
        if sound
        else "先按登记证书改正旧的组织机构代码，再核对编码中的主体是不是该部门。",
        FINDING_KINDS["code-mismatch"].source,
    )


def _is_level(finding: Finding) -> bool:
    return finding.code == "code-mismatch" and finding.severity is Severity.WARNING


def _level_stated(item: StandingItem, level: str | None) -> bool:
    """Whether the list itself states that level, or the body is a township's."""
    if item.level is not None and level == str(int(item.level)):
        return True
    township = read_body_kind(item.body.name, item.body.division) is BodyKind.TOWNSHIP
    return township and level == str(int(Level.TOWNSHIP))


def _remark_of(finding: Finding) -> Remark:
    return Remark(
        finding.code,
        finding.severity,
        f"{finding.message.rstrip('。')}。",
        f"{finding.fix.rstrip('。')}。",
        FINDING_KINDS[finding.code].source,
    )


def find_duplicates(items: Sequence[Outline]) -> Iterator[tuple[int, Remark]]:
    """Yield, with the item's place, `duplicate-code` where one number stands for several powers.

    Sub-items that repeat their main item's number are one family. A number that names no body may be
    borne by several bodies' items of the same power.
    """
    by_code: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        for code in item.codes:
            by_code[code].append(place)
    for code, places in by_code.items():
        if len(places) < 2 or not _is_code(code):
            continue
        for group in _clashing(code, [(place, items[place]) for place in places]):
            first, *others = group
            told = "、".join(dict.fromkeys(_shown(items[place]) for place in others))
            yield (
                first,
                _remark(
                    "duplicate-code",
                    Severity.ERROR,
                    f"编码“{read_code(code).value.upper()}”还用于：{told}。",
                    "一个编码只用于一个事项；核对后改正重复的编码。",
                ),
            )


def _clashing(code: str, held: list[tuple[int, Outline]]) -> Iterator[list[int]]:
    reading = read_code(code)
    has_body = bool(reading.part("credit_code") or reading.part("body"))
    if has_body:
        groups = [held]
    else:
        by_body: dict[int, list[tuple[int, Outline]]] = defaultdict(list)
        for place, item in held:
            by_body[item.body.id].append((place, item))
        groups = list(by_body.values())
        if reading.scheme is not None:
            groups.append([members[0] for members in by_body.values()])
    told: set[tuple[int, ...]] = set()
    for group in groups:
        main = (reading.part("sub") or "") in _NO_SUB
        distinct = [group[0][0]]
        for place, item in group[1:]:
            if not _one_power(group[0][1], item, main_code=main, across=not has_body):
                distinct.append(place)
        if len(distinct) > 1 and tuple(distinct) not in told:
            told.add(tuple(distinct))
            yield distinct


def _one_power(a: Outline, b: Outline, *, main_code: bool, across: bool) -> bool:
    if main_code and fold(a.name) == fold(b.name):
        return a.body.id != b.body.id or a.sub_item_name != b.sub_item_name
    if not across or a.body.id == b.body.id:
        return False
    judged = judge(full_name(a.name, a.sub_item_name), full_name(b.name, b.sub_item_name))
    return judged.verdict is not Verdict.DIFFERENT


def find_reused(
    items: Sequence[Outline], former: Mapping[str, Sequence[FormerHolder]]
) -> Iterator[tuple[int, Remark]]:
    """Yield `reused-code` where a number stood for another power in an earlier edition.

    `former` are the holders of each folded code in earlier editions of the list. A power that only took
    another name keeps its number.
    """
    present = {item.id for item in items}
    for place, item in enumerate(items):
        for code in item.codes:
            holders = (
                holder
                for holder in former.get(code, ())
                if holder.item == item.id or holder.item not in present
            )
            other = next((holder for holder in holders if not _same_matter(holder, item)), None)
            if other is None or not _is_code(code):
                continue
            yield (
                place,
                _remark(
                    "reused-code",
                    Severity.WARNING,
                    f"编码“{code.upper()}”在版本“{other.edition}”中是"
                    f"“{_named(other.name, other.sub_item_name)}”的编码。",
                    "取消的编码不再使用；请为新事项另编新号。",
                ),
            )


def _same_matter(holder: FormerHolder, item: Outline) -> bool:
    judged = judge(full_name(holder.name, holder.sub_item_name), full_name(item.name, item.sub_item_name))
    return judged.verdict is not Verdict.DIFFERENT


def _shown(item: Outline) -> str:
    return f"{item.body.name}“{_named(item.name, item.sub_item_name)}”"


def _named(name: str, sub: str) -> str:
    return f"{name}（{sub}）" if sub else name


def _remark(code: str, severity: Severity, message: str, fix: str) -> Remark:
    return Remark(code, severity, message, fix, FINDING_KINDS[code].source)
