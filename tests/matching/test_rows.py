"""Rows of `quanze match`: verbatim, in order, one at least per query, read as they come."""

from collections.abc import Iterator

import pytest

from service.matching import Matcher, Query, match_pairs, match_queries
from service.vocabulary import Category, Verdict

BASE = [
    Query("取水许可"),
    Query("取水许可延续"),
    Query("食品经营许可证核发"),
    Query("低保金给付", Category.PAYMENT),
]


def test_pairs_come_back_verbatim_and_in_order() -> None:
    rows = list(match_pairs([("取水许可 ", "取水許可"), ("采矿权转让", "探矿权转让")]))
    assert [(r.name_a, r.name_b, r.score, r.verdict) for r in rows] == [
        ("取水许可 ", "取水許可", 100.0, Verdict.SAME),
        ("采矿权转让", "探矿权转让", 40.0, Verdict.DIFFERENT),
    ]


def test_pairs_stream() -> None:
    def endless() -> Iterator[tuple[str, str]]:
        while True:
            yield "取水许可", "取水许可"

    assert next(match_pairs(endless())).score == 100.0


def test_the_best_by_matter_comes_first() -> None:
    rows = list(match_queries(BASE, [Query("取水许可证核发"), Query("取水許可證延續")], top=2))
    assert [(r.query, r.match, r.rank, r.place) for r in rows] == [
        ("取水许可证核发", "取水许可", 1, 0),
        ("取水许可证核发", "取水许可延续", 2, 1),
        ("取水許可證延續", "取水许可延续", 1, 1),
        ("取水許可證延續", "取水许可", 2, 0),
    ]
    assert [r.verdict for r in rows if r.rank == 1] == [Verdict.SAME, Verdict.SAME]
    assert all(r.explanation == "" for r in rows)


def test_of_equal_scores_the_name_more_alike_comes_first() -> None:
    asked = "３４.对建设单位工程质量的监督检据"
    names = ["对在建设单位工程质量工作中做出显著成绩的单位和个人的奖励", "对建设单位工程质量的监督检查"]
    for base in (names, names[::-1]):
        first, second = match_queries([Query(name) for name in base], [Query(asked)], top=2)
        assert first.score == second.score
        assert first.match == "对建设单位工程质量的监督检查"


def test_a_query_nothing_resembles_still_gets_a_row() -> None:
    (row,) = match_queries(BASE, [Query("xyz")], explained=True)
    assert (row.match, row.score, row.verdict, row.rank) == ("取水许可", 0.0, Verdict.DIFFERENT, 1)
    assert row.explanation
    (row,) = match_queries([], [Query("取水许可")])
    assert (row.match, row.place, row.verdict) == ("", -1, Verdict.DIFFERENT)


def test_categories_gate_where_both_are_stated() -> None:
    queries = [
        Query("最低生活保障金给付", Category.CONFIRMATION),
        Query("最低生活保障金给付", Category.PAYMENT),
    ]
    rows = list(match_queries(BASE, queries, explained=True))
    assert [(r.match, r.verdict) for r in rows] == [
        ("低保金给付", Verdict.DIFFERENT),
        ("低保金给付", Verdict.SAME),
    ]
    assert "职权类型" in rows[0].explanation


def test_an_equal_name_of_the_same_category_goes_before_one_of_another() -> None:
    base = [Query("取水许可", Category.PENALTY), Query("取水许可", Category.LICENSING), Query("采砂许可")]
    places = [
        next(match_queries(base, [Query("取水許可", category)])).place
        for category in (None, Category.PENALTY, Category.LICENSING, Category.PAYMENT)
    ]
    assert places == [0, 0, 1, 0]


def test_chunks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    queries = [Query(name) for name in ("取水许可", "食品经营许可", "低保金给付", "取水许可延续", "无关")]
    whole = list(match_queries(BASE, queries, top=2))
    monkeypatch.setattr("service.matching.rows._CHUNK", 2)
    assert list(match_queries(BASE, iter(queries), top=2)) == whole


def test_top_is_at_least_one() -> None:
    with pytest.raises(ValueError, match="0"):
        list(match_queries(BASE, [], top=0))


NAMES = [
    f"{subject}{matter}{act}"
    for subject in ("社会团体", "建设单位", "取水单位")
    for matter in ("章程修改", "水土保持", "（含疏浚）采砂", "变更")
    for act in ("许可", "备案", "的处罚")
]


def test_few_and_many_are_answered_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """A little work is done name by name, more by the compiled loops; what was answered is not done again."""
    base = [Query(name, Category.LICENSING if place % 3 else None) for place, name in enumerate(NAMES)]
    queries = [
        Query(name[:at] + piece + name[at:], category)
        for name in NAMES
        for at in (0, 3)
        for piece in ("", "证", "市级", "不")
        for category in (None, Category.PENALTY)
    ]
    few = list(match_queries(base, queries, top=3, explained=True))
    assert len({row.score for row in few}) > 10
    monkeypatch.setattr("service.matching.answering._JUDGED_FROM", 0)
    assert list(match_queries(base, queries, top=3, explained=True)) == few
    matcher = Matcher(base, lambda *row: row, top=3, explained=True)
    rows = [(row.query, row.match, row.score, row.rank, row.place, row.explanation) for row in few]
    assert [*matcher.rows(queries), *matcher.rows(queries)] == [*rows, *rows]
