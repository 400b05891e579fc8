"""A plain store for the peers: the same items as rows of four tables, and the SQL of a page."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

PAGE = 50
_TABLES = """
CREATE TABLE body (id TEXT PRIMARY KEY, name TEXT, creditCode TEXT, kind TEXT) WITHOUT ROWID;
CREATE TABLE item (place INTEGER PRIMARY KEY, id TEXT, name TEXT, category TEXT, supervision TEXT, body TEXT,
    codes TEXT);
CREATE TABLE basis (item INTEGER, ordinal INTEGER, rank TEXT, citedTitle TEXT, citedNumber TEXT,
    quotedText TEXT, provisions TEXT, PRIMARY KEY (item, ordinal)) WITHOUT ROWID;
"""
_ITEMS = """
SELECT item.place, item.id, item.name, item.category, item.supervision, item.codes,
    body.id AS body_id, body.name AS body_name, body.creditCode, body.kind
FROM item JOIN body ON body.id = item.body WHERE item.place > ? ORDER BY item.place LIMIT ?
"""
_BASES = """
SELECT item, rank, citedTitle, citedNumber, quotedText, provisions
FROM basis WHERE item BETWEEN ? AND ? ORDER BY item, ordinal
"""


def copy_items(nodes: Iterator[dict[str, Any]], path: Path) -> None:
    """Fill a plain store with items as GraphQL shows them, in their order."""
    with sqlite3.connect(path) as store:
        store.executescript(_TABLES)
        for place, node in enumerate(nodes, 1):
            body = node["body"]
            store.execute("INSERT OR IGNORE INTO body VALUES (:id, :name, :creditCode, :kind)", body)
            codes = msgspec.json.encode(node["codes"]).decode()
            row = (place, node["id"], node["name"], node["category"], node["supervision"], body["id"], codes)
            store.execute("INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            store.executemany(
                "INSERT INTO basis VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (place, at, basis["rank"], basis["citedTitle"], basis["citedNumber"],
                     basis["quotedText"], msgspec.json.encode(basis["provisions"]).decode())
                    for at, basis in enumerate(node["bases"])
                ],
            )  # fmt: skip


class PlainStore:
    """Pages of the plain store, by one statement for items with their bodies and one for bases."""

    def __init__(self, path: str) -> None:
        self._store = sqlite3.connect(path, check_same_thread=False)
        self._store.row_factory = sqlite3.Row

    def page(self, first: int, after: int) -> tuple[list[dict[str, Any]], bool]:
        """Return the items after a place, as GraphQL shows them, and whether there are more."""
        rows = self._store.execute(_ITEMS, (after, first + 1)).fetchall()
        shown = rows[:first]
        bases: dict[int, list[dict[str, Any]]] = {row["place"]: [] for row in shown}
        if shown:
            for row in self._store.execute(_BASES, (shown[0]["place"], shown[-1]["place"])):
                bases[row["item"]].append(
                    {
                        "rank": row["rank"],
                        "citedTitle": row["citedTitle"],
                        "citedNumber": row["citedNumber"],
                        "provisions": msgspec.json.decode(row["provisions"]),
                        "quotedText": row["quotedText"],
                    }
                )
        return [
            {
                "place": row["place"],
                "id": row["id"],
                "name": row["name"],
                "category": row["category"],
                "supervision": row["supervision"],
                "codes": msgspec.json.decode(row["codes"]),
                "body": {
                    "id": row["body_id"],
                    "name": row["body_name"],
                    "creditCode": row["creditCode"],
                    "kind": row["kind"],
                },
                "bases": bases[row["place"]],
            }
            for row in shown
        ], len(rows) > first
