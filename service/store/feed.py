"""Tables that publication writes for those who follow: how many there were, and what each changed."""

from sqlmodel import Field

from service.store.base import Table
from service.store.column_types import Number, one_of
from service.vocabulary import ChangeKind


class DataVersion(Table, table=True):
    """One row: counts publications, so that a cache can tell whether what it holds is superseded."""

    __tablename__ = "data_version"

    id: int = Field(primary_key=True)
    version: int = Field(sa_type=Number)


class Publication(Table, table=True):
    """公布: a publication that made an edition its list's latest, whether or not it changed any item.

    `version` is its data version. As with `Change`, no foreign key: what is named here is never deleted.
    """

    __tablename__ = "publication"

    version: int = Field(primary_key=True, sa_type=Number)
    edition_id: int = Field(sa_type=Number)


class Change(Table, table=True):
    """变动: one change of what stands in `current_item`, entered by the publication that made it, for ever.

    `version` is the data version of that publication, `ordinal` counts within it: together they order all
    changes as they were committed. `revision_id` is the wording that stands since, nothing for a removal.
    What is named here is published and never deleted, so no foreign keys slow down what deletes drafts.
    """

    __tablename__ = "change"
    __table_args__ = (one_of("kind", ChangeKind),)

    version: int = Field(primary_key=True, sa_type=Number)
    ordinal: int = Field(primary_key=True)
    item_id: int = Field(sa_type=Number)
    kind: str
    edition_id: int = Field(sa_type=Number)
    revision_id: int | None = Field(default=None, sa_type=Number)
