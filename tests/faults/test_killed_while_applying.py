"""kill -9 in the middle of applying adjustments and closing the year: each is done whole or not at all."""

import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import func, select

from loaders import ReadOptions, read_list
from service.access import operator
from service.adjustments import AdjustmentKind, Decision, Ground, GroundKind, Step
from service.books import open_year, verify_edition
from service.editions import LoadRequest, LoadState, find_edition, load
from service.proceedings import AdjustmentRequest, propose, review
from service.reading import standing_items
from service.store import migrate, open_store
from service.store.core import adjustment_edition, lineage
from service.store.reference import load_reference
from service.vocabulary import EditionState, ListKind
from tests.bench.corpus import DIVISION, list_rows, write_csv
from tests.faults.killed_apply import main as apply_and_close
from tests.support.repository import ROOT
from tests.support.stores import StoreMaker

_ROWS, _REMOVED = 150, 20
_ONE, _TWO = operator("one"), operator("two")
_KIND = ListKind.COMBINED
_GROUND = Ground(kind=GroundKind.LAW, citation="《中华人民共和国行政许可法》第十二条")


def _prepared(url: str, directory: Path) -> None:
    """A published list, the next year's book, and an approved adjustment of many of its items."""
    path = directory / "list.csv"
    write_csv(path, list_rows(_ROWS, 1))
    store = migrate(url)
    with store.write() as connection:
        load_reference(connection)
    request = LoadRequest(division=DIVISION, kind=_KIND, label="2025", publish=True)
    assert load(store, read_list(path, ReadOptions(kind=_KIND)), request).state is LoadState.PUBLISHED
    now = datetime.now(UTC)
    with store.read() as connection:
        items = standing_items(connection, find_edition(connection, DIVISION, _KIND, "2025").id)
    owner = items[0].body
    own = [item.id for item in items if item.body.id == owner.id][:_REMOVED]
    asked = AdjustmentRequest(
        kind=AdjustmentKind.REMOVE,
        division=DIVISION,
        lists=(_KIND,),
        body=owner.id,
        effective_on=date(2026, 1, 1),
        grounds=(_GROUND,),
        items=tuple(own),
    )
    with store.write() as connection:
        number = propose(connection, _ONE, asked, now).number
        assert number
        for version, step in enumerate(Step, start=1):
            review(connection, _TWO, number, version, step, Decision.ACCEPT, "", now)
        open_year(connection, _ONE, DIVISION, _KIND, "2026", now)
    store.close()


def _left(url: str) -> tuple[int, int, EditionState, int]:
    """How many adjustments stand in the draft, how many links, the draft's state and its items."""
    store = open_store(url)
    with store.read() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (adjustment_edition, lineage)
        ]
        found = find_edition(connection, DIVISION, _KIND, "2026")
        assert len(standing_items(connection, found.id)) == found.items
        assert verify_edition(connection, found.id).findings == []
    store.close()
    return counts[0], counts[1], found.state, found.items


def _kill_after(url: str, seconds: float) -> None:
    """Begin applying and closing in a process, and kill it."""
    command = [sys.executable, "-m", "tests.faults.killed_apply", url, "2026"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"begun\n"
        time.sleep(seconds)
        process.kill()


def test_a_killed_application_and_publication_are_whole_or_not_at_all(
    store_maker: StoreMaker, tmp_path: Path
) -> None:
    prepared = store_maker.migrated()
    _prepared(prepared, tmp_path)
    before = _left(prepared)
    assert before[:2] == (0, 0)
    whole = store_maker.copy(prepared)
    start = time.perf_counter()
    apply_and_close(whole, "2026")
    seconds = time.perf_counter() - start
    after = _left(whole)
    assert after[0] == 1
    assert after[2:] == (EditionState.PUBLISHED, before[3] - after[1])
    between = (*after[:2], EditionState.DRAFT, after[3])
    for moment in (0.2, 0.7):
        url = store_maker.copy(prepared)
        _kill_after(url, moment * seconds)
        assert _left(url) in (before, between, after)
        if _left(url) != after:
            apply_and_close(url, "2026")
        assert _left(url) == after
        store_maker.remove(url)
    store_maker.remove(whole)
    store_maker.remove(prepared)
