"""The example lists differ as differences.toml tells, and in nothing else."""

import re
from functools import lru_cache
from typing import Any

import pytest

from seeds import seed_toml
from service.citations import read_bases
from service.divisions import read_levels
from service.vocabulary import Category, read_category
from tests.support.examples import DIVISIONS, EDITIONS, LEVEL_OF, Row, example_rows, registry, shown

CHANGING = {
    "transferred": "统一社会信用代码",
    "renamed": "事项名称",
    "rebased": "设定依据",
    "level": "行使层级",
    "shortened": "承诺时限",
    "discretion": "裁量基准",
}
FOLLOWING = {
    "transferred": {"实施主体", "实施编码", "监督电话", "承办机构"},
    "renamed": {"责任事项", "追责情形"},
}
ASPECTS = {"name": "事项名称", "category": "职权类型", "basis": "设定依据"}


@lru_cache(maxsize=1)
def differences() -> dict[str, list[dict[str, Any]]]:
    return seed_toml("examples", "differences.toml")


def changes(division: str, kind: str) -> list[dict[str, Any]]:
    told = differences()["changes"]
    return [change for change in told if (change["division"], change["kind"]) == (division, kind)]


def items(division: str, side: str, *kinds: str) -> list[str]:
    return sorted(name for kind in kinds for change in changes(division, kind) for name in change[side])


def by_code(division: str, edition: str) -> dict[str, Row]:
    return {row["基本编码"]: row for row in example_rows(division, edition)}


@pytest.mark.parametrize("division", DIVISIONS)
def test_items_come_and_go_as_told(division: str) -> None:
    before, after = by_code(division, "2024"), by_code(division, "2025")
    gone = sorted(shown(row) for code, row in before.items() if code not in after)
    come = sorted(shown(row) for code, row in after.items() if code not in before)
    assert gone == items(division, "before", "removed", "merged", "split")
    assert come == items(division, "after", "added", "merged", "split")


@pytest.mark.parametrize("division", DIVISIONS)
def test_items_that_stay_change_as_told_and_in_nothing_else(division: str) -> None:
    before, after = by_code(division, "2024"), by_code(division, "2025")
    renamed_bodies = [(told["before"], told["after"]) for told in changes(division, "body-renamed")]
    found: dict[str, list[str]] = {kind: [] for kind in CHANGING}
    for code in before.keys() & after.keys():
        old, new = before[code], after[code]
        fields = {column for column in old if old[column] != new[column]} - {"序号", "备注"}
        kinds = [kind for kind, column in CHANGING.items() if column in fields]
        for kind in kinds:
            found[kind].append(shown(new))
            fields -= {CHANGING[kind]} | FOLLOWING.get(kind, set())
        if ([old["实施主体"]], [new["实施主体"]]) in renamed_bodies:
            fields -= {"实施主体"}
        assert not fields, shown(new)
    assert {kind: sorted(names) for kind, names in found.items()} == {
        kind: items(division, "after", kind) for kind in CHANGING
    }


@pytest.mark.parametrize("division", DIVISIONS)
def test_every_kind_of_change_occurs(division: str) -> None:
    for kind in ("added", "removed", "merged", "split", *CHANGING.keys() - {"discretion"}):
        assert changes(division, kind), kind
    assert all(len(change["before"]) >= 2 for change in changes(division, "merged"))
    assert all(len(change["after"]) >= 2 for change in changes(division, "split"))


@pytest.mark.parametrize("division", DIVISIONS[1:])
@pytest.mark.parametrize("edition", EDITIONS)
def test_levels_depart_from_the_province_as_told_and_in_nothing_else(division: str, edition: str) -> None:
    target = by_code(division, edition)
    names = {shown(row) for row in target.values()}
    found: set[tuple[str, str, str]] = set()
    for code, model in by_code("330000", edition).items():
        own = target.get(code)
        if own:
            apart = [kind for kind, column in ASPECTS.items() if model[column] != own[column]]
            found |= {(kind, shown(model), shown(own)) for kind in apart}
        elif shown(model) in names:
            found.add(("code", shown(model), shown(model)))
        elif LEVEL_OF[division] in read_levels(model["行使层级"]):
            found.add(("missing", shown(model), ""))
    told = {
        (entry["kind"], entry["reference"], entry["item"])
        for entry in differences()["deviations"]
        if (entry["division"], entry["edition"]) == (division, edition)
    }
    assert found == told
    assert {kind for kind, _, _ in told} == {*ASPECTS, "code", "missing"}


def days(text: str) -> int | None:
    """The working days a time limit states; none at all for 即时办结."""
    if text == "即时办结":
        return 0
    stated = re.fullmatch(r"(\d+)个工作日", text)
    return int(stated[1]) if stated else None


def to_be_found(row: Row, on: str) -> set[str]:
    """The findings a row is put there for, judged here without the product's checks."""
    codes = set()
    legal, promised = days(row["法定时限"]), days(row["承诺时限"])
    if legal is not None and promised is not None and promised > legal:
        codes.add("promised-over-legal")
    if row["职权类型"] == "行政处罚" and not row["裁量基准"]:
        codes.add("missing-discretion-standard")
    told = next(category for category in Category if category.code == row["基本编码"][2:4])
    if read_category(row["职权类型"]).category != told:
        codes.add("code-mismatch")
    for basis in read_bases(row["设定依据"]):
        known = registry()[basis.title or ""]
        assert known["effective"] <= on, "an instrument not yet in force is no example"
        if known["repealed"] and known["repealed"] <= on:
            codes.add("instrument-not-in-force")
        if not basis.provisions and known["rank"] != "ND":
            codes.add("missing-article")
    return codes


def test_what_a_check_is_to_find_is_there_and_nowhere_else() -> None:
    found = {
        (division, edition, code, shown(row))
        for division in DIVISIONS
        for edition in EDITIONS
        for row in example_rows(division, edition)
        for code in to_be_found(row, f"{edition}-01-01")
    }
    told = differences()["checks"]
    assert found == {(check["division"], check["edition"], check["code"], check["item"]) for check in told}
