"""Walks through pages of docs/ for offices: commands run, cells filled in, outputs found."""

import json
import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

from schema import Kept, Request, answer, executable_schema
from service.cli.app import app
from service.store import open_store
from service.store.reference import load_reference
from tests.support.repository import ROOT
from tests.support.stores import SqliteStores

_STEP = re.compile(
    r"```(?P<language>\w+)\n(?P<block>.*?)```"
    r"|\| (?:部门 \| )?事项 \| 填写 \|\n\|[-|]+\|\n(?P<rows>(?:\|[^\n]*\|\n)+)",
    re.DOTALL,
)
_LEFT_OUT = "……"


class Desk:
    """An office at its desk: one folder, one store, what was printed and answered last."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.printed = ""
        self.answered: dict[str, Any] = {}

    def walk(self, page: str, fill_in: Callable[[list[list[str]]], None]) -> Counter[str]:
        """Do what the page says, block by block; `fill_in` is told the cells of each table to be filled in.

        Returns how many blocks there are of each language, tables counted as `rows`.
        """
        done: Counter[str] = Counter()
        for step in _STEP.finditer(page):
            if step["rows"]:
                lines = step["rows"].splitlines()
                fill_in([[cell.strip() for cell in line.strip("|").split("|")] for line in lines])
            else:
                getattr(self, step["language"])(step["block"])
            done[step["language"] or "rows"] += 1
        assert done.total() - done["rows"] == page.count("```") // 2, "every block is a step"
        return done

    def sh(self, block: str) -> None:
        """Run the commands in turn and keep what the last one printed, on either stream."""
        for line in block.splitlines():
            program, *words = shlex.split(line)
            assert program == "quanze", line
            done = CliRunner().invoke(app, words, catch_exceptions=False)
            assert done.exit_code == 0, f"{line}\n{done.output}"
            self.printed = done.output

    def text(self, block: str) -> None:
        """Find the lines shown in what was printed; …… stands for lines left out, or for the rest of one."""
        shown = [".*".join(map(re.escape, line.split(_LEFT_OUT))) + "\n" for line in block.splitlines()]
        pattern = "".join("(?:.*\n)*?" if line == ".*\n" else line for line in shown)
        assert re.search(f"^{pattern}", self.printed, re.MULTILINE), f"{block}\nbut:\n{self.printed}"

    def toml(self, block: str) -> None:
        """Write the file its first line names."""
        Path(block.splitlines()[0].removeprefix("# ")).write_text(block, "utf-8")

    def graphql(self, block: str) -> None:
        """Ask the store."""
        store = open_store(self.url)
        answered = answer(executable_schema, store, Request(query=block), Kept(1))
        self.answered = json.loads(msgspec.json.encode(answered.document()))
        store.close()

    def json(self, block: str) -> None:
        """Hold the answer to what is shown of it."""
        _hold(json.loads(msgspec.json.encode(self.answered)), json.loads(block))


def filled(said: str) -> dict[str, str]:
    """Read a cell of a page that says what to fill in: `处理意见：取消；理由：…`."""
    return dict(part.split("：", 1) for part in said.split("；"))


@contextmanager
def desk_in(folder: Path, stores: SqliteStores, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Give a desk with a fresh store that has the reference data, in a folder that has the example lists."""
    url = stores.migrated()
    store = open_store(url)
    with store.write() as connection:
        load_reference(connection)
    store.close()
    (folder / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("QUANZE_DATABASE_URL", url)
    yield Desk(url)
    stores.remove(url)


def _hold(found: Any, shown: Any) -> None:
    if isinstance(shown, dict):
        for key, value in shown.items():
            _hold(found[key], value)
    elif isinstance(shown, list):
        assert len(found) == len(shown)
        for one, other in zip(found, shown, strict=True):
            _hold(one, other)
    else:
        assert found == shown
