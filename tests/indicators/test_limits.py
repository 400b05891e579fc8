"""时限压缩: legal against promised."""

import pytest

from service.indicators import TimeCut, indicator_rules, time_cut_of
from service.vocabulary import Category

RULE = indicator_rules().time


def cut(legal: str, promised: str, category: Category = Category.LICENSING) -> TimeCut:
    return time_cut_of(legal, promised, category, RULE)


@pytest.mark.parametrize(
    ("legal", "promised", "share"),
    [
        ("20个工作日", "5个工作日", 75.0),
        ("20（工作日）", "5（工作日）", 75.0),
        ("20", "8", 60.0),
        ("20日", "5个工作日", 75.0),
        ("二十日", "即时办结", 100.0),
        ("10个工作日", "10个工作日", 0.0),
        ("1周", "1个工作日", 80.0),
    ],
)
def test_what_is_cut(legal: str, promised: str, share: float) -> None:
    found = cut(legal, promised)
    assert (found.items, found.share, found.mean_share) == (1, share, share)
    assert not found.longer


def test_days_of_a_licence_are_working_days_and_of_others_are_not() -> None:
    assert cut("20日", "10个工作日").legal_days == 20
    assert cut("20自然日", "10个工作日").legal_days == pytest.approx(100 / 7)
    assert cut("20日", "10个工作日", Category.CONFIRMATION).legal_days == pytest.approx(100 / 7)
    assert cut("20日", "10个工作日", Category.CONFIRMATION).mixed == 1
    assert cut("20日", "10个工作日").mixed == 0


def test_longer_is_only_what_is_longer_whatever_the_calendar() -> None:
    assert cut("5个工作日", "10个工作日").longer == 1
    assert cut("20日", "15个工作日", Category.CONFIRMATION).longer == 0
    assert cut("10日", "30个工作日", Category.CONFIRMATION).longer == 1


@pytest.mark.parametrize(
    ("legal", "promised", "told"),
    [
        ("", "5个工作日", "not_stated"),
        ("无", "5个工作日", "not_stated"),
        ("20个工作日", "/", "not_stated"),
        ("按规定办理", "5个工作日", "unreadable"),
        ("20个工作日", "尽快", "unreadable"),
        ("20个工作日", "0.5个工作日", "unreadable"),
        ("20个工作日", "5+3个工作日", "unreadable"),
    ],
)
def test_what_is_not_stated_or_not_understood_is_told_and_not_counted(
    legal: str, promised: str, told: str
) -> None:
    assert cut(legal, promised) == TimeCut(**{told: 1})


def test_an_item_without_a_legal_limit_to_cut_has_no_share() -> None:
    found = cut("即办", "即办")
    assert (found.items, found.comparable, found.share, found.mean_share) == (1, 0, None, None)
