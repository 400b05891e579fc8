"""Scoring in bulk gives what judging one by one gives, or says that it does not know."""

import csv
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.matching import judge, read_name
from service.matching.coding import Coder
from service.matching.scoring import scores_of

OWN = Path(__file__).with_name("pairs.tsv")
# Words of every class, and marks that change how others are read.
PIECES = (
    *("取水", "食品", "药品", "青瓷", "学校", "幼儿园", "企业", "个人", "道路", "公路", "林地", "土地"),
    *("生产", "经营", "销售", "使用", "变更", "延续", "注销", "设立", "新办", "甲级", "乙级", "省级"),
    *("市级", "未", "不得", "非", "拒不", "一类", "第二类", "50万元", "以上", "转", "一", "百货", "活动"),
    *("业务", "管理", "许可", "审批", "备案", "核准", "登记", "处罚", "检查", "的", "、", "（", "）"),
    *("（含变更）", "（除外）", "（县级）", "四川省", "广安市", "江苏省", "对", "丹霞", "丹", "霞"),
)
NAMES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)


def labelled() -> list[tuple[str, str]]:
    with OWN.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["name_a"], row["name_b"]) for row in rows]


class Compared(NamedTuple):
    """Scores in bulk beside those of `judge`: the pairs scored otherwise, and the share left to `judge`."""

    wrong: list[tuple[tuple[str, str], float, float]]
    undecided: float


def compared(pairs: Sequence[tuple[str, str]]) -> Compared:
    """Score pairs in bulk, both ways round, and judge them one by one."""
    ours, theirs = ([read_name(name) for name in side] for side in zip(*pairs, strict=True))
    coder = Coder([name.text for name in theirs])
    coded, places = coder.coded([name.text for name in ours]), np.arange(len(pairs))
    scores = scores_of(coded, coder.base, places, places, coder.rules())
    turned = scores_of(coder.base, coded, places, places, coder.rules())
    wrong = []
    for n, (one, other) in enumerate(zip(scores.tolist(), turned.tolist(), strict=True)):
        judged = judge(ours[n], theirs[n]).score
        told = not math.isnan(one)
        if told == math.isnan(other) or (told and (one != other or abs(judged - one) > 0.05 + 1e-9)):
            wrong.append((pairs[n], one, judged))
    return Compared(wrong, float(np.isnan(scores).mean()))


def test_labelled_pairs() -> None:
    found = compared(labelled())
    assert found.wrong == []
    assert found.undecided < 0.25


def test_names_that_have_nothing_to_do_with_one_another() -> None:
    rng = random.Random(3)
    left, right = (list(side) for side in zip(*labelled(), strict=True))
    pairs = [(rng.choice(left), rng.choice(right)) for _ in range(3000)]
    found = compared(pairs)
    assert found.wrong == []
    assert found.undecided < 0.25


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=8))
def test_any_names(pairs: list[tuple[str, str]]) -> None:
    assert compared(pairs).wrong == []


@given(st.lists(NAMES, min_size=1, max_size=6), st.data())
def test_names_with_a_piece_added_left_out_or_moved(names: list[str], data: st.DataObject) -> None:
    pairs = []
    for name in names:
        at, to = (data.draw(st.integers(0, len(name))) for _ in range(2))
        piece = data.draw(st.sampled_from(("", *PIECES)))
        changed = name[:at] + piece + name[data.draw(st.integers(at, len(name))) :]
        pairs.append((name, changed[to:] + changed[:to] if data.draw(st.booleans()) else changed))
    assert compared(pairs).wrong == []


def test_what_is_kept_of_names_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = labelled()
    ours = [read_name(name).text for name, _ in pairs]
    coder = Coder([read_name(name).text for _, name in pairs])
    first = coder.coded(ours)
    for most in (0, 3, len(ours), 16_384):
        monkeypatch.setattr("service.matching.coding._MOST_KEPT", most)
        for _ in range(2):
            again = [*coder.coded(ours[::2]), *coder.coded(ours)]
            assert all(map(np.array_equal, flat(again[len(first) :]), flat(first)))


def flat(coded: Iterable[Any]) -> Iterator[Any]:
    for part in coded:
        yield from flat(part) if isinstance(part, tuple) else (part,)
