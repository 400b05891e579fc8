"""indicators.toml holds together, and what does not is refused."""

import msgspec
import pytest

from seeds import seed_toml
from service.indicators import indicator_rules, points_between, read_rules, share_of
from service.vocabulary import Category


def test_the_seed_holds_together() -> None:
    rules = indicator_rules()
    keys = [indicator.key for indicator in rules.indicators]
    assert len(keys) == len(set(keys))
    assert {
        "claimed",
        "published",
        "wholly-online",
        "at-once",
        "at-most-one-visit",
        "in-hall",
        "reach",
    } <= set(keys)
    assert rules.applies("all", None)
    assert not rules.applies("service", Category.PENALTY)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("groups", "all"), ["NOSUCH"]),
        (("time", "group"), "nosuch"),
        (("indicators", 0, "scale"), "nosuch"),
        (("indicators", 0, "group"), "nosuch"),
        (("indicators", 0, "counts"), ["nosuch"]),
        (("indicators", 0, "field"), ""),
        (("indicators", 0, "fields"), "x"),
    ],
)
def test_rules_that_contradict_are_refused(place: tuple[str | int, ...], value: object) -> None:
    content = seed_toml("rules", "indicators.toml")
    part: dict[str | int, object] = content  # type: ignore[assignment]
    for step in place[:-1]:
        part = part[step]  # type: ignore[assignment]
    part[place[-1]] = value
    with pytest.raises(msgspec.ValidationError):
        read_rules(content)


@pytest.mark.parametrize(
    ("numerator", "denominator", "share"),
    [(1, 3, 33.3), (2, 3, 66.7), (1, 16, 6.3), (5, 5, 100.0), (0, 0, None)],
)
def test_shares_have_one_decimal_halves_up(numerator: int, denominator: int, share: float | None) -> None:
    assert share_of(numerator, denominator) == share


def test_points_are_between_shares_as_written() -> None:
    assert points_between(33.3, 66.7) == 33.4
    assert points_between(66.7, 33.3) == -33.4
    assert points_between(None, 10.0) is None
