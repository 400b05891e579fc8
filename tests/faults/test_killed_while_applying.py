"""kill -9 in the middle of applying adjustments and of closing the year: done whole, or not at all."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from service.access import operator
from service.adjustments import AdjustmentKind, Decision, Ground, GroundKind, Step
from service.books import open_year
from service.editions import find_edition
from service.proceedings import AdjustmentRequest, AskedItem, propose, review
from service.reading import standing_items
from service.store import migrate
from service.store.reference import load_reference
from service.vocabulary import EditionState, ListKind
from tests.bench.corpus import DIVISION, list_rows, write_csv
from tests.faults.killing import Commands, left, moments, moments_to_kill
from tests.support.stores import StoreMaker

_ROWS = 150
_KIND = ListKind.COMBINED
_BOOK = ("--division", DIVISION, "--kind", "combined", "--edition", "2026")
_GROUND = Ground(kind=GroundKind.LAW, citation="《中华人民共和国行政许可法》第十二条")


def _with_approved_adjustments(stores: StoreMaker, commands: Commands, directory: Path) -> str:
    """A store with a published list, the next year's book, and two adjustments approved for it."""
    url = stores.migrated()
    path = directory / "list.csv"
    write_csv(path, list_rows(_ROWS, 1))
    store = migrate(url)
    with store.write() as connection:
        load_reference(connection)
    store.close()
    words = ("--division", DIVISION, "--kind", "combined", "--edition", "2025", "--publish")
    commands.done(url, "load", path, *words)
    now = datetime.now(UTC)
    with store.read() as connection:
        items = standing_items(connection, find_edition(connection, DIVISION, _KIND, "2025").id)
    owner = items[0].body.id
    removed = [item.id for item in items if item.body.id == owner]
    assert len(removed) > 1
    said = AskedItem(fields={"name": "养老机构备案", "category_text": "行政确认"})
    with store.write() as connection:
        _approve(connection, AdjustmentKind.REMOVE, owner, now, items=tuple(removed))
        _approve(connection, AdjustmentKind.ADD, owner, now, after=(said,))
        open_year(connection, operator("one"), DIVISION, _KIND, "2026", now)
    store.close()
    return url


def _approve(connection: Any, kind: AdjustmentKind, body: int, now: datetime, **what: Any) -> None:
    asked = AdjustmentRequest(
        kind=kind,
        division=DIVISION,
        lists=(_KIND,),
        body=body,
        effective_on=date(2026, 1, 1),
        grounds=(_GROUND,),
        **what,
    )
    number = propose(connection, operator("one"), asked, now).number
    assert number
    for version, step in enumerate(Step, start=1):
        review(connection, operator("two"), number, version, step, Decision.ACCEPT, "", now)


@pytest.mark.parametrize(
    ("command", "by"),
    [("apply", "statements"), ("close", "time"), pytest.param("apply", "time", marks=pytest.mark.soak)],
)
@moments_to_kill
def test_a_killed_book_command(
    store_maker: StoreMaker, commands: Commands, tmp_path: Path, command: str, by: str, kills: int
) -> None:
    """Killed at moments of the time it takes, or before one of its statements or its commit."""
    prepared = _with_approved_adjustments(store_maker, commands, tmp_path)
    if command == "close":
        commands.done(prepared, "book", "apply", *_BOOK)
    before = left(prepared)
    whole = store_maker.copy(prepared)
    ended = commands.whole(whole, "book", command, *_BOOK)
    seconds = ended.seconds
    after = left(whole)
    assert after.editions[DIVISION, "2025"] == before.editions[DIVISION, "2025"]
    if command == "apply":
        added = {name: after.rows[name] - before.rows[name] for name in after.rows}
        assert added["adjustment_edition"] == 2
        assert added["lineage"] > 2
        assert added["audit_record"] > 0
    else:
        assert after.editions[DIVISION, "2026"][0] is EditionState.PUBLISHED
        assert before.editions[DIVISION, "2026"][0] is EditionState.DRAFT
    interrupted = 0
    for moment in moments(kills, seed=11):
        url = store_maker.copy(prepared)
        if by == "time":
            commands.run(url, "book", command, *_BOOK, kill_after=moment * seconds)
        else:
            number = 1 + int(moment * ended.statements)
            assert commands.run(url, "book", command, *_BOOK, kill_before=number).killed
        found = left(url)
        assert found in (before, after), moment
        if found == before:
            interrupted += 1
            seconds = min(seconds, commands.done(url, "book", command, *_BOOK))
            assert left(url) == after, moment
        store_maker.remove(url)
    assert interrupted > kills / 4
    store_maker.remove(whole)
    store_maker.remove(prepared)
