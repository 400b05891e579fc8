"""The national scheme: basic code (12 digits), implementing code (31), handling item code (33)."""

import re

from service.codes.credit import check_credit_code
from service.codes.scheme import CodePart, Fit
from service.divisions import province_codes
from service.vocabulary import Category

BASIC = "national-basic"
IMPLEMENTING = "national-implementing"
HANDLING = "national-handling"
_NATION = "00"
_BASIC = re.compile(r"[0-9]{12}")
_LONG = re.compile(r"([0-9A-Z]{18})([0-9])([0-9]{12})([0-9]{2})?")
CATEGORIES = {category.code: category for category in Category}


def fit(code: str) -> Fit | None:
    """Read region 2, category 2, department 2, main 3, sub 3; before it 18 + 1, after it a sequence of 2."""
    if _BASIC.fullmatch(code):
        return Fit(BASIC, basic_parts(code), _basic_problems(code))
    long = _LONG.fullmatch(code)
    if not long:
        return None
    credit_code, level, basic, sequence = long.groups()
    parts = (CodePart("credit_code", credit_code), CodePart("level", level), CodePart("basic", basic))
    problems = _basic_problems(basic)
    credit = check_credit_code(credit_code)
    if not credit.valid:
        problems = (f"实施主体段“{credit_code}”有误：{credit.problem}", *problems)
    if level not in "123456":
        problems = (*problems, f"行使层级段“{level}”不在1至6之内")
    if sequence is None:
        return Fit(IMPLEMENTING, parts + basic_parts(basic), problems)
    sequenced = (*parts, *basic_parts(basic), CodePart("sequence", sequence))
    return Fit(HANDLING, sequenced, problems)


def basic_parts(basic: str) -> tuple[CodePart, ...]:
    """Return the parts of a 12-digit basic code."""
    return (
        CodePart("region", basic[:2]),
        CodePart("category", basic[2:4]),
        CodePart("department", basic[4:6]),
        CodePart("main", basic[6:9]),
        CodePart("sub", basic[9:]),
    )


def _basic_problems(basic: str) -> tuple[str, ...]:
    problems = []
    region, category = basic[:2], basic[2:4]
    if region != _NATION and region not in province_codes():
        problems.append(f"行政区域段“{region}”既不是00（国家）也不是省级行政区划代码")
    if category not in CATEGORIES:
        problems.append(f"职权类型段“{category}”不在类型表中")
    if basic[6:9] == "000":
        problems.append("主项序号不能为000")
    return tuple(problems)
