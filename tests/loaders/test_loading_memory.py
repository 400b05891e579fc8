"""What a list takes in memory once it is read: less than its text."""

import tracemalloc
from pathlib import Path

import pytest

from tests.bench.corpus import list_rows, write_csv, write_xlsx
from tests.loaders.books import read

_ROWS = 3_000


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_list_that_is_read_takes_less_than_its_text(tmp_path: Path, suffix: str) -> None:
    text, path = tmp_path / "text.csv", tmp_path / f"list.{suffix}"
    write_csv(text, list_rows(_ROWS))
    (write_xlsx if suffix == "xlsx" else write_csv)(path, list_rows(_ROWS))
    read(path)  # what is learnt once for all lists is no part of what this one takes
    tracemalloc.start()
    try:
        content = read(path)
        assert len(content.items) == len(content.raw_rows) - 1 == _ROWS
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 0.8 * text.stat().st_size
