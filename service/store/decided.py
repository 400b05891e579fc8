"""The table of what people decided about two powers being one, every decision kept."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from service.store.base import Table
from service.store.column_types import Number, UtcDateTime, one_of
from service.vocabulary import Decision


class PairDecision(Table, table=True):
    """认定: a person's word on two powers, kept by power so that it holds for their later wordings.

    Between two lists (alignment) `edition_id` is empty, and `before_item_id` is the reference's power; within
    one list (comparison) it is the edition in which `after_item_id` is, or is not, what became of
    `before_item_id`. `version` counts the decisions about a pair from 1, AUTOMATIC leaves it to the matcher
    again; the newest has no `superseded_at`.
    """

    __tablename__ = "pair_decision"
    __table_args__ = (one_of("decision", Decision), Index(None, "before_item_id", "after_item_id"))

    id: int = Field(primary_key=True, sa_type=Number)
    edition_id: int | None = Field(
        default=None, foreign_key="edition.id", index=True, sa_type=Number, ondelete="CASCADE"
    )
    before_item_id: int = Field(foreign_key="power_item.id", sa_type=Number, ondelete="CASCADE")
    after_item_id: int = Field(foreign_key="power_item.id", index=True, sa_type=Number, ondelete="CASCADE")
    decision: str
    version: int
    reason: str = Field(sa_type=Text)
    decided_by: str
    decided_at: datetime = Field(sa_type=UtcDateTime)
    superseded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
