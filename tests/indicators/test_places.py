"""Figures of divisions: each is the sum of its own list and of all below."""

from service.indicators import count_items, division_figures, indicator_rules
from tests.indicators.lists import counted

RULES = indicator_rules()
PARENTS = {"330824": "330800", "330825": "330800", "330800": "330000", "330100": "330000", "330000": None}


def test_a_division_is_the_sum_of_its_own_and_what_is_below() -> None:
    lists = {
        "330000": [counted(1, online_depth="全程网办", fee_standard="1元")],
        "330824": [counted(2, 2, online_depth="三级"), counted(3, 3, online_depth="全程网办")],
        "330825": [counted(4, 4, online_depth="乱写", legal_time_limit="20", promised_time_limit="5")],
    }
    figures = {code: count_items(items, RULES) for code, items in lists.items()}
    tree = division_figures("330000", PARENTS, figures, RULES)
    assert (tree.division, tree.lists, tree.items, tree.charges) == ("330000", 3, 4, 1)
    (city,) = tree.below
    assert (city.division, city.lists, city.items) == ("330800", 2, 3)
    assert [county.division for county in city.below] == ["330824", "330825"]
    online = next(each for each in tree.indicators if each.rule.key == "wholly-online")
    assert (online.total.numerator, online.total.denominator, online.total.unreadable) == (2, 3, 1)
    assert [(each.key, each.items, each.bodies) for each in online.classes] == [
        ("whole", 2, 2),
        ("apply", 1, 1),
    ]
    assert (tree.time_cut.share, city.time_cut.share) == (75.0, 75.0)


def test_a_division_without_any_list_is_empty() -> None:
    tree = division_figures("330100", PARENTS, {}, RULES)
    assert (tree.lists, tree.items, tree.below) == (0, 0, ())
