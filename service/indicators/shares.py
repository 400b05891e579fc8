"""Shares as reports write them: percent with one decimal, halves up."""

from decimal import ROUND_HALF_UP, Decimal

_ONE_DECIMAL = Decimal("0.1")


def share_of(numerator: float, denominator: float) -> float | None:
    """Return numerator / denominator in percent with one decimal; None where the denominator is 0."""
    if denominator == 0:
        return None
    return one_decimal(Decimal(str(numerator)) * 100 / Decimal(str(denominator)))


def points_between(before: float | None, after: float | None) -> float | None:
    """Return after − before in percentage points (百分点), as the two are written; None where one lacks."""
    if before is None or after is None:
        return None
    return one_decimal(Decimal(str(after)) - Decimal(str(before)))


def one_decimal(number: Decimal | float) -> float:
    """Return the number with one decimal, halves away from zero."""
    found = number if isinstance(number, Decimal) else Decimal(str(number))
    return float(found.quantize(_ONE_DECIMAL, ROUND_HALF_UP)) + 0.0
