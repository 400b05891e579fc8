"""docs/cleanup.md is walked as it is written: every command, every cell filled in, every output shown."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cleanup.sheets import Clerk
from tests.cleanup.test_settling import CONTRADICTIONS
from tests.support.desk import Desk, desk_in, filled
from tests.support.repository import ROOT
from tests.support.stores import SqliteStores

PAGE = (ROOT / "docs" / "cleanup.md").read_text("utf-8")


@pytest.fixture
def desk(sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A county's office."""
    with desk_in(tmp_path, sqlite_stores, monkeypatch) as opened:
        yield opened


def fill_in(rows: list[list[str]]) -> None:
    """Fill in the bodies' working spreadsheets; an item that is not there yet is a new row."""
    for body, name, said in rows:
        (path,) = Path("清理2026").glob(f"*开化县{body}.xlsx")
        clerk = Clerk(path)
        if clerk.has(name):
            clerk.fill(name, **filled(said))
        else:
            clerk.add(**{"事项名称": name, **filled(said)})
        clerk.save()


def test_the_page_is_walked_as_it_is_written(desk: Desk) -> None:
    done = desk.walk(PAGE, fill_in)
    assert done == {"sh": 9, "text": 8, "rows": 2, "toml": 1, "graphql": 3, "json": 3}
    assert Path("对照表.xlsx").stat().st_size > 5000
    assert json.loads(Path("对照.json").read_text("utf-8"))["after"] == 219
    assert Path("变动明细.csv").read_text("utf-8-sig").count("部门申报") == 6


def test_the_page_lists_every_finding_of_opinions() -> None:
    table = PAGE[PAGE.index("## 处理意见的发现") :]
    listed = [
        code for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for code in row.split("`")[1::2]
    ]
    assert sorted(listed) == sorted(
        {*CONTRADICTIONS, "identity-lost", "row-missing", "change-without-opinion"}
    )
