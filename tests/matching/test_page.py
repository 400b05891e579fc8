"""docs/matching.md: its commands are run, its examples and numbers are those of the code."""

import re
import shlex
from pathlib import Path

import pytest
from rapidfuzz import fuzz
from typer.testing import CliRunner

from service.cli.app import app
from service.matching import REVIEW_FROM, SAME_FROM, explain, judge
from service.matching.costs import COSTS, EVIDENCE
from service.vocabulary import Verdict
from tests.support.repository import ROOT

PAGE = (ROOT / "docs" / "matching.md").read_text("utf-8")
COMMANDS = [
    shlex.split(line, comments=True)
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
]
TABLES = {"BASE.tsv": "name\n取水许可\n", "QUERIES.tsv": "name\n取水许可延续\n"}
LABELLED = "name_a\tname_b\tsame\n取水许可\t取水许可证核发\t1\n取水许可\t取水许可变更\t0\n"


def test_three_commands_are_shown() -> None:
    assert len(COMMANDS) == 3
    assert all(words[:2] == ["quanze", "match"] for words in COMMANDS)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[2])
def test_commands_shown_can_be_run(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in filter(lambda word: word.endswith(".tsv"), words):
        Path(name).write_text(TABLES.get(name, LABELLED), "utf-8")
    done = CliRunner().invoke(app, words[1:], catch_exceptions=False)
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) >= 2


def test_the_explanation_shown_is_given() -> None:
    (shown,) = re.findall(r"```text\n(.*?)\n```", PAGE)
    assert explain(judge("取水许可延续", "取水许可变更")) == shown


def test_likeness_does_not_tell() -> None:
    text = " ".join(PAGE.split())
    for told, verdict in (
        (r"(对未\S+) and (对\S+) are ([\d.]+) % alike and opposites", Verdict.DIFFERENT),
        (r"(\S+) and (\S+) are ([\d.]+) % alike and one", Verdict.SAME),
    ):
        found = re.search(told, text)
        assert found
        a, b, likeness = found.groups()
        assert f"{fuzz.ratio(a, b):.1f}" == likeness
        assert judge(a, b).verdict is verdict


def test_numbers_are_those_of_the_code() -> None:
    text = " ".join(PAGE.split())
    for told in (
        f"Harmless ones add up to {COSTS.harmless_at_most:g} at most",
        f"From {SAME_FROM:g} on the verdict is `same`",
        f"from {REVIEW_FROM:g} on `review`",
        f"an equal basic code gives {EVIDENCE['code']:g}, an article in common {EVIDENCE['article']:g}",
        f"else an instrument in common {EVIDENCE['instrument']:g}",
        f"bodies of one field of work {EVIDENCE['field']:g}",
        f"shut the gate: {COSTS.gate:g} at most",
    ):
        assert told in text


def test_modules_and_word_lists_named_are_there() -> None:
    for module in {*re.findall(r"`(\w+\.py)`", PAGE)}:
        assert (ROOT / "service" / "matching" / module).exists(), module
    told = {*re.findall(r"^\| `(\w+\.toml)` \|", PAGE, re.MULTILINE)}
    assert told == {path.name for path in (ROOT / "seeds" / "matching").glob("*.toml")}
