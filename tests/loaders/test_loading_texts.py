"""Text files are read from the disk again and again: what changes meanwhile, and what never ends."""

import io
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from loaders import ReadOptions, UnreadableError, read_grids, read_list
from loaders.options import Limits
from service.vocabulary import ListKind
from tests.loaders.books import codes, names, read

HEADER = "事项名称,职权类型,实施主体\n"
ROWS = [f"林木采伐许可{number},行政许可,市林业局\n" for number in range(20_000)]
REFUSED = [("error", "unreadable-file")]


def written(path: Path, rows: Iterable[str], encoding: str = "utf-8") -> Path:
    path.write_bytes("".join([HEADER, *rows]).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_of_many_buffers_is_read_to_its_end(tmp_path: Path, encoding: str) -> None:
    content = read(written(tmp_path / "a.csv", ROWS, encoding))
    assert content.findings == []
    assert names(content) == [(f"林木采伐许可{number}", "") for number in range(len(ROWS))]


@pytest.mark.parametrize("at", [40, -40])
@pytest.mark.parametrize("other", ["别".encode(), b"\xff\xff\xff"])
def test_a_file_written_over_while_it_is_read_is_refused(tmp_path: Path, at: int, other: bytes) -> None:
    path = written(tmp_path / "a.csv", ROWS)
    (grid,) = read_grids(path)
    with path.open("r+b") as file:
        file.seek(at, io.SEEK_SET if at > 0 else io.SEEK_END)
        file.write(other)
    with pytest.raises(UnreadableError, match="改动"):
        list(grid.rows)


def test_a_file_cut_short_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ROWS)
    (grid,) = read_grids(path)
    os.truncate(path, len(HEADER.encode()))
    with pytest.raises(UnreadableError, match="改动"):
        list(grid.rows)


def test_a_file_put_in_its_place_or_grown_meanwhile_is_not_what_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ROWS[:2])
    (grid,) = read_grids(path)
    with path.open("a") as file:
        file.write(ROWS[2])
    written(tmp_path / "b.csv", ROWS[5:]).replace(path)
    assert len(list(grid.rows)) == 3


def test_rows_without_end_are_refused(tmp_path: Path) -> None:
    limits = Limits(row_bytes=1 << 20)
    endless = ['甲,行政许可,"', *["市林业局\n"] * 200_000]
    assert codes(read(written(tmp_path / "a.csv", endless), limits=limits)) == REFUSED
    many_cells = ['甲,行政许可,"\n"', *[',"\n"'] * 600_000]
    assert codes(read(written(tmp_path / "b.csv", many_cells), limits=limits)) == REFUSED
    one_line = ["甲,行政许可,市林业局", "," * 3_000_000]
    assert codes(read(written(tmp_path / "c.csv", one_line), limits=limits)) == REFUSED


def test_more_rows_than_a_list_has_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ROWS[:30])
    assert codes(read(path, limits=Limits(rows=31))) == []
    assert codes(read(path, limits=Limits(rows=30))) == REFUSED


def test_what_has_to_be_held_whole_may_be_less_than_what_is_read_in_pieces(tmp_path: Path) -> None:
    text = written(tmp_path / "a.csv", ROWS[:30])
    limits = Limits(held_bytes=100, text_bytes=100)
    assert codes(read(text, limits=limits)) == []
    objects = tmp_path / "a.json"
    objects.write_text('[{"事项名称": "甲", "职权类型": "行政许可", "实施主体": "市林业局"}]' + " " * 100)
    assert codes(read(objects, limits=limits)) == REFUSED
    assert codes(read(objects)) == []


def test_nothing_stays_open_of_a_file_that_was_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ROWS[:3])
    before = os.listdir("/proc/self/fd")
    content = read(path)
    assert len(content.items) == 3
    assert os.listdir("/proc/self/fd") == before


def test_progress_comes_to_its_end_where_rows_are_many_lines(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    rows = [row.replace("市林业局", '"市\n林\n业\n局"') for row in ROWS]
    read_list(
        written(tmp_path / "a.csv", rows),
        ReadOptions(kind=ListKind.POWER),
        lambda _, done, whole: told.append((done, whole)),
    )
    assert [done for done, _ in told] == [5_000, 10_000, 15_000, 20_000]
    assert all(abs(whole - len(rows)) < len(rows) / 10 for _, whole in told)
