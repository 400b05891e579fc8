"""What loading a list takes in memory: of each item what tells it from others, whatever else it says."""

import random
from itertools import islice
from pathlib import Path

import pytest

from service.store import Store
from service.store.reference import load_reference
from tests.bench.corpus import list_rows, write_csv, write_xlsx
from tests.bench.peaks import loading
from tests.loaders.books import read
from tests.support.stores import SqliteStores

_FEW, _MANY = 1_000, 6_000
_CHARACTERS = 1_600
_MOST_ADDED = 16 << 20
"""The first megabytes are held of either kind; then some hundred bytes an item."""


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_long_list_is_read_as_it_stands(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"list.{suffix}"
    (write_xlsx if suffix == "xlsx" else write_csv)(path, list_rows(3_000))
    content = read(path)
    assert len(content.items) == len(content.raw_rows) - 1 == 3_000
    raw_rows = islice(content.raw_rows, 1, None)
    for item, raw, row in zip(content.items, raw_rows, list_rows(3_000), strict=True):
        assert raw.cells == row
        said = item.content
        assert (said.name, said.codes, said.setting_basis) == (row[2], (row[3],), row[5])


def test_a_list_is_not_held_while_it_is_loaded(tmp_path: Path) -> None:
    stores = SqliteStores(tmp_path)
    few, many = (_peak(tmp_path / f"{rows}.csv", stores.migrated(), rows) for rows in (_FEW, _MANY))
    said = (_MANY - _FEW) * _CHARACTERS * len("权".encode())
    assert many - few < _MOST_ADDED < 0.7 * said


def _peak(path: Path, url: str, rows: int) -> float:
    """The bytes that reading and loading a list takes at the most: texts that no compression makes small."""
    chance = random.Random(rows)
    letters = [chr(code) for code in range(0x4E00, 0x9FA5)]
    with_texts = (
        (*row[:7], "".join(chance.choices(letters, k=_CHARACTERS)), *row[8:]) for row in list_rows(rows)
    )
    write_csv(path, with_texts)
    store = Store(url)
    with store.write() as connection:
        load_reference(connection)
    store.close()
    return loading(url, path, "2026", cached=False).loaded * (1 << 20)
