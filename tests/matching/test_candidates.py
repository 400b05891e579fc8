"""Candidates: as good as comparing everything with everything, in order, whatever the sizes."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from service.matching import Candidates

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


def test_chunks_give_what_the_whole_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    base = names(120)
    whole = Candidates(base).best(base, 3)
    monkeypatch.setattr("service.matching.candidates._CHUNK", 50)
    starts = [start for start, _ in Candidates(base).chunks(base, 3)]
    assert starts == [0, 50, 100]
    pieces = Candidates(base).best(base, 3)
    assert (pieces.index == whole.index).all()
    assert (pieces.score == whole.score).all()


@given(st.lists(st.text(max_size=6), max_size=6), st.lists(st.text(max_size=6), max_size=4))
def test_any_names_at_all(base: list[str], queries: list[str]) -> None:
    found = Candidates(base).best(queries, 3)
    assert found.index.shape == found.score.shape == (len(queries), 3)
    assert ((found.index >= -1) & (found.index < max(len(base), 1))).all()
    assert ((found.index >= 0) | (found.score == 0)).all()
