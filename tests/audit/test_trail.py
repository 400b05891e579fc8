import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from service.access import Principal
from service.audit import Entry, Head, Record, act_labels, append, head_of, stored_records, verify
from service.audit.records import hash_of
from service.errors import Refusal
from service.store import Store
from tests.audit.trails import CLERK, entry, tamper, trail


def _records(store: Store) -> list[Record]:
    with store.read() as connection:
        return list(stored_records(connection))


def _codes(store: Store, known: bytes | None = None) -> list[str]:
    with store.read() as connection:
        return [finding.code for finding in verify(connection, known)]


def _messages(store: Store) -> str:
    with store.read() as connection:
        return "".join(finding.message for finding in verify(connection))


def _head(store: Store) -> Head:
    with store.read() as connection:
        return head_of(connection)


def test_a_record_says_who_when_what_before_after_and_why(store: Store) -> None:
    moment = datetime(2026, 11, 23, 8, 30, 0, 123456, tzinfo=UTC)
    with store.write() as connection:
        returned = append(connection, entry(7, body=3), at=moment)
    (record,) = _records(store)
    assert record == returned
    assert (record.sequence, record.recorded_at) == (1, moment)
    assert (record.who, record.who_name) == ("os:clerk", "clerk")
    assert (record.act, record.subject) == ("edition.publish", "edition:7")
    assert (record.division, record.body, record.why) == ("330824", 3, "年度清理")
    assert record.before == '{"state":"draft"}'
    assert record.after == '{"items":7,"state":"published"}'


def test_an_empty_trail_is_whole(store: Store) -> None:
    assert _codes(store) == []
    assert _head(store) == Head(count=0, hash=bytes(32))


def test_a_trail_goes_on_in_its_order_when_the_clock_is_set_back(store: Store) -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    for number, back in enumerate((timedelta(0), timedelta(hours=1), timedelta(days=4000))):
        with store.write() as connection:
            append(connection, entry(number), at=noon - back)
    assert [record.subject for record in _records(store)] == ["edition:0", "edition:1", "edition:2"]
    assert _codes(store) == []


def test_a_trail_is_numbered_without_gaps_and_whole(store: Store) -> None:
    trail(store, 5)
    with contextlib.suppress(ConnectionAbortedError), store.write() as connection:
        append(connection, entry(6))
        raise ConnectionAbortedError
    trail(store, 2)
    assert [record.sequence for record in _records(store)] == [1, 2, 3, 4, 5, 6, 7]
    assert _codes(store) == []
    assert _head(store).count == 7


def test_a_hash_covers_every_field_and_the_record_before(store: Store) -> None:
    trail(store, 2)
    first, second = _records(store)
    assert second.previous == first.hash
    other = {
        "sequence": 9,
        "recorded_at": second.recorded_at + timedelta(microseconds=1),
        "body": 1,
        "division": None,
        "previous": bytes(32),
    }
    for field in msgspec.structs.fields(Record):
        if field.name != "hash":
            changed = msgspec.structs.replace(second, **{field.name: other.get(field.name, "别的")})
            assert hash_of(changed) != second.hash, field.name


def test_two_writers_leave_no_gap(store: Store) -> None:
    def work(writer: int) -> None:
        for number in range(10):
            with store.write() as connection:
                append(connection, entry(100 * writer + number))

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(work, range(4)))
    assert [record.sequence for record in _records(store)] == list(range(1, 41))
    assert _codes(store) == []


def test_the_store_itself_refuses_to_rewrite_the_trail(store: Store) -> None:
    trail(store, 3)
    statements = [
        "UPDATE audit_record SET why = '别的' WHERE sequence = 2",
        "DELETE FROM audit_record WHERE sequence = 3",
        "DELETE FROM audit_record",
        "INSERT INTO audit_record SELECT 0, recorded_at, who, who_name, act, subject, division_code, body_id,"
        " before, after, why, previous, hash FROM audit_record WHERE sequence = 3",
        "UPDATE audit_head SET records = 2",
        "DELETE FROM audit_head",
    ]
    if not store.is_sqlite:
        statements += ["TRUNCATE audit_record", "TRUNCATE audit_head"]
    for statement in statements:
        with pytest.raises(DatabaseError, match="audit"), store.write() as connection:
            connection.execute(text(statement))
    assert _codes(store) == []
    assert len(_records(store)) == 3


