"""Candidates: as good as comparing everything with everything, in order, whatever the sizes."""

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from service.matching import Candidates, Likest
from service.matching.nearest import search

PLACES = ("道路", "水路", "公路", "城市道路", "农村公路", "航道", "港口", "铁路", "桥梁", "隧道")
MATTERS = (
    "旅客运输",
    "货物运输",
    "危险货物运输",
    "客运站",
    "机动车维修",
    "驾驶员培训",
    "超限运输",
    "渡口",
    "占用",
    "挖掘",
)
ACTS = ("许可", "备案", "审批", "变更", "延续", "注销", "补办", "检查", "处罚", "登记", "验收", "核准")


def names(count: int) -> list[str]:
    rng = random.Random(7)
    found: set[str] = set()
    while len(found) < count:
        found.add(rng.choice(PLACES) + rng.choice(MATTERS) + f"第{rng.randrange(40)}类" + rng.choice(ACTS))
    return sorted(found)


def changed(name: str, rng: random.Random) -> str:
    place = rng.randrange(len(name))
    return name[:place] + rng.choice(["", "的", "证"]) + name[place + rng.randrange(2) :]


def test_recall_is_not_below_comparing_all_with_all() -> None:
    base = names(1500)
    rng = random.Random(11)
    queries = [changed(name, rng) for name in base]
    found = Candidates(base).best(queries, 5)
    brute = process.cdist(queries, base, scorer=fuzz.ratio, dtype=np.uint8).argmax(axis=1)
    own = np.mean([base[i] == base[k] for k, i in enumerate(found.index[:, 0])])
    assert own >= np.mean(brute == np.arange(len(base)))
    assert own > 0.9


def test_scores_are_the_ratio_and_fall() -> None:
    base = names(200)
    found = Candidates(base).best(base[:20], 4)
    assert [base[i] for i in found.index[:, 0]] == base[:20]
    assert (found.score[:, 0] == 100).all()
    assert (np.diff(found.score, axis=1) <= 0).all()
    for query, places, scores in zip(base[:20], found.index, found.score, strict=True):
        assert [fuzz.ratio(query, base[i]) for i in places] == pytest.approx(scores.tolist(), abs=1e-3)


def test_of_equal_scores_the_earlier_comes_first() -> None:
    found = Candidates(["采石许可", "取水许可", "取水许可", "采砂许可"]).best(["取水许可"], 2)
    assert found.index.tolist() == [[1, 2]]


def test_threads_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.matching.candidates._SHARE", 50)
    base = names(300)
    alone, shared = (Candidates(base * 50, threads=threads).likest(base, 3, 40.0) for threads in (1, 3))
    assert all(np.array_equal(one, other) for one, other in zip(alone, shared, strict=True))
    assert len(alone.place) >= 3 * len(base)


def both_ways(base: list[str], queries: list[str], top: int, floor: float) -> tuple[Likest, Likest]:
    """What comparing all with all finds, and what the compiled search finds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.matching.candidates._LOADED_FROM", 10**15)
        compared = Candidates(base).likest(queries, top, floor)
        patch.setattr("service.matching.candidates._LOADED_FROM", -1)
        return compared, Candidates(base).likest(queries, top, floor)


def assert_same(compared: Likest, searched: Likest) -> None:
    for one, other in zip(compared, searched, strict=True):
        assert np.array_equal(one, other)


def test_the_search_finds_what_comparing_all_with_all_finds() -> None:
    base = names(1500)
    rng = random.Random(5)
    for top, floor in ((1, 0.0), (6, 0.0), (12, 45.0)):
        compared, searched = both_ways(base, [changed(name, rng) for name in base[::3]], top, floor)
        assert_same(compared, searched)
        assert len(compared.place) >= top * 500


def test_what_a_process_compares_by_and_by_loads_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[int] = []
    monkeypatch.setattr("service.matching.candidates._Tally.pairs", 0)
    monkeypatch.setattr("service.matching.candidates._LOADED_FROM", 20_000)

    def counted(*asked: Any) -> Any:
        searched.append(len(asked[1].start) - 1)
        return search(*asked)

    monkeypatch.setattr("service.matching.nearest.search", counted)
    base = names(100)
    found = [Candidates(base).likest(base, 3, 40.0) for _ in range(4)]
    assert searched == [100, 100]
    for other in found[1:]:
        assert_same(found[0], other)
    monkeypatch.setattr("service.matching.candidates._Tally.pairs", 0)
    assert_same(found[0], Candidates(base, expected=20_001).likest(base, 3, 40.0))
    assert searched == [100, 100, 100]


# Few letters, so that much is shared; lengths round a word of 64 bits and past a byte's count.
LETTERS = "许可证核"
SIZES = st.sampled_from([0, 1, 2, 5, 20, 63, 64, 65, 128, 130, 254, 255, 256, 300])
TEXTS = st.builds(
    lambda size, seed: "".join(random.Random(seed).choices(LETTERS, k=size)), SIZES, st.integers(0, 20)
)


@given(
    st.lists(TEXTS | st.text(max_size=6), max_size=12),
    st.lists(TEXTS | st.text(max_size=6), max_size=5),
    st.integers(1, 14),
    st.sampled_from([0.0, 45.0, 80.0, 100.0]),
)
def test_the_search_is_exact_for_any_names(
    base: list[str], queries: list[str], top: int, floor: float
) -> None:
    assert_same(*both_ways(base, queries, top, floor))


def test_of_one_likeness_all_are_found_or_the_first() -> None:
    base = ["采石许可", "取水许可", "采砂许可", "取水许可", "取水许可证"]
    for found in both_ways(base, ["取水许可"], 1, 0.0):
        assert found.place.tolist() == [1, 3]
        assert found.score.tolist() == [100.0, 100.0]
        assert found.first(1).place.tolist() == [1]
        assert found.first(1).start.tolist() == [0, 1]


@given(st.lists(st.text(max_size=6), max_size=6), st.lists(st.text(max_size=6), max_size=4))
def test_any_names_at_all(base: list[str], queries: list[str]) -> None:
    found = Candidates(base).best(queries, 3)
    assert found.index.shape == found.score.shape == (len(queries), 3)
    assert ((found.index >= -1) & (found.index < max(len(base), 1))).all()
    assert ((found.index >= 0) | (found.score == 0)).all()
