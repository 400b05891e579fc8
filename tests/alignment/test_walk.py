"""docs/alignment.md is walked as it is written: every command, every cell filled in, every output shown."""

import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from service.cli.app import app
from tests.support.desk import Desk, desk_in, filled
from tests.support.repository import ROOT
from tests.support.stores import SqliteStores

PAGE = (ROOT / "docs" / "alignment.md").read_text("utf-8")


@pytest.fixture
def desk(sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A province's office."""
    with desk_in(tmp_path, sqlite_stores, monkeypatch) as opened:
        yield opened


def fill_in(rows: list[list[str]]) -> None:
    """Write decisions into the workbook."""
    book = openpyxl.load_workbook("对照表.xlsx")
    sheet = book["对照明细"]
    at = {cell.value: cell.column for cell in sheet[2]}
    for name, said in rows:
        (number,) = [
            line[0].row for line in sheet.iter_rows(min_row=3) if line[at["事项名称"] - 1].value == name
        ]
        for title, value in filled(said).items():
            sheet.cell(number, at[title], value)
    book.save("对照表.xlsx")


def test_the_page_is_walked_as_it_is_written(desk: Desk) -> None:
    assert desk.walk(PAGE, fill_in) == {"sh": 6, "text": 3, "rows": 1, "graphql": 1, "json": 1}
    rows = json.loads(Path("对照.json").read_text("utf-8"))["targets"][0]["rows"]
    assert sorted(row["decision"] for row in rows if row["note"]) == ["CONFIRMED", "REJECTED"]


def test_decisions_that_cannot_be_read_change_nothing(desk: Desk) -> None:
    for division in ("330000", "330824"):
        desk.sh(
            f"quanze load seeds/examples/{division}-2025.csv --division {division} --kind combined"
            " --edition 2025 --publish"
        )
    Path("bad.tsv").write_text("before\tafter\tdecision\nx\ty\t确认\n", "utf-8")
    words = ["align", "--reference", "330000", "--targets", "330824", "--format", "json", "--decisions"]
    for name, code in (("bad.tsv", "bad-decisions"), ("absent.tsv", "unreadable-file")):
        done = CliRunner().invoke(app, [*words, name])
        assert done.exit_code == 1
        assert json.loads(done.stdout)["findings"][0]["code"] == code
    done = CliRunner().invoke(app, [*words[:-1]])
    assert {row["note"] for row in json.loads(done.stdout)["targets"][0]["rows"]} == {""}


def test_a_comparison_takes_decisions_back_too(desk: Desk) -> None:
    for year in ("2024", "2025"):
        desk.sh(
            f"quanze load seeds/examples/330824-{year}.csv --division 330824 --kind combined"
            f" --edition {year} --publish"
        )
    words = ["compare", "--division", "330824", "--kind", "combined", "--format", "json"]
    forwards = [*words, "--from", "2024", "--to", "2025"]
    found = json.loads(CliRunner().invoke(app, forwards).stdout)
    renamed = next(change for change in found["changes"] if change["kind"] == "RENAMED")
    ids = renamed["before"][0]["id"], renamed["after"][0]["id"]
    Path("said.tsv").write_text("before\tafter\tdecision\n" + "\t".join(ids) + "\t否定\n", "utf-8")
    backwards = [*words, "--from", "2025", "--to", "2024", "--decisions", "said.tsv"]
    assert CliRunner().invoke(app, backwards).exit_code == 1
    done = CliRunner().invoke(app, [*forwards, "--decisions", "said.tsv", "--decided-by", "王某"])
    assert done.exit_code == 0, done.output
    again = json.loads(done.stdout)
    assert (again["renamed"], again["added"]) == (found["renamed"] - 1, found["added"] + 1)
    rejected = [change for change in again["changes"] if change["decision"] == "REJECTED"]
    assert sorted(change["kind"] for change in rejected) == ["ADDED", "REMOVED"]
