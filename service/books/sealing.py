"""Seals (查帐): the hash of an edition and of each of its items, and whether they still are what they say.

An item's hash is SHA-256 over its category, a line feed and its content as canonical JSON (without category
over the content alone); a body's seal SHA-256 over its items' hashes in ascending order; an edition's seal
SHA-256 over its bodies, in ascending order of name and seal: the length of the name in UTF-8 (4 bytes, the
highest first), the name, the seal. docs/adjustments.md has it in ten lines of Python.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, select

from service.findings import Finding, Severity
from service.items import hash_encoded
from service.reading.paging import Order, Page, PageRequest, fetch_page
from service.store.core import body, body_list, body_list_layer, edition, edition_body, revision
from service.store.live import standing
from service.vocabulary import Category

ALGORITHM = "sha256-body-lists-1"
"""The name of how seals are made; another way of making them gets another name."""
_ORDER = Order("sealed", (revision.c.body_id, revision.c.position, revision.c.item_id), (int, float, int))
_ROWS_AT_ONCE = 5_000


class SealedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item as it is sealed: what its hash is over, and the body whose list it is in."""

    item_id: int
    body_id: int
    body: str
    category: str
    content: str
    hash: bytes


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What checking an edition's seal came to; it is whole where there are no findings.

    `seal` is the one kept at publication, None for a draft; `found` what its items come to now.
    """

    seal: bytes | None
    found: bytes
    items: int
    findings: list[Finding]


def seal_of(connection: Connection, edition_id: int) -> bytes | None:
    """Return the seal an edition was published with; None for a draft."""
    found = connection.execute(select(edition.c.seal).where(edition.c.id == edition_id)).scalar()
    return bytes(found) if found is not None else None


def seals_of(connection: Connection, editions: Collection[int]) -> dict[int, bytes]:
    """Return, by edition, the seal it was published with; drafts are left out."""
    rows = connection.execute(
        select(edition.c.id, edition.c.seal).where(edition.c.id.in_(editions), edition.c.seal.is_not(None))
    )
    return {number: bytes(seal) for number, seal in rows}


def sealed_page(connection: Connection, edition_id: int, request: PageRequest) -> Page[SealedItem]:
    """Return a page of an edition's items as they are sealed, in the list's order."""
    return fetch_page(connection, _query(edition_id), _ORDER, request, _read)


def sealed_items(connection: Connection, edition_id: int) -> Iterator[SealedItem]:
    """Yield all of an edition's items as they are sealed, in the list's order."""
    query = _query(edition_id).order_by(*_ORDER.columns).execution_options(yield_per=_ROWS_AT_ONCE)
    for row in connection.execute(query):
        yield _read(row)


def verify_edition(connection: Connection, edition_id: int) -> Verification:
    """Work out every hash of an edition anew from what it says, and hold it against what is kept.

    Findings: `item-changed` for an item that says something else than its hash, `body-changed` for a body's
    list with an item more or less, `edition-changed` for the edition as a whole.
    """
    hashes: dict[int, list[bytes]] = defaultdict(list)
    findings: list[Finding] = []
    count = 0
    for item in sealed_items(connection, edition_id):
        count += 1
        category = Category(item.category) if item.category else None
        own = hash_encoded(item.content.encode(), category)
        hashes[item.body_id].append(own)
        if own != item.hash:
            findings.append(_changed("item-changed", f"{item.body}的一个事项（编号 {item.item_id}）"))
    lists = connection.execute(
        select(body.c.id, body.c.name, body_list.c.seal)
        .select_from(edition_body)
        .join(body, body.c.id == edition_body.c.body_id)
        .join(body_list, body_list.c.id == edition_body.c.body_list_id)
        .where(edition_body.c.edition_id == edition_id)
    ).all()
    seals: list[tuple[bytes, bytes]] = []
    for number, name, kept in lists:
        own = hashlib.sha256(b"".join(sorted(hashes.pop(number, [])))).digest()
        seals.append((name.encode(), own))
        if own != bytes(kept):
            findings.append(_changed("body-changed", f"{name}的清单"))
    digest = hashlib.sha256()
    for name, own in sorted(seals):
        digest.update(len(name).to_bytes(4, "big") + name + own)
    seal = seal_of(connection, edition_id)
    if seal is not None and digest.digest() != seal:
        findings.append(_changed("edition-changed", "整个版本"))
    return Verification(seal=seal, found=digest.digest(), items=count, findings=findings)


def _query(edition_id: int) -> Select[Any]:
    joined, stands = standing()
    source = edition_body.join(joined, body_list_layer.c.body_list_id == edition_body.c.body_list_id).join(
        body, body.c.id == edition_body.c.body_id
    )
    return (
        select(
            revision.c.item_id,
            revision.c.body_id,
            body.c.name,
            revision.c.category,
            revision.c.content,
            revision.c.content_hash,
        )
        .select_from(source)
        .where(edition_body.c.edition_id == edition_id, stands)
    )


def _read(row: Row[Any]) -> SealedItem:
    return SealedItem(
        item_id=row.item_id,
        body_id=row.body_id,
        body=row.name,
        category=row.category or "",
        content=row.content,
        hash=bytes(row.content_hash),
    )


def _changed(code: str, what: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.ERROR,
        message=f"{what}与公布时的摘要不符",
        fix="从备份恢复，并查明是谁改动了数据库",
    )
