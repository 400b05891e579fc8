"""The seeded registry of instruments, built without a store."""

from datetime import date
from functools import lru_cache

from service.instruments import Instrument, Registry
from service.vocabulary import InstrumentRank, InstrumentStatus
from tests.support.examples import registry as rows_by_title


@lru_cache(maxsize=1)
def seeded_registry() -> Registry:
    """The registry of seeds/reference/instruments.tsv."""
    return Registry(
        Instrument(
            id=number,
            title=row["title"],
            aliases=tuple(filter(None, row["aliases"].split("；"))),
            rank=InstrumentRank(row["rank"]) if row["rank"] else None,
            document_number=row["document_number"] or None,
            issued_on=_day(row["issued"]),
            effective_on=_day(row["effective"]),
            repealed_on=_day(row["repealed"]),
            status=InstrumentStatus(row["status"] or InstrumentStatus.UNKNOWN),
            successor_title=row["successor"] or None,
        )
        for number, row in enumerate(rows_by_title().values(), 1)
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
