"""Codes of items and bodies: each scheme's layout, parts and checks."""

from service.codes.checks import CodeContext, category_of, code_findings, credit_code_findings
from service.codes.credit import CreditCodeReading, check_credit_code
from service.codes.reading import CodeReading, basic_code, read_code
from service.codes.scheme import CodePart

__all__ = [
    "CodeContext",
    "CodePart",
    "CodeReading",
    "CreditCodeReading",
    "basic_code",
    "category_of",
    "check_credit_code",
    "code_findings",
    "credit_code_findings",
    "read_code",
]
