"""Verifying the trail: whether every record is what it was, where it was, and none is gone."""

import msgspec
from sqlalchemy import Connection, select

from service.audit.reading import stored_records
from service.audit.records import START, Record, hash_of
from service.findings import Finding, Severity
from service.store.core import audit_head

_MOST_FINDINGS = 1000
_MOST_PLACES = 100


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a trail: how many records, and the hash of the last. Whoever writes it down elsewhere can
    tell later that everything up to it is still there.
    """

    count: int
    hash: bytes


def head_of(connection: Connection) -> Head:
    """Return the end of the trail as the store seals it."""
    row = connection.execute(select(audit_head.c.records, audit_head.c.hash)).one()
    return Head(count=row.records, hash=bytes(row.hash))


def verify(connection: Connection, known: bytes | None = None) -> list[Finding]:
    """Return what is wrong with the trail, in its order; nothing where it is whole.

    `known` is the hash of a head that was written down earlier. The trail is read as a stream, and no
    further once a thousand things are wrong. Codes: `audit-changed` (a record is not what was recorded),
    `audit-dropped` (records are missing), `audit-reordered` (a record stands in another's place),
    `audit-head` (the trail does not end where it was sealed, or does not pass the known head).
    """
    found: list[tuple[int, Finding]] = []
    broken: list[Record] = []
    last, previous, sound, passed = 0, START, True, known is None or known == START
    for record in stored_records(connection):
        whole = hash_of(record) == record.hash
        if record.sequence != last + 1:
            found.append((last + 1, _dropped(last + 1, record.sequence - 1)))
        elif whole and sound and record.previous != previous:
            found.append((record.sequence, _replaced(record.sequence - 1)))
        if not whole:
            broken.append(record)
        passed = passed or (whole and record.hash == known)
        last, previous, sound = record.sequence, record.hash, whole
        if len(found) + len(broken) >= _MOST_FINDINGS:
            break
    else:
        found += _at_the_end(head_of(connection), last, previous, passed=passed)
    found += [(record.sequence, _broken(record, broken)) for record in broken]
    return [finding for _, finding in sorted(found, key=lambda each: each[0])]


def _at_the_end(head: Head, last: int, hash_: bytes, *, passed: bool) -> list[tuple[int, Finding]]:
    """What the ends tell: the one the store seals, and the one that was written down."""
    found = []
    if head.count > last:
        found.append((last + 1, _dropped(last + 1, head.count)))
    elif (head.count, head.hash) != (last, hash_):
        found.append((last + 1, _error("audit-head", "操作记录的末尾与数据库里的封签不一致。")))
    if not passed:
        found.append(
            (last + 1, _error("audit-head", "操作记录里没有所给封签的那一条：其后被删改，或不是同一个库。"))
        )
    return found


def _broken(record: Record, broken: list[Record]) -> Finding:
    """A record that is not what its hash says: it stands elsewhere, or says something else."""
    for other in broken[:_MOST_PLACES]:
        there = msgspec.structs.replace(record, sequence=other.sequence)
        if hash_of(there) == record.hash:
            message = f"第 {record.sequence} 条操作记录原是第 {other.sequence} 条，次序被调换。"
            return _error("audit-reordered", message)
    return _error("audit-changed", f"第 {record.sequence} 条操作记录的内容被改动。")


def _replaced(number: int) -> Finding:
    return _error("audit-changed", f"第 {number} 条操作记录被换成了另一条。")


def _dropped(first: int, last: int) -> Finding:
    which = f"第 {first} 条" if first == last else f"第 {first} 条至第 {last} 条"
    return _error("audit-dropped", f"{which}操作记录缺失。")


def _error(code: str, message: str) -> Finding:
    fix = "不要再写入；用备份核对，并查明何人何时动过数据库。"
    return Finding(code=code, severity=Severity.ERROR, message=message, fix=fix)
