"""`quanze match` as its users run it: files in, lines out, the same however much is asked."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli.app import app
from service.matching import Query, match_queries
from service.vocabulary import Category
from tests.matching.test_rows import NAMES


def table(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def match(*words: object) -> tuple[int, list[list[str]]]:
    """The exit code and the lines printed, in cells."""
    done = CliRunner().invoke(app, ["match", *map(str, words)], catch_exceptions=False)
    return done.exit_code, [line.split("\t") for line in done.stdout.split("\n")]


def test_a_base_answers_queries_of_any_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few, many, and so many that several processes share them."""
    categories = ("", "行政许可", "行政处罚")
    queries = [(name[:3] + "市级" + name[3:], category) for name in NAMES for category in categories] * 3
    base = table(tmp_path / "base.tsv", "序号\tname", *(f"{n}\t{name}" for n, name in enumerate(NAMES)))
    asked = table(tmp_path / "asked.tsv", "name\tcategory", *map("\t".join, queries), "", "无关")
    of_text = {"": None, "行政许可": Category.LICENSING, "行政处罚": Category.PENALTY}
    wanted = [
        [row.query, row.match, f"{row.score:g}", str(row.verdict), str(row.rank), row.explanation]
        for row in match_queries(
            [Query(name) for name in NAMES],
            [*(Query(name, of_text[category]) for name, category in queries), Query("无关")],
            top=2,
            explained=True,
        )
    ]
    assert len(wanted) > 2 * len(queries)
    for of_a_process in (10_000, 30):
        monkeypatch.setattr("service.cli.matching._QUERIES_OF_A_PROCESS", of_a_process)
        monkeypatch.setattr("service.cli.tables.LINES_AT_ONCE", of_a_process)
        code, lines = match(base, asked, "--top", 2, "--explain")
        assert code == 0
        assert lines[0] == ["query", "match", "score", "verdict", "rank", "explanation"]
        assert lines[-1] == [""]
        assert lines[1:-1] == wanted
        assert [line[:5] for line in match(base, asked, "--top", 2)[1][:-1]] == [
            line[:5] for line in lines[:-1]
        ]


def test_cells_beyond_the_header_are_nothing(tmp_path: Path) -> None:
    base = table(tmp_path / "base.tsv", "category\tname", "行政许可\t取水许可")
    asked = table(tmp_path / "asked.tsv", "name", "取水许可\t行政处罚")
    assert match(base, asked)[1][1] == ["取水许可", "取水许可", "100", "same", "1"]


def test_pairs_are_judged_row_by_row(tmp_path: Path) -> None:
    pairs = table(
        tmp_path / "pairs.tsv", "name_b\t备注\tname_a", "取水许可\t\t取水许可 ", "探矿权转让\t\t采矿权转让"
    )
    assert match("--pairs", pairs) == (
        0,
        [
            ["name_a", "name_b", "score", "verdict"],
            ["取水许可 ", "取水许可", "100", "same"],
            ["采矿权转让", "探矿权转让", "40", "different"],
            [""],
        ],
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"title\n", "missing-column"), (b"name\n\xff\n", "unreadable-file"), (None, "unreadable-file")],
)
def test_what_is_no_table_is_refused_before_anything_is_answered(
    tmp_path: Path, content: bytes | None, code: str
) -> None:
    base, asked = table(tmp_path / "base.tsv", "name", "取水许可"), tmp_path / "asked.tsv"
    if content is not None:
        asked.write_bytes(content)
    exit_code, lines = match(base, asked, "--format", "json")
    assert exit_code == 1
    assert any(code in cell for line in lines for cell in line)
    assert "query" not in lines[0]


@pytest.mark.parametrize("words", [(), ("a.tsv",), ("a.tsv", "b.tsv", "--pairs", "c.tsv")])
def test_other_words_are_wrong_usage(words: tuple[str, ...]) -> None:
    assert match(*words)[0] == 2
