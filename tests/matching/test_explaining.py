"""The explanation: one Chinese line naming what agreed, what differed and what the evidence gave."""

import pytest

from service.matching import Evidence, explain, judge
from service.vocabulary import Category


@pytest.mark.parametrize(
    ("a", "b", "told"),
    [
        ("取水许可", "取水許可", "相同（100分）；名称一致（全半角、繁简体、空格不计）"),
        (
            "四川省取水许可证核发（县级）",
            "取水许可",
            "相同（99分）；一致：许可、取水权（去掉可以看穿的部分后全同）；看穿：县级、四川省",
        ),
        (
            "采矿权转让审批",
            "探矿权转让审批",
            "不同（40分）；一致：许可、转让；矿业权：“采矿”对“探矿”，不是同一事项",
        ),
    ],
)
def test_line(a: str, b: str, told: str) -> None:
    assert explain(judge(a, b)) == told


def test_evidence_is_told_with_what_it_gave() -> None:
    line = explain(
        judge(
            "青瓷烧制许可",
            "龙泉青瓷烧制许可",
            Evidence(
                category_a=Category.LICENSING,
                category_b=Category.LICENSING,
                code=True,
                article=True,
                field=False,
            ),
        )
    )
    assert line.startswith("相同（")
    assert "文字：“无”对“龙泉”，有编码佐证" in line
    assert "职权类型同为行政许可；基本编码相同（+25）；依据条款相同（+15）；部门领域不同" in line


def test_a_shut_gate_is_told() -> None:
    line = explain(
        judge("低保", "低保", Evidence(category_a=Category.CONFIRMATION, category_b=Category.PAYMENT))
    )
    assert line.startswith("不同（")
    assert "职权类型“行政确认”对“行政给付”，不是同一事项" in line


@pytest.mark.parametrize(
    ("a", "b"), [("", "取水许可"), ("未取得许可的", "对取得许可的处罚"), ("甲级", "乙级")]
)
def test_always_one_line(a: str, b: str) -> None:
    line = explain(judge(a, b))
    assert line
    assert "\n" not in line
