"""Reference data every store holds: divisions to county level, and the registry's first instruments."""

import csv
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from seeds import seed
from service.divisions import read_divisions
from service.store.bulk import take_numbers
from service.store.core import division, instrument, instrument_alias, instrument_version
from service.store.tables import Instrument
from service.text import fold
from service.vocabulary import InstrumentStatus


class ReferenceLoaded(NamedTuple):
    """How many rows the seeds had and the store had not."""

    divisions: int
    instruments: int


def load_reference(connection: Connection) -> ReferenceLoaded:
    """Bring in what the seeds have and the store has not; what the store has is left as it is."""
    return ReferenceLoaded(_divisions(connection), _instruments(connection))


def _divisions(connection: Connection) -> int:
    known = set(connection.execute(select(division.c.code)).scalars())
    fresh = [entry for entry in read_divisions() if entry.code not in known]
    rows = [
        {"code": entry.code, "name": entry.name, "level": int(entry.level), "parent_code": entry.parent}
        for entry in sorted(fresh, key=lambda entry: (entry.level, entry.code))
    ]
    if rows:
        connection.execute(insert(division), rows)
    return len(rows)


def _instruments(connection: Connection) -> int:
    known = set(connection.execute(select(instrument.c.title)).scalars())
    with seed("reference", "instruments.tsv").open(encoding="utf-8") as lines:
        entries = [row for row in csv.DictReader(lines, delimiter="\t") if row["title"] not in known]
    numbers = take_numbers(connection, Instrument, len(entries)) if entries else range(0)
    aliases: dict[tuple[str, int], str] = {}
    versions = []
    rows = []
    for number, entry in zip(numbers, entries, strict=True):
        rows.append(
            {
                "id": number,
                "title": entry["title"],
                "folded_title": fold(entry["title"]),
                "rank": entry["rank"] or None,
                "issuer": entry["issuer"] or None,
                "document_number": entry["document_number"] or None,
                "issued_on": _day(entry["issued"]),
                "effective_on": _day(entry["effective"]),
                "repealed_on": _day(entry["repealed"]),
                "status": entry["status"] or InstrumentStatus.UNKNOWN,
                "successor_title": entry["successor"] or None,
            }
        )
        for alias in filter(None, entry["aliases"].split("；")):
            aliases[fold(alias), number] = alias
        for day in filter(None, map(_day, entry["amended"].split("；"))):
            versions.append({"instrument_id": number, "published_on": day, "effective_on": None})
    if rows:
        connection.execute(insert(instrument), rows)
    if versions:
        connection.execute(insert(instrument_version), versions)
    if aliases:
        connection.execute(
            insert(instrument_alias),
            [
                {"folded_title": folded, "instrument_id": number, "title": alias}
                for (folded, number), alias in aliases.items()
            ],
        )
    return len(rows)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
