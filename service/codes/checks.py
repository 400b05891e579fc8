"""Holding a code against the item it stands with: category, region, body, basic code, level (domain §3)."""

from collections.abc import Iterator
from typing import NamedTuple

from service.codes import national, provincial, sichuan
from service.codes.credit import check_credit_code
from service.codes.reading import CodeReading, basic_code
from service.codes.scheme import segment_categories
from service.divisions import level_of, normalise_code
from service.findings import Finding, Severity
from service.text import fold
from service.vocabulary import Category

_NATION = "00"
_FIX_CODE = "请核对编码，按编码规则改正"


class CodeContext(NamedTuple):
    """What is known of the item a code stands with; None leaves the check out.

    `division` is the code of the body's division, `basic` the item's basic code from another column.
    """

    division: str | None = None
    category: Category | None = None
    credit_code: str | None = None
    basic: str | None = None


_NOTHING_KNOWN = CodeContext()


def category_of(reading: CodeReading) -> Category | None:
    """Return the category a code's own segment tells, None where it tells none."""
    segment = reading.part("category") or ""
    if reading.scheme == sichuan.SCHEME:
        return segment_categories("sichuan").get(segment)
    if reading.scheme in (provincial.GUIZHOU, provincial.HAINAN):
        return segment_categories("initials").get(segment)
    return national.CATEGORIES.get(segment)


def code_findings(reading: CodeReading, context: CodeContext = _NOTHING_KNOWN) -> tuple[Finding, ...]:
    """Return the findings on a code: `bad-code`, `bad-credit-code`, and `code-mismatch` against the context.

    A level that does not go with the body's division only warns; every other mismatch is an error.
    """
    own = [_finding("bad-code", Severity.WARNING, problem, _FIX_CODE) for problem in reading.problems]
    own += [
        _finding("bad-credit-code", Severity.WARNING, doubt, "请核对编码中的实施主体代码")
        for doubt in reading.doubts
    ]
    return (*own, *_mismatches(reading, context))


def credit_code_findings(text: str) -> tuple[Finding, ...]:
    """Return `bad-credit-code` for a cell that is no sound credit code; nothing for an empty cell."""
    reading = check_credit_code(text)
    if reading.valid or not fold(text):
        return ()
    message = f"“{text}”：{reading.problem}"
    return (_finding("bad-credit-code", Severity.WARNING, message, "请按登记证书改正统一社会信用代码"),)


def _mismatches(reading: CodeReading, context: CodeContext) -> Iterator[Finding]:
    category = category_of(reading)
    if context.category and category and category is not context.category:
        yield _mismatch(
            f"编码“{reading.value}”的类型是{category.label}，事项的职权类型是{context.category.label}"
        )
    division = normalise_code(context.division) if context.division else None
    region = reading.part("region")
    if division and region and region not in (_NATION, division[:2]):
        yield _mismatch(f"编码“{reading.value}”的行政区域段“{region}”与实施主体所在行政区划{division}不符")
    coded = check_credit_code(reading.part("credit_code") or reading.part("body") or "")
    body = check_credit_code(context.credit_code or "")
    if coded.organisation and body.organisation and coded.organisation != body.organisation:
        yield _mismatch(f"编码“{reading.value}”中的主体代码与实施主体的{body.value}不符")
    embedded = reading.part("basic")
    if embedded and context.basic and embedded != basic_code(context.basic):
        yield _mismatch(f"编码“{reading.value}”内含的基本编码与事项的基本编码“{context.basic}”不符")
    level = reading.part("level")
    if division and level in tuple("123456") and int(level) != level_of(division):
        message = f"编码“{reading.value}”的行使层级段“{level}”与行政区划{division}的层级不一致"
        yield _finding("code-mismatch", Severity.WARNING, message, "请确认该事项由哪一级行使")


def _mismatch(message: str) -> Finding:
    return _finding("code-mismatch", Severity.ERROR, message, "请核对编码与事项，改正其中有误的一方")


def _finding(code: str, severity: Severity, message: str, fix: str) -> Finding:
    return Finding(code=code, severity=severity, message=message, fix=fix)
