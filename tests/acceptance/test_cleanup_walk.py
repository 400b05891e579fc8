"""docs/cleanup.md is walked as it is written: every command, every cell filled in, every output shown."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from schema import Kept, Request, answer, executable_schema
from service.cli.app import app
from service.store import open_store
from service.store.reference import load_reference
from tests.cleanup.sheets import Clerk
from tests.cleanup.test_settling import CONTRADICTIONS
from tests.support.repository import ROOT
from tests.support.stores import SqliteStores

PAGE = (ROOT / "docs" / "cleanup.md").read_text("utf-8")
_STEP = re.compile(
    r"```(?P<language>\w+)\n(?P<block>.*?)```"
    r"|\| 部门 \| 事项 \| 填写 \|\n\|[-|]+\|\n(?P<rows>(?:\|[^\n]*\|\n)+)",
    re.DOTALL,
)
_LEFT_OUT = "……"


class Walk:
    """A county's office at its desk: one folder, one store."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.printed = ""
        self.answered: dict[str, Any] = {}

    def sh(self, block: str) -> None:
        """Run the commands in turn and keep what the last one printed, on either stream."""
        for line in block.splitlines():
            program, *words = shlex.split(line)
            assert program == "quanze", line
            done = CliRunner().invoke(app, words, catch_exceptions=False)
            assert done.exit_code == 0, f"{line}\n{done.output}"
            self.printed = done.output

    def text(self, block: str) -> None:
        """Find the lines shown in what was printed, none between them but where some are left out."""
        parts = [part.strip("\n") for part in block.split(f"{_LEFT_OUT}\n")]
        at = 0
        for place, part in enumerate(parts):
            found = self.printed.find(f"{part}\n" if part else "", at)
            assert found >= 0, f"not printed:\n{part}\n\nbut:\n{self.printed}"
            assert place or not part or found == 0 or self.printed[found - 1] == "\n"
            at = found + len(part)

    def toml(self, block: str) -> None:
        """Write the file its first line names."""
        Path(block.splitlines()[0].removeprefix("# ")).write_text(block, "utf-8")

    def graphql(self, block: str) -> None:
        """Ask the store."""
        store = open_store(self.url)
        self.answered = answer(executable_schema, store, Request(query=block), Kept(1)).document()
        store.close()

    def json(self, block: str) -> None:
        """Hold the answer to what is shown of it."""
        _shown(json.loads(block), json.loads(json.dumps(self.answered)))

    def fill_in(self, rows: str) -> None:
        """Fill in the bodies' working spreadsheets; an item that is not there yet is a new row."""
        for row in rows.splitlines():
            body, name, said = (cell.strip() for cell in row.strip("|").split("|"))
            (path,) = Path("清理2026").glob(f"*开化县{body}.xlsx")
            cells = dict(part.split("：", 1) for part in said.split("；"))
            clerk = Clerk(path)
            if clerk.has(name):
                clerk.fill(name, **cells)
            else:
                clerk.add(**{"事项名称": name, **cells})
            clerk.save()


def _shown(shown: Any, found: Any) -> None:
    if isinstance(shown, dict):
        for key, value in shown.items():
            _shown(value, found[key])
    elif isinstance(shown, list):
        assert len(found) == len(shown)
        for one, other in zip(shown, found, strict=True):
            _shown(one, other)
    else:
        assert found == shown


@pytest.fixture
def walk(sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    """A fresh store with the reference data, in a folder that has the example lists."""
    url = sqlite_stores.migrated()
    store = open_store(url)
    with store.write() as connection:
        load_reference(connection)
    store.close()
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUANZE_DATABASE_URL", url)
    yield Walk(url)
    sqlite_stores.remove(url)


def test_the_page_is_walked_as_it_is_written(walk: Walk) -> None:
    done: list[str] = []
    for step in _STEP.finditer(PAGE):
        if step["rows"]:
            walk.fill_in(step["rows"])
        else:
            getattr(walk, step["language"])(step["block"])
        done.append(step["language"] or "rows")
    assert {language: done.count(language) for language in done} == {
        "sh": 9,
        "text": 8,
        "rows": 2,
        "toml": 1,
        "graphql": 3,
        "json": 3,
    }
    assert len(done) == PAGE.count("```") // 2 + 2, "every block is a step"
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
