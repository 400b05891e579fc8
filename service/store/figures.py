"""Table of the counts of editions' indicators: derived, kept so that a published edition is counted once."""

from sqlalchemy import LargeBinary
from sqlmodel import Field

from service.store.base import Table
from service.store.column_types import Number


class EditionFigures(Table, table=True):
    """What counting a published edition's indicators came to by the rules that `rules_key` stands for.

    `figures` is what `service.indicators.encode_figures` makes of them.
    """

    __tablename__ = "edition_figures"

    edition_id: int = Field(primary_key=True, foreign_key="edition.id", sa_type=Number, ondelete="CASCADE")
    rules_key: str
    figures: bytes = Field(sa_type=LargeBinary)
