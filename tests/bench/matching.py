"""Matching: finding names, and the whole command, against string_grouper, cdist and Splink on DuckDB."""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from service.matching import read_names
from tests.bench.contenders import CONTENDERS
from tests.bench.names import Query, base_names, queries
from tests.bench.processes import taken

BASE = 10_000
# The whole command is tried with a province's base, and with one ten times as long.
COMMAND_BASES = (10_000, 100_000)
# Comparing all with all is no faster for more queries, and Splink takes longest: they get fewer. Recall is
# that of the queries which all but Splink answer.
_AT_MOST = {"cdist": 5_000, "splink": 2_000}
_NAMES = {
    "quanze": "Quanze: candidates, scored",
    "cdist": "rapidfuzz `cdist`, all with all",
    "string_grouper": "string_grouper, `normalize_to_ascii=False`",
    "splink": "Splink on DuckDB",
}
_AGAINST = "string_grouper"


class Line(NamedTuple):
    """A line of a table; `recall` is the share of queries whose name is the first, among the first five."""

    name: str
    queries: int
    seconds: float
    recall: tuple[float, float | None]
    megabytes: float

    @property
    def rate(self) -> float:
        """Queries a second."""
        return self.queries / self.seconds


class _Run(NamedTuple):
    """One run of a contender."""

    seconds: float
    megabytes: float
    queries: int
    recall: tuple[float, float | None]


_Runs = dict[str, list[_Run]]


def run(rows: int, repeats: int) -> Iterator[str]:
    """Both comparisons with that many queries, as Markdown."""
    names = base_names(BASE)
    asked = list(queries(names, rows))
    length = sum(map(len, names)) / len(names)
    with tempfile.TemporaryDirectory(prefix="quanze-bench-") as directory:
        yield f"### Finding: {rows:,} queries, {BASE:,} names of {length:.0f} characters, normalised alike"
        yield _table(_finding(Path(directory), names, asked, repeats))
        for size in COMMAND_BASES:
            known = base_names(size)
            yield f"### The whole command, {size:,} names: file to file, start-up and verdicts included"
            yield _table(_command(Path(directory), known, list(queries(known, rows)), repeats))


def _finding(directory: Path, names: list[str], asked: list[Query], repeats: int) -> list[Line]:
    base = _written(directory / "base", [name.core for name in read_names(names)])
    cores = [name.core for name in read_names([query.name for query in asked])]
    answers = directory / "answers"
    runs = _Runs()
    for turn in range(repeats):
        for name in list(CONTENDERS)[:: -1 if turn % 2 else 1]:
            some = cores[: _AT_MOST.get(name, len(cores))]
            queried = _written(directory / "queries", some)
            megabytes = taken(_contender(name, base, queried, answers)).megabytes
            answer = json.loads(answers.read_text("utf-8"))
            recall = _recall(answer["places"][: _AT_MOST["cdist"]], asked)
            told = _Run(answer["seconds"], megabytes, len(some), recall)
            runs.setdefault(_NAMES[name], []).append(told)
    return _lines(runs, last=_NAMES[_AGAINST])


def _command(directory: Path, names: list[str], asked: list[Query], repeats: int) -> list[Line]:
    """`quanze match` from TSV to TSV; string_grouper's process from lists of names to its matches."""
    tsv = (
        _written(directory / "base.tsv", ["name", *names]),
        _written(directory / "queries.tsv", ["name", *(query.name for query in asked)]),
    )
    plain = _written(directory / "base", names), _written(directory / "queries", [q.name for q in asked])
    answers, output = directory / "answers", directory / "matches.tsv"
    quanze = [sys.executable, "-c", "from service.cli import main; main()", "match", *map(str, tsv)]
    runs = _Runs()

    def run_quanze() -> None:
        took = taken(quanze, output)
        recall = _recall_of_rows(output, names, asked), None
        runs.setdefault("`quanze match`", []).append(_Run(*took, len(asked), recall))

    def run_other() -> None:
        took = taken(_contender(_AGAINST, *plain, answers, "--cold"))
        recall = _recall(json.loads(answers.read_text("utf-8"))["places"], asked)
        runs.setdefault(_NAMES[_AGAINST], []).append(_Run(*took, len(asked), recall))

    for turn in range(repeats):
        for run_one in (run_quanze, run_other)[:: -1 if turn % 2 else 1]:
            run_one()
    return _lines(runs, last=_NAMES[_AGAINST])


def _contender(*words: object) -> list[str]:
    return [sys.executable, "-m", "tests.bench.contenders", *map(str, words)]


def _lines(runs: _Runs, last: str) -> list[Line]:
    return [
        Line(
            name,
            runs[name][0].queries,
            median(run.seconds for run in runs[name]),
            runs[name][0].recall,
            max(run.megabytes for run in runs[name]),
        )
        for name in (*(name for name in runs if name != last), last)
    ]


def _written(path: Path, lines: Sequence[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def _recall(places: Sequence[Sequence[int]], asked: Sequence[Query]) -> tuple[float, float]:
    first = sum(found[0] == query.place for found, query in zip(places, asked, strict=False))
    among = sum(query.place in found for found, query in zip(places, asked, strict=False))
    return first / len(places), among / len(places)


def _recall_of_rows(path: Path, names: Sequence[str], asked: Sequence[Query]) -> float:
    rows = path.read_text("utf-8").splitlines()[1:]
    matches = [row.split("\t")[1] for row in rows]
    return sum(match == names[query.place] for match, query in zip(matches, asked, strict=True)) / len(asked)


def _table(lines: list[Line]) -> str:
    columns = ("", "queries", "seconds", "queries/s", "recall@1", "recall@5", "peak MB", "ratio")
    told = [f"| {' | '.join(columns)} |", f"|---|{'---:|' * (len(columns) - 1)}"]
    for line in lines:
        at_one, at_five = line.recall
        cells = (
            line.name,
            f"{line.queries:,}",
            f"{line.seconds:.2f}",
            f"{line.rate:,.0f}",
            f"{at_one:.3f}",
            "" if at_five is None else f"{at_five:.3f}",
            f"{line.megabytes:,.0f}",
            f"{line.rate / lines[-1].rate:.1f}",
        )
        told.append(f"| {' | '.join(cells)} |")
    return "\n".join(told)
