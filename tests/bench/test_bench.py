"""The benchmarks run, on a small list: what they measure is looked at by `make bench`."""

from collections import Counter

import pytest

from tests.bench import comparison, legal, loading, matching
from tests.bench.__main__ import placed
from tests.bench.corpus import HEADER, bodies, list_rows
from tests.bench.names import base_names, queries


def test_generated_lists_are_whole_distinct_and_repeatable() -> None:
    rows = list(list_rows(2000))
    assert [int(row[0]) for row in rows] == list(range(1, 2001))
    assert all(len(row) == len(HEADER) and all(row) for row in rows)
    assert {row[4] for row in rows} == set(bodies())
    assert max(Counter(row[1:3] + row[4:5] for row in rows).values()) == 1
    assert max(Counter(row[3] for row in rows).values()) == 1
    assert rows == list(list_rows(2000))
    assert rows != list(list_rows(2000, seed=7))


def test_loading_is_measured_on_every_store_that_is_here() -> None:
    told = "\n".join(loading.run(rows=106, repeats=1))
    assert "106 rows, SQLite" in told
    assert told.count("| seconds | rows/s | ratio |") >= 2
    assert told.count("| 1.0 |") >= 2


def test_checking_and_impact_are_measured() -> None:
    told = "\n".join(legal.run(rows=212, repeats=1))
    assert "212 items" in told
    assert told.count("| seconds | items/s | ratio |") == 2


def test_chained_editions_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each form is a process of its own; that none holds a list is tests/reading/test_comparing_memory's.
    monkeypatch.setattr(comparison, "REPORTS", ("json",))
    told = "\n".join(comparison.run(rows=530, repeats=1))
    assert "10 editions of 530 items" in told
    assert told.count("| seconds | items/s | ratio |") == 1
    assert "| in the store |" in told
    assert told.count("… and the report written as json") == 1


def test_generated_names_are_distinct_and_repeatable_and_queries_tell_theirs() -> None:
    names = base_names(3000)
    assert len({*names}) == 3000
    assert names == base_names(3000)
    asked = list(queries(names, 2000))
    assert asked == list(queries(names, 2000))
    verbatim = sum(query.name == names[query.place] for query in asked)
    assert 0.25 < verbatim / len(asked) < 0.5


def test_matching_is_measured_against_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "BASE", 300)
    monkeypatch.setattr(matching, "COMMAND_BASES", (300,))
    monkeypatch.setitem(matching._AT_MOST, "splink", 60)
    told = "\n".join(matching.run(rows=120, repeats=1))
    rows = [line.split("|") for line in told.splitlines() if line.startswith("| ")]
    assert Counter(row[2].strip() for row in rows) == {"queries": 2, "120": 5, "60": 1}
    assert told.count("| 1.0 |\n") + told.endswith("| 1.0 |") >= 2
    recall = {row[1].strip(): float(row[5]) for row in rows if row[2].strip() == "120" and row[6].strip()}
    assert recall["Quanze: candidates, scored"] >= recall["rapidfuzz `cdist`, all with all"] > 0.9


def test_a_section_takes_its_own_place_and_no_other() -> None:
    page = placed("# Benchmarks\n", "a", "first")
    page = placed(page, "b", "second")
    assert placed(placed(page, "a", "newer\\1"), "a", "first") == page
    assert placed(page, "a", "newer") == page.replace("first", "newer")