def test_changed_records_are_told(store: Store) -> None:
    trail(store, 6)
    changes = ["why = '别的'", "who = 'os:other'", "act = 'edition.discard'", "after = '{}'", "body_id = 4"]
    tamper(
        store,
        *(
            f"UPDATE audit_record SET {change} WHERE sequence = {number}"
            for number, change in enumerate(changes, start=1)
        ),
    )
    assert _codes(store) == ["audit-changed"] * 5
    assert all(f"第 {number} 条" in _messages(store) for number in range(1, 6))


def test_a_record_changed_with_its_hash_is_told_by_the_next(store: Store) -> None:
    trail(store, 5)
    record = msgspec.structs.replace(_records(store)[2], why="别的")
    tamper(
        store,
        "UPDATE audit_record SET why = '别的', hash = "
        + (f"X'{hash_of(record).hex()}'" if store.is_sqlite else f"'\\x{hash_of(record).hex()}'")
        + " WHERE sequence = 3",
    )
    assert _codes(store) == ["audit-changed"]
    assert "第 3 条" in _messages(store)


def test_dropped_records_are_told_at_the_end_too(store: Store) -> None:
    trail(store, 8)
    tamper(store, "DELETE FROM audit_record WHERE sequence IN (1, 2, 5, 7, 8)")
    assert _codes(store) == ["audit-dropped"] * 3
    told = _messages(store)
    assert all(which in told for which in ("第 1 条至第 2 条", "第 5 条", "第 7 条至第 8 条"))


def test_an_end_cut_off_with_its_seal_is_told_by_a_head_written_down(store: Store) -> None:
    trail(store, 3)
    early = _head(store).hash
    trail(store, 2)
    late = _head(store).hash
    assert _codes(store, early) == _codes(store, late) == []
    third = _records(store)[2].hash.hex()
    sealed = f"X'{third}'" if store.is_sqlite else f"'\\x{third}'"
    tamper(
        store,
        "DELETE FROM audit_record WHERE sequence > 3",
        f"UPDATE audit_head SET records = 3, hash = {sealed}",
    )
    assert _codes(store) == []
    assert _codes(store, early) == []
    assert _codes(store, late) == ["audit-head"]


def test_reordered_records_are_told(store: Store) -> None:
    trail(store, 6)
    tamper(
        store,
        "UPDATE audit_record SET sequence = -2 WHERE sequence = 2",
        "UPDATE audit_record SET sequence = 2 WHERE sequence = 5",
        "UPDATE audit_record SET sequence = 5 WHERE sequence = -2",
    )
    assert _codes(store) == ["audit-reordered", "audit-reordered"]
    assert "第 2 条操作记录原是第 5 条" in _messages(store)


def test_a_seal_that_is_not_the_ends_is_told(store: Store) -> None:
    trail(store, 2)
    zeros = "X'00'" if store.is_sqlite else "'\\x00'"
    tamper(store, f"UPDATE audit_head SET hash = {zeros}")
    assert _codes(store) == ["audit-head"]


def test_a_trail_beyond_help_is_told_in_bounds(store: Store) -> None:
    trail(store, 1100)
    tamper(store, "UPDATE audit_record SET why = ''")
    assert 1000 <= len(_codes(store)) <= 1001


def test_every_act_has_a_chinese_name_and_no_other_is_recorded() -> None:
    assert all(label and not label.isascii() for label in act_labels().values())
    with pytest.raises(ValueError, match=r"edition\.burn"):
        Entry(by=CLERK, act="edition.burn", subject="edition:1")


@pytest.mark.parametrize("bad", ["\0", "\ud800"])
def test_text_that_cannot_be_kept_is_refused(store: Store, bad: str) -> None:
    somebody = Principal(subject="token:1", name=f"名{bad}", grants=())
    for wrong in (
        Entry(by=somebody, act="token.issue", subject="token:1"),
        Entry(by=CLERK, act="token.issue", subject="token:1", why=bad),
    ):
        with pytest.raises(Refusal) as refused, store.write() as connection:
            append(connection, wrong)
        assert refused.value.code == "bad-argument"
    assert _records(store) == []


def test_whatever_json_says_is_kept(store: Store) -> None:
    with store.write() as connection:
        append(connection, Entry(by=CLERK, act="token.issue", subject="s", after={"文": "a\0b"}))
    assert _codes(store) == []
    assert msgspec.json.decode(_records(store)[0].after) == {"文": "a\0b"}
