"""The Sichuan portal's scheme: basic part - division - 000 - body - version - 00."""

import re

from service.codes.credit import check_credit_code
from service.codes.scheme import CodePart, Fit
from service.divisions import province_codes

SCHEME = "sichuan"
# 511A01380 00000 (no department), 511Z 07 001 006, 5120 15 006 00004, 5120 36 010 003
_NUMBERED = re.compile(r"(?P<region>51)(?P<category>[0-9][A-Z])(?P<main>[0-9]{5})(?P<sub>[0-9]{5})")
_BY_DEPARTMENT = re.compile(
    r"(?P<region>51)(?P<category>[0-9][A-Z0-9])(?P<department>[0-9]{2})(?P<main>[0-9]{3})"
    r"(?P<sub>[0-9]{5}|[0-9]{3})"
)
_TAIL = re.compile(
    r"(?P<division>[0-9]{12})-(?P<situation>[0-9]{3})-(?P<body>[0-9A-Z]+(?:-[0-9X](?=-))?)"
    r"-(?P<version>[0-9])-(?P<sequence>[0-9]{2})"
)
_LEGACY_WITH_SUFFIX = re.compile(r"([0-9]{8}-?[0-9X])[0-9A-Z]?")
_LIKE_CREDIT_CODE = re.compile(r"[159ANY][1239]([0-9]{2})[0-9]{4}[0-9A-Z]{9,11}")


def fit(code: str) -> Fit | None:
    """Read a whole code, or a basic part standing alone (14 characters, or 12 with a letter)."""
    basic, hyphen, tail_text = code.partition("-")
    if not hyphen and basic.isdecimal() and len(basic) == 12:
        return None
    match = _NUMBERED.fullmatch(basic) or _BY_DEPARTMENT.fullmatch(basic)
    tail = _TAIL.fullmatch(tail_text) if hyphen else None
    if not match or (hyphen and not tail):
        return None
    parts = (CodePart("basic", basic), *_named(match))
    if not tail:
        return Fit(SCHEME, parts)
    problems = []
    division = tail["division"]
    if division[:2] not in province_codes():
        problems.append(f"行政区划段“{division}”不是已知的行政区划代码")
    problem, doubt = _judge_body(tail["body"])
    if problem:
        problems.append(problem)
    return Fit(SCHEME, parts + _named(tail), tuple(problems), (doubt,) if doubt else ())


def _named(match: re.Match[str]) -> tuple[CodePart, ...]:
    return tuple(CodePart(name, value) for name, value in match.groupdict().items() if value is not None)


def _judge_body(body: str) -> tuple[str | None, str | None]:
    """Return a problem where the body part is no body's code, a doubt where it is a misprinted one.

    Sound: a credit code, an organisation code with or without hyphen, either with one suffix character.
    """
    if check_credit_code(body).normalised or check_credit_code(body[:-1]).normalised:
        return None, None
    if _LEGACY_WITH_SUFFIX.fullmatch(body):
        return None, f"主体段“{body}”像组织机构代码，但校验不符"
    like = _LIKE_CREDIT_CODE.fullmatch(body)
    if like and like[1] in province_codes():
        return None, f"主体段“{body}”像统一社会信用代码，但{check_credit_code(body).problem}"
    return f"主体段“{body}”既不是统一社会信用代码也不是组织机构代码", None
