"""An item's bases read once for all checks: each with its instrument, how sure that is, and its rank."""

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from seeds import seed_toml
from service.citations import Basis, read_bases
from service.instruments import InstrumentMatch, RankReading, Registry, rank_of


class ReadBasis(NamedTuple):
    """A basis, the instrument it was matched to, and the ranks that may be of."""

    basis: Basis
    match: InstrumentMatch
    rank: RankReading

    @property
    def name(self) -> str:
        """What people read: 《title》, else the number, else the text."""
        if self.basis.title:
            return f"《{self.basis.title}》"
        return self.basis.cited_number or self.basis.text[:40]

    @property
    def since(self) -> date | None:
        """Since when the instrument is in force, as far as registry or citation say."""
        known = self.match.instrument.effective_on if self.match.instrument else None
        told = self.basis.promulgation
        return known or _day(told.effective) or _day(told.issued)


def read_cell(registry: Registry, cell: str) -> list[ReadBasis]:
    """Read a basis cell; a basis of neither title nor number cites nothing that could be looked up."""
    found = []
    for basis in read_bases(cell):
        match = registry.match(basis.title, basis.cited_number)
        if basis.title or basis.cited_number:
            found.append(ReadBasis(basis, match, rank_of(match.instrument, basis)))
    return found


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Return the checks' words (seeds/checks/words.toml)."""
    return seed_toml("checks", "words.toml")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and len(text) == len("2024-01-01") else None
