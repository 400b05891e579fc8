"""The sentence of the reports in its grammatical cases."""

import pytest

from service.comparison import Figures, reconcile
from service.documents import balance_line, cleanup_sentence, kinds_sentence
from service.items import Body, StandingItem
from service.vocabulary import ListKind
from tests.comparison.lists import item
from tests.comparison.reports import licences_of_two_years


def figures(*bodies: tuple[int, int]) -> Figures:
    """Figures of bodies with so many items before and after, all of them kept, added or removed."""
    before: list[StandingItem] = []
    after: list[StandingItem] = []
    for number, (old, new) in enumerate(bodies, start=1):
        body = Body(id=number, name=f"{number}局", division="330881")
        for side, count, edition in ((before, old, "2018"), (after, new, "2019")):
            side.extend(
                item(number * 100 + at, f"{number}甲{at}登记", body=body, edition=edition)
                for at in range(count)
            )
    return reconcile(before, after).figures


@pytest.mark.parametrize(
    ("bodies", "said"),
    [
        (((5, 6), (5, 6), (8, 4)),
         "共清理出收费项目16项，比上年减少2项，其中2个部门各增1项，1个部门减少4项。"),
        (((5, 7),), "共清理出收费项目7项，比上年增加2项。"),
        (((5, 7), (2, 2)), "共清理出收费项目9项，比上年增加2项，其中1个部门增加2项。"),
        (((5, 3), (4, 2)), "共清理出收费项目5项，比上年减少4项，其中2个部门各减2项。"),
        (((5, 7), (2, 5)), "共清理出收费项目12项，比上年增加5项，其中2个部门增加5项。"),
        (((5, 6), (2, 1)), "共清理出收费项目7项，与上年持平，其中1个部门增加1项，1个部门减少1项。"),
        (((5, 5), (2, 2)), "共清理出收费项目7项，与上年持平，各部门数量均无增减。"),
        (((0, 3), (0, 2)), "共清理出收费项目5项。"),
        (((3, 0), (2, 0)), "共清理出收费项目0项，比上年减少5项，其中2个部门减少5项。"),
    ],
)  # fmt: skip
def test_every_case(bodies: tuple[tuple[int, int], ...], said: str) -> None:
    assert cleanup_sentence(figures(*bodies), "2018", "2019", ListKind.CHARGES) == said


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (("2018", "2019"), "比上年减少1项"),
        (("2015", "2019"), "比2015年减少1项"),
        (("征求意见稿", "2019"), "比“征求意见稿”减少1项"),
        (("2018", "2019修订"), "比2018年减少1项"),
    ],
)
def test_the_earlier_edition_is_called_by_its_label(labels: tuple[str, str], said: str) -> None:
    assert said in cleanup_sentence(figures((3, 2), (1, 1)), *labels, ListKind.POWER)


def test_the_sentence_a_report_states() -> None:
    found = reconcile(*licences_of_two_years(codes=False)).figures
    assert cleanup_sentence(found, "2008", "2009", ListKind.LICENSING) == (
        "共清理出行政许可事项351项，比上年减少81项，其中3个部门各增1项，15个部门减少84项。"
    )
    assert kinds_sentence(found).startswith("其中新增3项、取消84项、更名")
    assert balance_line(found, "2008", "2009") == "432（2008）＋新增3－取消84＋拆分0－合并0＝351（2009）"


def test_a_list_without_changes_says_so() -> None:
    assert kinds_sentence(figures((2, 2))) == "2项均无变动。"
    assert kinds_sentence(figures()) == "无事项。"


@pytest.mark.parametrize("kind", ListKind)
def test_every_kind_of_list_has_a_noun(kind: ListKind) -> None:
    assert cleanup_sentence(figures((1, 1)), "2018", "2019", kind).startswith("共清理出")
