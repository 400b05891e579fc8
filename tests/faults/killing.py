"""Commands run in processes of their own, and killed by SIGKILL at moments spread over the time they take."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

import pytest
from sqlalchemy import func, select

from service.audit import verify
from service.books import verify_edition
from service.editions import editions
from service.store import open_store
from service.store.base import Table
from service.vocabulary import EditionState
from tests.support.repository import ROOT

moments_to_kill = pytest.mark.parametrize(
    "kills", [10, pytest.param(100, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])]
)
_TAKEN_APART = {"number_series"}  # numbers are taken in a transaction of their own and may leave gaps


def moments(count: int, seed: int) -> list[float]:
    """So many moments as parts of the time a command takes, one at random in each equal stretch of it.

    Of the least time it is known to take: one run that the machine held up would put them all after the end.
    """
    chance = random.Random(seed)
    return [(stretch + chance.random()) / count for stretch in range(count)]


class Ended(NamedTuple):
    """How a command ended: after so many seconds and statements, killed or by itself, and what it said."""

    seconds: float
    statements: int
    killed: bool
    code: int | None
    said: str


class Commands:
    """Runs `quanze` commands, one after another, each in a process of its own."""

    def __init__(self, asking: IO[str], answers: IO[str], said: Path) -> None:
        self._asking = asking
        self._answers = answers
        self._said = said

    def run(
        self, url: str, *words: object, kill_after: float | None = None, kill_before: int | None = None
    ) -> Ended:
        """Run the command on the store at `url`; kill it after so many seconds, unless it ends before.

        With `kill_before` it is killed before the statement, or commit, of that number.
        """
        asked: dict[str, Any] = {
            "words": list(map(str, words)),
            "environment": {"QUANZE_DATABASE_URL": url},
            "kill_after": kill_after,
            "kill_before": kill_before,
            "said": str(self._said),
        }
        self._asking.write(json.dumps(asked) + "\n")
        self._asking.flush()
        return Ended(**json.loads(self._answers.readline()), said=self._said.read_text("utf-8", "replace"))

    def done(self, url: str, *words: object) -> float:
        """Run the command to its good end; the seconds it took."""
        return self.whole(url, *words).seconds

    def whole(self, url: str, *words: object) -> Ended:
        """Run the command to its good end."""
        ended = self.run(url, *words)
        assert ended.code == 0, ended.said
        return ended


@contextmanager
def running_commands(directory: Path) -> Iterator[Commands]:
    """The process that runs commands, as long as it is wanted."""
    command = [sys.executable, "-m", "tests.faults.zygote"]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        yield Commands(process.stdin, process.stdout, directory / "said")
        process.stdin.close()


class Left(NamedTuple):
    """What stands in a store: rows by table, and by list and label each edition's state, items and seal."""

    rows: dict[str, int]
    editions: dict[tuple[str, str], tuple[EditionState, int, bytes | None]]


def left(url: str) -> Left:
    """What stands in the store, the audit trail and every published edition having been verified."""
    edition = Table.metadata.tables["edition"]
    store = open_store(url)
    with store.read() as connection:
        assert verify(connection) == []
        found = editions(connection)
        for row in found:
            if row.state is EditionState.PUBLISHED:
                assert verify_edition(connection, row.id).findings == []
        seals = dict(connection.execute(select(edition.c.id, edition.c.seal)).all())
        rows = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Table.metadata.sorted_tables
            if table.name not in _TAKEN_APART
        }
    store.close()
    return Left(rows, {(row.division, row.label): (row.state, row.items, seals[row.id]) for row in found})
