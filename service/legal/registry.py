"""The registry of instruments as the store keeps it, ready to match titles against."""

import hashlib
from collections import defaultdict

import msgspec
from sqlalchemy import Connection, select

from service.instruments import Instrument, Registry, Version
from service.store.core import instrument, instrument_alias, instrument_version
from service.vocabulary import InstrumentRank, InstrumentStatus


def stored_instruments(connection: Connection) -> list[Instrument]:
    """Return every instrument of the registry with its aliases and versions, by number."""
    aliases: dict[int, list[str]] = defaultdict(list)
    for number, title in connection.execute(
        select(instrument_alias.c.instrument_id, instrument_alias.c.title).order_by(
            instrument_alias.c.folded_title
        )
    ):
        aliases[number].append(title)
    versions: dict[int, list[Version]] = defaultdict(list)
    for number, published, effective in connection.execute(
        select(
            instrument_version.c.instrument_id,
            instrument_version.c.published_on,
            instrument_version.c.effective_on,
        ).order_by(instrument_version.c.published_on)
    ):
        versions[number].append(Version(published, effective))
    return [
        Instrument(
            id=row.id,
            title=row.title,
            aliases=tuple(aliases[row.id]),
            rank=InstrumentRank(row.rank) if row.rank else None,
            issuer=row.issuer,
            document_number=row.document_number,
            issued_on=row.issued_on,
            effective_on=row.effective_on,
            repealed_on=row.repealed_on,
            status=InstrumentStatus(row.status),
            successor_title=row.successor_title,
            versions=tuple(versions[row.id]),
        )
        for row in connection.execute(select(instrument).order_by(instrument.c.id))
    ]


def stored_registry(connection: Connection) -> Registry:
    """Return the registry, to match cited titles against."""
    return Registry(stored_instruments(connection))


def registry_key(registry: Registry) -> str:
    """Return what changes when anything in the registry does (SHA-256, hexadecimal)."""
    return hashlib.sha256(msgspec.json.encode(registry.instruments)).hexdigest()
