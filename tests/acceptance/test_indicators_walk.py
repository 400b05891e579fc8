"""docs/indicators.md is walked as it is written, and its table of indicators is the one in force."""

import re
from pathlib import Path

import pytest

from service.indicators import column_of, indicator_rules
from tests.support.desk import desk_in
from tests.support.repository import ROOT
from tests.support.stores import SqliteStores

PAGE = (ROOT / "docs" / "indicators.md").read_text("utf-8")


def test_the_page_is_walked_as_it_is_written(
    sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_in(tmp_path, sqlite_stores, monkeypatch) as desk:
        done = desk.walk(PAGE, lambda _: None)
    assert done == {"sh": 2, "text": 2, "graphql": 3, "json": 3}


def test_the_page_tells_every_indicator_its_name_and_column() -> None:
    told = re.findall(r"^\| `([a-z-]+)` \| (\S+) \| ([^|]+) \|", PAGE, re.MULTILINE)
    rules = indicator_rules().indicators
    assert [(key, name) for key, name, _ in told] == [(rule.key, rule.name) for rule in rules]
    for rule, (_, _, column) in zip(rules, told, strict=True):
        assert column.startswith(column_of(rule) if rule.field else "自设列")
        assert column.endswith(f"没有填的看“{rule.yes_headings[0]}”" if rule.yes_headings else column)
