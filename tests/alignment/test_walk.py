"""docs/alignment.md is walked as it is written: every command, every cell filled in, every output shown."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from schema import Kept, Request, answer, executable_schema
from service.cli.app import app
from service.store import open_store
from service.store.reference import load_reference
from tests.support.repository import ROOT
from tests.support.stores import SqliteStores

PAGE = (ROOT / "docs" / "alignment.md").read_text("utf-8")
_STEP = re.compile(
    r"```(?P<language>\w+)\n(?P<block>.*?)```|\| 事项 \| 填写 \|\n\|[-|]+\|\n(?P<rows>(?:\|[^\n]*\|\n)+)",
    re.DOTALL,
)
_LEFT_OUT = "……\n"


class Desk:
    """An office at work: one folder, one store, what was printed last."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.printed = ""
        self.answered: Any = None

    def sh(self, block: str) -> None:
        """Run the commands in turn."""
        for line in block.splitlines():
            program, *words = shlex.split(line)
            assert program == "quanze", line
            done = CliRunner().invoke(app, words, catch_exceptions=False)
            assert done.exit_code == 0, f"{line}\n{done.output}"
            self.printed = done.output

    def text(self, block: str) -> None:
        """Find what is shown in what was printed, part by part."""
        at = 0
        for part in filter(None, block.split(_LEFT_OUT)):
            found = self.printed.find(part.rstrip("\n"), at)
            assert found >= 0, f"not printed:\n{part}\n\nbut:\n{self.printed}"
            at = found + len(part.rstrip("\n"))

    def fill_in(self, rows: str) -> None:
        """Write decisions into the workbook."""
        book = openpyxl.load_workbook("对照表.xlsx")
        sheet = book["对照明细"]
        at = {cell.value: cell.column for cell in sheet[2]}
        for row in rows.splitlines():
            name, said = (cell.strip() for cell in row.strip("|").split("|"))
            (number,) = [
                line[0].row for line in sheet.iter_rows(min_row=3) if line[at["事项名称"] - 1].value == name
            ]
            for title, value in (part.split("：", 1) for part in said.split("；")):
                sheet.cell(number, at[title], value)
        book.save("对照表.xlsx")

    def graphql(self, block: str) -> None:
        """Ask the store."""
        store = open_store(self.url)
        self.answered = answer(executable_schema, store, Request(query=block), Kept(1)).document()
        store.close()

    def json(self, block: str) -> None:
        """Hold the answer to what is shown."""
        assert json.loads(json.dumps(self.answered))["data"] == json.loads(block)["data"]


@pytest.fixture
def desk(sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A fresh store with the reference data, in a folder that has the example lists."""
    url = sqlite_stores.migrated()
    store = open_store(url)
    with store.write() as connection:
        load_reference(connection)
    store.close()
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUANZE_DATABASE_URL", url)
    yield Desk(url)
    sqlite_stores.remove(url)


def test_the_page_is_walked_as_it_is_written(desk: Desk) -> None:
    done: list[str] = []
    for step in _STEP.finditer(PAGE):
        if step["rows"]:
            desk.fill_in(step["rows"])
        else:
            getattr(desk, step["language"])(step["block"])
        done.append(step["language"] or "rows")
    assert {language: done.count(language) for language in done} == {
        "sh": 6,
        "text": 3,
        "rows": 1,
        "graphql": 1,
        "json": 1,
    }
    assert len(done) == PAGE.count("```") // 2 + 1, "every block is a step"
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
