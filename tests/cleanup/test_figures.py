"""Figures files: what they may say, what is wrong with them, and what the books do not bear out."""

from pathlib import Path

import pytest

from service.cleanup import StatedFigure, hold_figures, read_stated_figures
from service.comparison import Figures, reconcile, without_matching
from service.errors import Refusal
from service.items import StandingItem
from service.vocabulary import Category
from tests.comparison.lists import CIVIL, FORESTRY, HEALTH, LICENSING, PENALTY, item

COUNTY = "330824"
STATED = """
[total]
上年 = 4
今年 = 4
新增 = 1
取消 = 1
划转 = 1
更名 = 0
变更 = 1
不变 = 1
部门数 = 3
增加的部门 = 2
减少的部门 = 1

[bodies."开化县民政局"]
上年 = 3
今年 = 1
取消 = 1
转出 = 1
净增减 = -2

[bodies."卫生健康局"]
moved_in = 1
"新　增" = 0

[categories."许可"]
原有 = 3
net = 0
"""


@pytest.fixture
def figures() -> Figures:
    """Of four items one is gone, one has gone to another body, one has another basis; one has come."""

    def edition(year: str, *said: tuple[int, str, dict[str, object]]) -> list[StandingItem]:
        return [item(n, name, edition=year, revision=n + int(year), **more) for n, name, more in said]  # type: ignore[arg-type]

    before = edition(
        "2018",
        (1, "公墓建设审批", {"setting_basis": "《殡葬管理条例》第八条"}),
        (2, "老年人优待证核发", {}),
        (3, "社会团体成立登记", {}),
        (4, "滥伐林木的处罚", {"body": FORESTRY, "category": PENALTY}),
    )
    after = edition(
        "2019",
        (1, "公墓建设审批", {"setting_basis": "《殡葬管理条例》第九条"}),
        (2, "老年人优待证核发", {"body": HEALTH}),
        (4, "滥伐林木的处罚", {"body": FORESTRY, "category": PENALTY}),
        (5, "林木采伐许可", {"body": FORESTRY}),
    )
    return reconcile(before, after, matcher=without_matching).figures


def file_of(folder: Path, text: str) -> Path:
    path = folder / "所报数字.toml"
    path.write_text(text, "utf-8")
    return path


def held(folder: Path, figures: Figures, text: str) -> list[tuple[str, str, int | None]]:
    findings = hold_figures(figures, read_stated_figures(file_of(folder, text)), COUNTY)
    assert all(finding.severity == "warning" and finding.fix for finding in findings)
    return [(finding.code, finding.message, finding.row) for finding in findings]


def test_figures_that_agree_leave_nothing_to_say(tmp_path: Path, figures: Figures) -> None:
    assert len(read_stated_figures(file_of(tmp_path, STATED))) == 20
    assert held(tmp_path, figures, STATED) == []


def test_every_figure_that_differs_is_told_with_its_line(tmp_path: Path, figures: Figures) -> None:
    """Each number of the file one too high: each is told, the right number beside it."""
    lines = STATED.splitlines()
    raised = [
        f"{name}={int(number) + 1}" if number else name
        for name, _, number in (line.partition("=") for line in lines)
    ]
    told = held(tmp_path, figures, "\n".join(raised))
    numbered = [row for row, line in enumerate(lines, start=1) if "=" in line]
    assert [row for _, _, row in told] == numbered
    assert {code for code, _, _ in told} == {"count-mismatch"}
    assert told[2] == ("count-mismatch", "全部事项“新增”：所报 2，清册为 1", 5)
    assert told[11][1] == "开化县民政局“上年”：所报 4，清册为 3"
    assert told[15][1] == "开化县民政局“增减”：所报 -1，清册为 -2"
    assert told[18][1] == "行政许可“上年”：所报 4，清册为 3"


@pytest.mark.parametrize("name", [CIVIL.name, "开化县民政局", "县民政局", "浙江省开化县民政局"])
def test_a_body_is_known_with_and_without_its_division(tmp_path: Path, figures: Figures, name: str) -> None:
    assert held(tmp_path, figures, f'[bodies."{name}"]\n上年 = 3\n') == []


