"""docs/access.md is walked as it is written: its table, its commands, its requests, its files."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from seeds import seed
from service.access import Right, Role, rights_of
from service.cli.app import app
from service.credentials import issuer_of, read_claim_rules
from service.settings import read_settings
from service.store import open_store
from service.store.reference import load_reference
from service.web import application
from tests.support.repository import ROOT
from tests.support.stores import SqliteStores
from tests.web.conftest import Client

PAGE = (ROOT / "docs" / "access.md").read_text("utf-8")
_BLOCK = re.compile(r"```(?P<language>\w+)\n(?P<block>.*?)```", re.DOTALL)
_LEFT_OUT = "……"


class Walk:
    """An operator at the store's machine, in a folder of his own."""

    def __init__(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self._url, self._monkeypatch = url, monkeypatch
        self.printed = ""
        self.steps = 0

    def sh(self, block: str) -> None:
        """Run what stands there, keeping what the last line printed."""
        for line in block.splitlines():
            words = shlex.split(re.sub(r"\$\(cat (\S+)\)", _content, line))
            self.steps += 1
            match words[0]:
                case "quanze":
                    self._quanze(words[1:])
                case "curl":
                    self._curl(words[1:])
                case "export":
                    self._monkeypatch.setenv(*words[1].split("=", 1))
                case other:
                    raise AssertionError(other)

    def _quanze(self, words: list[str]) -> None:
        target = words[words.index(">") + 1] if ">" in words else None
        done = CliRunner().invoke(app, words[: words.index(">")] if target else words)
        assert done.exit_code == 0, f"{words}\n{done.output}"
        self.printed = done.stdout
        if target:
            Path(target).write_text(done.stdout, "utf-8")

    def _curl(self, words: list[str]) -> None:
        headers = [words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H"]
        store = open_store(self._url)
        client = Client(application(store, read_settings()))
        found = client.post("/graphql", content=words[words.index("-d") + 1], headers=dict(headers))
        self.printed = found.text
        store.close()

    def text(self, block: str) -> None:
        """Find the lines shown in what was printed, in their order."""
        shown = "\n.*".join(
            ".*".join(map(re.escape, line.split(_LEFT_OUT))) for line in block.strip("\n").splitlines()
        )
        assert re.search(shown, self.printed), f"{shown}\n\nbut:\n{self.printed}"

    def json(self, block: str) -> None:
        """Hold the answer to what is shown of it."""
        found: dict[str, Any] = json.loads(self.printed)
        assert {"data": found["data"]} == json.loads(block)

    def toml(self, block: str) -> None:
        """Write the file its first line names; it must be one that can be used."""
        path = Path(block.splitlines()[0].removeprefix("# "))
        path.write_text(block, "utf-8")
        rules = read_claim_rules(path)
        assert {rule.role for rule in rules} >= {Role.BODY_EDITOR, Role.ADMINISTRATOR}
        assert issuer_of(read_settings())


def _content(found: re.Match[str]) -> str:
    return Path(found[1]).read_text("utf-8").strip()


@pytest.fixture
def walk(sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    """A county with a published list and a draft."""
    url = sqlite_stores.migrated()
    store = open_store(url)
    with store.write() as connection:
        load_reference(connection)
    store.close()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUANZE_DATABASE_URL", url)
    of_list = ["--division", "330824", "--kind", "combined"]
    for label, more in (("2025", ["--publish"]), ("2026", [])):
        example = str(seed("examples", "330824-2025.csv"))
        done = CliRunner().invoke(app, ["load", example, *of_list, "--edition", label, *more])
        assert done.exit_code == 0, done.output
    yield Walk(url, monkeypatch)
    sqlite_stores.remove(url)


def test_the_page_is_walked_as_it_is_written(walk: Walk) -> None:
    for step in _BLOCK.finditer(PAGE):
        getattr(walk, step["language"])(step["block"])
    assert walk.steps >= 10


def test_the_table_is_the_seeds() -> None:
    told = re.findall(r"^\| `([A-Z_]+)` (\S+) \|(.*)\|$", PAGE, re.MULTILINE)
    assert [(name, label) for name, label, _ in told] == [(right.value, right.label) for right in Right]
    (head,) = re.findall(r"^\| right \|(.*)\|$", PAGE, re.MULTILINE)
    assert [cell.strip() for cell in head.split("|")] == [role.label for role in Role]
    for name, _, cells in told:
        held = [Right(name) in rights_of(role) for role in Role]
        assert [cell.strip() == "✓" for cell in cells.split("|")] == held, name
