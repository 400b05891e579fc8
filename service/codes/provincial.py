"""The schemes of Guizhou (DB52/T 1264) and Hainan, so far as their layouts are known."""

import re

from service.codes.credit import check_credit_code
from service.codes.scheme import CodePart, Fit, segment_categories

GUIZHOU = "guizhou-xk"
HAINAN = "hainan"
_GUIZHOU = re.compile(
    r"(?P<basic>(?P<category>[A-Z]{2})(?P<main>[0-9]{5})(?P<sub>[0-9]{3}))"
    r"(?:-?(?P<level>[1-6])-?(?P<division>52[0-9]{10}|52[0-9]{7}|52[0-9]{4})"
    r"-?(?P<body>[0-9A-Z]{18}|[0-9A-Z]{8}-?[0-9X]))?"
)
_HAINAN = re.compile(
    r"(?P<division>46[0-9]{6})(?P<agency>[A-Z]{2,6})-(?P<category>[A-Z]{2})-(?P<main>[0-9]{4})"
)


def fit(code: str) -> Fit | None:
    """Read either layout; the two letters of the category must be in the table of initials."""
    for scheme, layout in ((GUIZHOU, _GUIZHOU), (HAINAN, _HAINAN)):
        match = layout.fullmatch(code)
        if match and match["category"] in segment_categories("initials"):
            parts = tuple(CodePart(name, value) for name, value in match.groupdict().items() if value)
            return Fit(scheme, parts, _body_problems(match.groupdict().get("body")))
    return None


def _body_problems(body: str | None) -> tuple[str, ...]:
    if body is None:
        return ()
    reading = check_credit_code(body)
    return () if reading.normalised else (f"主体段“{body}”有误：{reading.problem}",)
