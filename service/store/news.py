"""Table of what drafts alone tell of bodies: it is nobody's to know before they are published."""

from enum import StrEnum

from sqlmodel import Field

from service.store.base import Table
from service.store.column_types import Number, one_of


class News(StrEnum):
    """What a draft may tell of a body."""

    ALIAS = "alias"
    CODES = "codes"
    SUCCESSION = "succession"


class BodyNews(Table, table=True):
    """A draft's news of a body, until the draft is published or a published file tells the same.

    `key` is the alias, folded; of a succession (told of the successor) the predecessor's number; else empty.
    A draft that is discarded leaves its news unknown to others, so no foreign key.
    """

    __tablename__ = "body_news"
    __table_args__ = (one_of("what", News),)

    body_id: int = Field(primary_key=True, foreign_key="body.id", sa_type=Number)
    what: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    edition_id: int = Field(index=True, sa_type=Number)
