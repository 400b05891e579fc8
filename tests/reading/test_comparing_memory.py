"""What items say is not held while lists are compared and told of, however much of them differs."""

import io
import tracemalloc
from collections.abc import Callable, Iterator
from typing import BinaryIO

import pytest

from service.comparison import without_matching
from service.documents import (
    Cleanup,
    write_cleanup_csv,
    write_cleanup_json,
    write_cleanup_text,
    write_cleanup_workbook,
)
from service.editions import LoadRequest, LoadState, find_edition, load
from service.items import ListedItem
from service.reading import reconcile_editions
from service.store import Store
from service.store.core import division
from service.vocabulary import ListKind
from tests.support.lists import file_of, listed

COUNTY, LABEL = "330824", "2026"
# Lists of kinds of their own, so that loading compares them with nothing.
FIRST, UNRELATED, REWORDED = ListKind.POWER, ListKind.RESPONSIBILITY, ListKind.COMBINED
ITEMS, CHARACTERS = 1_500, 3_000
MEGABYTE = 1 << 20
TEXTS = ITEMS * CHARACTERS * 2 / MEGABYTE
"""What the texts of one list take in memory."""


class Nowhere(io.RawIOBase):
    """Takes what is written and keeps nothing but how much it was."""

    size = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, data) -> int:  # type: ignore[no-untyped-def]
        self.size += len(data)
        return len(data)


def a_list(body: str, name: str, text: str, remarks: str = "") -> Iterator[ListedItem]:
    for number in range(ITEMS):
        lead = f"{number}{text}"
        basis = lead * (CHARACTERS // len(lead))
        yield listed(f"第{number}号{name}", f"{body}{number % 10}局", setting_basis=basis, remarks=remarks)


@pytest.fixture
def lists(sqlite_store: Store) -> Store:
    """Three lists: the second has nothing of the first, the third all of it with one more text."""
    with sqlite_store.write() as connection:
        connection.execute(division.insert().values(code=COUNTY, name="开化县", level=4))
    for kind, items in (
        (FIRST, a_list("甲", "许可", "依照前法办理")),
        (UNRELATED, a_list("乙", "登记", "依照别的法办理")),
        (REWORDED, a_list("甲", "许可", "依照前法办理", "备注")),
    ):
        request = LoadRequest(division=COUNTY, kind=kind, label=LABEL)
        assert load(sqlite_store, file_of(items), request).state is LoadState.DRAFT
    return sqlite_store


REPORTS: dict[str, Callable[[Cleanup, BinaryIO], object]] = {
    "text": write_cleanup_text,
    "json": lambda cleanup, target: write_cleanup_json(cleanup.reconciliation, target),
    "csv": write_cleanup_csv,
    "xlsx": write_cleanup_workbook,
}


def test_lists_of_which_everything_differs_are_not_held(lists: Store) -> None:
    peaks: dict[tuple[str, str], float] = {}
    with lists.read() as connection:
        first = find_edition(connection, COUNTY, FIRST, LABEL)
        for kind, expected in ((UNRELATED, (ITEMS, ITEMS, 0)), (REWORDED, (0, 0, ITEMS))):
            other = find_edition(connection, COUNTY, kind, LABEL)
            tracemalloc.start()
            found = reconcile_editions(connection, first, other, matcher=without_matching)
            figures = found.figures
            assert (figures.added, figures.removed, figures.changed) == expected
            peaks[kind, "compared"] = tracemalloc.get_traced_memory()[1] / MEGABYTE
            for form, write in (REPORTS if kind is UNRELATED else {"json": REPORTS["json"]}).items():
                tracemalloc.reset_peak()
                target = Nowhere()
                write(Cleanup("开化县", kind, found), io.BufferedWriter(target))
                peaks[kind, form] = tracemalloc.get_traced_memory()[1] / MEGABYTE
                assert target.size > 0
            tracemalloc.stop()
    assert max(peaks.values()) < TEXTS, (TEXTS, peaks)
