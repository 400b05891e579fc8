"""The life of a power over its list's editions."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from service.reading import HistoryEntry, histories
from service.store import Store
from service.store.core import edition, lineage, revision
from service.vocabulary import ChangeKind, Decision
from tests.reading.inventory import LOADED_AT, counted_statements, publish
from tests.support.lists import listed

CODES = {"stays": "000111001000", "goes": "000111002000", "moves": "000111003000"}


@pytest.fixture(scope="module")
def lived(shared: Store) -> Store:
    """Four years: the latest but one loaded first, the oldest last."""
    stays = listed("登记", codes=(CODES["stays"],), supervision="1")
    goes = listed("审批", codes=(CODES["goes"],))
    moves = listed("给付", codes=(CODES["moves"],))
    publish(shared, "2023", [stays, goes, moves])
    renamed = listed("登记和备案", codes=(CODES["stays"],), supervision="1")
    publish(shared, "2024", [renamed, listed("给付", codes=(CODES["moves"],), body="财政局")])
    publish(shared, "2025", [listed("登记 和备案", codes=(CODES["stays"],), supervision="2"), goes])
    publish(shared, "2022", [listed("登记", codes=(CODES["stays"],), supervision="0")])
    publish(shared, "2026", [listed("草稿里的名称", codes=(CODES["stays"],))], draft=True)
    return shared


def life(store: Store, name: str) -> list[HistoryEntry]:
    with store.read() as connection:
        number = (
            connection.execute(
                select(revision.c.item_id).where(revision.c.name == name).order_by(revision.c.id)
            )
            .scalars()
            .first()
        )
        assert number is not None
        return histories(connection, [number])[number]


def told(entries: list[HistoryEntry]) -> list[tuple[str, ChangeKind, list[str]]]:
    return [(entry.edition.label, entry.change, [f.field for f in entry.fields]) for entry in entries]


def test_changes_are_told_in_the_order_they_took_effect(lived: Store) -> None:
    assert told(life(lived, "登记")) == [
        ("2022", ChangeKind.ADDED, []),
        ("2023", ChangeKind.CHANGED, ["supervision"]),
        ("2024", ChangeKind.RENAMED, ["name"]),
        ("2025", ChangeKind.CHANGED, ["supervision"]),
    ]
    (changed,) = life(lived, "登记")[1].fields
    assert (changed.before, changed.after) == ("0", "1")


def test_what_went_is_told(lived: Store) -> None:
    entries = told(life(lived, "审批"))
    assert entries[:2] == [("2023", ChangeKind.ADDED, []), ("2024", ChangeKind.REMOVED, [])]


def test_stored_merges_name_the_other_powers(divided: Store) -> None:
    publish(divided, "2023", [listed("甲登记"), listed("乙登记")])
    publish(divided, "2024", [listed("甲登记"), listed("另一件事")], now=LOADED_AT + timedelta(days=1))
    with divided.write() as connection:
        numbers = dict(connection.execute(select(revision.c.name, revision.c.item_id)).all())
        later = connection.execute(select(edition.c.id).where(edition.c.label == "2024")).scalar_one()
        for number, (decision, withdrawn) in enumerate(
            [(Decision.STATED, None), (Decision.REJECTED, None), (Decision.STATED, LOADED_AT)], start=1
        ):
            connection.execute(
                insert(lineage).values(
                    id=number,
                    edition_id=later,
                    before_item_id=numbers["乙登记"],
                    after_item_id=numbers["甲登记" if number == 1 else "另一件事"],
                    kind=ChangeKind.MERGED,
                    decision=decision,
                    recorded_at=LOADED_AT,
                    withdrawn_at=withdrawn,
                )
            )
    with divided.read() as connection:
        found = histories(connection, list(numbers.values()))
    first, second = numbers["甲登记"], numbers["乙登记"]
    assert [(e.change, e.related) for e in found[first]] == [
        (ChangeKind.ADDED, ()),
        (ChangeKind.MERGED, (second,)),
    ]
    assert [(e.change, e.related) for e in found[second]] == [
        (ChangeKind.ADDED, ()),
        (ChangeKind.MERGED, (first,)),
    ]
    assert [e.change for e in found[numbers["另一件事"]]] == [ChangeKind.ADDED]


def test_histories_of_many_cost_the_same_statements_as_of_one(lived: Store) -> None:
    with lived.read() as connection:
        numbers = list(connection.execute(select(revision.c.item_id).distinct()).scalars())
        assert len(numbers) > 2
        with counted_statements(lived) as one:
            histories(connection, numbers[:1])
        with counted_statements(lived) as many:
            assert len(histories(connection, numbers)) == len(numbers)
    assert len(one) == len(many) <= 4