def test_a_body_the_list_does_not_have_is_told_once(tmp_path: Path, figures: Figures) -> None:
    told = held(tmp_path, figures, '[bodies."气象局"]\n上年 = 3\n今年 = 3\n[bodies."县气象局"]\n新增 = 0\n')
    assert told == [("unknown-body", "“气象局”在两个版本中都没有事项，所报数字无从核对", 2)]


def test_a_category_without_items_has_none(tmp_path: Path, figures: Figures) -> None:
    assert held(tmp_path, figures, '[categories."行政奖励"]\n今年 = 0\n') == []
    told = held(tmp_path, figures, 'categories."行政奖励" = { "今年" = 2 }\n')
    assert told == [("count-mismatch", "行政奖励“今年”：所报 2，清册为 0", 1)]


def test_a_figure_has_its_key_its_number_and_whose_it_is(tmp_path: Path) -> None:
    text = '\ufeff[total]\nadded = 3\n[bodies.民政局]\n"增加" = 1\n[categories.行政许可]\n新增 = 2\n'
    assert read_stated_figures(file_of(tmp_path, text)) == [
        StatedFigure(key="added", number=3, row=2),
        StatedFigure(key="added", number=1, row=4, body="民政局"),
        StatedFigure(key="added", number=2, row=6, category=Category.LICENSING),
    ]
    assert LICENSING is Category.LICENSING


WRONG = {
    "an unknown section": ("[合计]\n新增 = 1\n", "第 2 行：不认识的节“合计”"),
    "an unknown figure": ("[total]\n新赠 = 1\n", "第 2 行：“total”中不认识的数字“新赠”"),
    "a figure of parts of the whole": ("[total]\n转入 = 1\n", "不认识的数字“转入”"),
    "a figure of the whole of a body": (
        "[bodies.民政局]\n部门数 = 1\n",
        "“bodies.民政局”中不认识的数字“部门数”",
    ),
    "an unknown category": ("[categories.行政许诺]\n新增 = 1\n", "第 2 行：不认识的职权类型“行政许诺”"),
    "a figure of no body": ("[bodies]\n新增 = 1\n", '第 2 行：“bodies.新增”应写在 [bodies."名称"] 之下'),
    "a body under the whole": ("[total.民政局]\n新增 = 1\n", "“total.民政局.新增”应写在 [total] 之下"),
    "words": ('[total]\n新增 = "三"\n', "第 2 行：“新增”应是整数"),
    "a truth": ("[total]\n新增 = true\n", "“新增”应是整数"),
    "a fraction": ("[total]\n新增 = 1.5\n", "“新增”应是整数"),
    "the same twice": ("[total]\n新增 = 1\nadded = 1\n", "第 3 行：“新增”写了两次"),
    "a list": ("[[total]]\n新增 = 1\n", "“total”应是一节，写作 [total]"),
    "no section": ("新增 = 1\n", "第 1 行：“新增”不在任何一节之下"),
    "nothing": ("# 没有\n", "没有写明任何数字"),
    "no TOML": ("新增：1\n取消\n", "不是有效的 TOML"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_with_a_file_is_told(tmp_path: Path, wrong: str) -> None:
    text, told = WRONG[wrong]
    with pytest.raises(Refusal) as refused:
        read_stated_figures(file_of(tmp_path, text))
    assert refused.value.code == "bad-figures"
    assert told in refused.value.message


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read_stated_figures(file_of(tmp_path, "[total]\n新赠 = 1\n取消 = 1.5\n"))
    assert "第 2 行" in refused.value.message
    assert "第 3 行" in refused.value.message


@pytest.mark.parametrize(
    "content", [None, b"\xff\xfe\x00", b" " * (1 << 21)], ids=["absent", "no text", "huge"]
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "figures.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refusal, match="bad-figures"):
        read_stated_figures(path)
