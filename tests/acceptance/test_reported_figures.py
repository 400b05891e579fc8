"""The figures that the yearly reports state come out of lists with those counts (domain §7)."""

from pathlib import Path

import pytest

from service.vocabulary import Category
from tests.acceptance.conftest import Command
from tests.support.report_lists import Row, WrittenList, departments, rebased, renamed, rows, townships

YUZHONG = {
    Category.LICENSING: 336,
    Category.PENALTY: 1709,
    Category.COERCION: 18,
    Category.COLLECTION: 54,
    Category.ADJUDICATION: 1,
    Category.PAYMENT: 2,
    Category.CONFIRMATION: 10,
    Category.OTHER: 84,
}


def load(quanze: Command, path: Path, division: str, kind: str, edition: str) -> dict[str, object]:
    outcome = quanze(
        "load",
        path,
        "--division",
        division,
        "--kind",
        kind,
        "--edition",
        edition,
        "--publish",
        "--format",
        "json",
    )
    assert outcome.exit_code == 0, outcome.output
    document: dict[str, object] = outcome.document
    return document


def test_yuzhong_2013_has_72_bodies_and_2214_powers(quanze: Command, tmp_path: Path) -> None:
    bodies = departments(51) + townships(21)
    path = WrittenList("榆中县行政权力清单", rows(bodies, YUZHONG)).write(tmp_path / "榆中县.xlsx")
    report = load(quanze, path, "620123", "power", "2013")
    assert (report["items"], report["bodies"]) == (2214, 72)
    assert report["by_category"] == {category.value: count for category, count in YUZHONG.items()}


def licences_of_two_years() -> tuple[list[Row], list[Row], dict[str, int]]:
    """432 licences of 59 bodies, then 351: 3 departments add 1 each, 15 departments lose 84.

    Among those that stay some are renamed and some stand on another provision.
    """
    offices = departments(37)
    bodies = ["江山市人民政府", *offices, *townships(21)]
    before = rows(bodies, {Category.LICENSING: 432})
    gaining, losing = offices[:3], offices[3:18]
    quota = {body: 6 if at < 9 else 5 for at, body in enumerate(losing)}
    left = dict(quota)
    after: list[Row] = []
    for at, row in enumerate(before):
        if left.get(row.body):
            left[row.body] -= 1
            continue
        after.append(renamed(row) if at % 17 == 0 else rebased(row) if at % 23 == 0 else row)
    for at, body in enumerate(gaining):
        after.append(
            Row(
                body=body,
                category=Category.LICENSING,
                name=("通用航空飞行营地设置许可", "民用无人驾驶航空器试飞许可", "数据交易场所设立许可")[at],
                basis="《中华人民共和国行政许可法》第十二条",
                code=f"0001990{at + 1:02d}000",
            )
        )
    after.sort(key=lambda row: bodies.index(row.body))
    return before, after, quota


@pytest.mark.parametrize("codes", [True, False], ids=["codes", "no codes"])
def test_the_licence_cleanup_of_432_to_351(quanze: Command, tmp_path: Path, codes: bool) -> None:
    before, after, quota = licences_of_two_years()
    for label, listed in (("2008", before), ("2009", after)):
        path = WrittenList("行政许可项目清理意见书", listed).write(tmp_path / f"{label}.xlsx", codes=codes)
        report = load(quanze, path, "330881", "licensing", label)
        assert report["bodies"] == 59
    outcome = quanze(
        "compare",
        "--division",
        "330881",
        "--kind",
        "licensing",
        "--from",
        "2008",
        "--to",
        "2009",
        "--format",
        "json",
    )
    figures = outcome.document
    assert (figures["before"], figures["after"], figures["net"]) == (432, 351, -81)
    assert (figures["added"], figures["removed"]) == (3, 84)
    assert (figures["merged"], figures["split"], figures["transferred"]) == (0, 0, 0)
    assert (figures["bodies_gaining"], figures["bodies_losing"]) == (3, 15)
    assert sorted(row["removed"] for row in figures["by_body"] if row["removed"]) == sorted(quota.values())
    assert figures["renamed"] > 0
    assert figures["changed"] > 0
    assert figures["renamed"] + figures["changed"] + figures["unchanged"] == 348
    text = quanze(
        "compare", "--division", "330881", "--kind", "licensing", "--from", "2008", "--to", "2009"
    ).output  # fmt: skip
    assert "351项" in text
    assert "减少81项" in text
    assert "3个部门各增1项" in text
    assert "15个部门减少84项" in text


@pytest.mark.parametrize(
    ("division", "kind", "label", "bodies", "counts"),
    [
        ("220602", "power", "2019", 69, {Category.PENALTY: 300, Category.OTHER: 21}),
        ("220602", "licensing", "2019", 69, {Category.LICENSING: 141}),
        ("511700", "combined", "2021", 1, {Category.LICENSING: 6, Category.PUBLIC_SERVICE: 6}),
    ],
    ids=["浑江区 321", "浑江区 141", "达州 6 + 6"],
)
def test_other_reported_totals(
    quanze: Command,
    tmp_path: Path,
    division: str,
    kind: str,
    label: str,
    bodies: int,
    counts: dict[Category, int],
) -> None:
    names = (departments(51) + townships(21))[:bodies]
    path = WrittenList("事项清单", rows(names, counts)).write(tmp_path / "清单.xlsx")
    report = load(quanze, path, division, kind, label)
    assert (report["items"], report["bodies"]) == (sum(counts.values()), bodies)
    assert report["by_category"] == {category.value: count for category, count in counts.items()}
