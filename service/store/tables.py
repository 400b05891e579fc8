"""Tables of the store. Times are UTC; dates are the calendar's; text is verbatim unless named folded.

An edition is a set of body lists. A body list holds one body's items as what differs from an earlier
body list of that body (its parent): revisions added or changed, and removals. Editions between which
nothing of a body changed share its body list, so storage, comparison and history cost what changed.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from service.store.base import Table
from service.store.column_types import Number, UtcDateTime, one_of
from service.vocabulary import BodyKind, Category, Decision, EditionState, ListKind


class Division(Table, table=True):
    """行政区划 of GB/T 2260: six digits, down to the county."""

    __tablename__ = "division"

    code: str = Field(primary_key=True, max_length=12)
    name: str
    level: int
    parent_code: str | None = Field(default=None, foreign_key="division.code", index=True)


class ImplementingBody(Table, table=True):
    """实施主体; `folded_name` is the name without its division's own prefix, folded."""

    __tablename__ = "body"
    __table_args__ = (one_of("kind", BodyKind), Index(None, "division_code", "folded_name"))

    id: int = Field(primary_key=True, sa_type=Number)
    division_code: str = Field(foreign_key="division.code")
    name: str
    folded_name: str
    kind: str
    credit_code: str | None = Field(default=None, index=True)
    legacy_code: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class BodyAlias(Table, table=True):
    """Another name a body is or was written under."""

    __tablename__ = "body_alias"

    body_id: int = Field(primary_key=True, foreign_key="body.id", sa_type=Number)
    folded_name: str = Field(primary_key=True)
    name: str


class BodySuccession(Table, table=True):
    """机构改革: the successor takes over from the predecessor on that day."""

    __tablename__ = "body_succession"

    predecessor_id: int = Field(primary_key=True, foreign_key="body.id", sa_type=Number)
    successor_id: int = Field(primary_key=True, foreign_key="body.id", sa_type=Number, index=True)
    since: date | None = None


class PublishedList(Table, table=True):
    """清单: a division × kind."""

    __tablename__ = "list"
    __table_args__ = (UniqueConstraint("division_code", "kind"), one_of("kind", ListKind))

    id: int = Field(primary_key=True, sa_type=Number)
    division_code: str = Field(foreign_key="division.code")
    kind: str


class Edition(Table, table=True):
    """清单版本. `current` marks the latest published edition of its list; `items` counts it.

    `predecessor_id` is the edition its items were identified against and are stored as a difference from.
    `seal` is the hash over its body lists' hashes, set on publication.
    """

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("list_id", "label"),
        one_of("state", EditionState),
        Index(None, "list_id", "effective_on"),
    )

    id: int = Field(primary_key=True, sa_type=Number)
    list_id: int = Field(foreign_key="list.id", sa_type=Number)
    label: str
    effective_on: date
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    state: str
    current: bool = False
    predecessor_id: int | None = Field(default=None, foreign_key="edition.id", sa_type=Number)
    items: int = 0
    seal: bytes | None = Field(default=None, sa_type=LargeBinary)


class SourceFile(Table, table=True):
    """A file loaded into a draft: its hash, how many bodies it named, the findings of the load as JSON."""

    __tablename__ = "source_file"
    __table_args__ = (Index(None, "edition_id", "sha256"),)

    id: int = Field(primary_key=True, sa_type=Number)
    edition_id: int = Field(foreign_key="edition.id", sa_type=Number)
    sha256: str
    name: str
    format: str
    loaded_at: datetime = Field(sa_type=UtcDateTime)
    rows_read: int
    bodies: int
    findings: str = Field(sa_type=Text)


class SourceRows(Table, table=True):
    """Raw rows of a file, kept verbatim: zlib over JSON `[[sheet, row, [cell, …]], …]`.

    Rows of items that stand unchanged in the predecessor are not kept a second time.
    """

    __tablename__ = "source_rows"

    source_file_id: int = Field(primary_key=True, foreign_key="source_file.id", sa_type=Number)
    ordinal: int = Field(primary_key=True)
    rows: bytes = Field(sa_type=LargeBinary)


class BodyList(Table, table=True):
    """One body's items, as what differs from `parent_id`; `seal` hashes its items' content hashes."""

    __tablename__ = "body_list"

    id: int = Field(primary_key=True, sa_type=Number)
    body_id: int = Field(foreign_key="body.id", index=True, sa_type=Number)
    parent_id: int | None = Field(default=None, foreign_key="body_list.id", sa_type=Number)
    items: int
    seal: bytes = Field(sa_type=LargeBinary)


class BodyListLayer(Table, table=True):
    """The layers of a body list: itself at depth 0, its parent at 1, …; a nearer layer hides a farther."""

    __tablename__ = "body_list_layer"

    body_list_id: int = Field(primary_key=True, foreign_key="body_list.id", sa_type=Number)
    depth: int = Field(primary_key=True)
    layer_id: int = Field(foreign_key="body_list.id", sa_type=Number, index=True)


class BodyListCount(Table, table=True):
    """How many items of a category and level a body list holds; 0 stands for none stated."""

    __tablename__ = "body_list_count"

    body_list_id: int = Field(primary_key=True, foreign_key="body_list.id", sa_type=Number)
    category: str = Field(primary_key=True)
    level: int = Field(primary_key=True)
    items: int


class EditionBody(Table, table=True):
    """Which body list stands for a body in an edition, and which file it came from in this edition."""

    __tablename__ = "edition_body"

    edition_id: int = Field(primary_key=True, foreign_key="edition.id", sa_type=Number)
    body_id: int = Field(primary_key=True, foreign_key="body.id", sa_type=Number)
    body_list_id: int = Field(foreign_key="body_list.id", index=True, sa_type=Number)
    source_file_id: int | None = Field(default=None, foreign_key="source_file.id", sa_type=Number)


class PowerItem(Table, table=True):
    """职权事项: the power whose revisions stand in the editions of a list; the id never changes."""

    __tablename__ = "power_item"

    id: int = Field(primary_key=True, sa_type=Number)
    list_id: int = Field(foreign_key="list.id", index=True, sa_type=Number)


class Revision(Table, table=True):
    """An item's wording as a body list brings it in, or its removal; never changed once published.

    `content` is `service.items.ItemContent` as JSON; the columns beside it are what queries select by;
    `folded_name` is name and sub-item name, folded.
    `list_id` and `body_id` repeat what the body list says. `position` orders a body list. `content_hash`
    is empty for a removal.
    """

    __tablename__ = "revision"
    __table_args__ = (
        one_of("category", Category),
        Index(None, "body_list_id", "position"),
        Index(None, "item_id"),
        Index(None, "list_id", "folded_name"),
    )

    id: int = Field(primary_key=True, sa_type=Number)
    body_list_id: int = Field(foreign_key="body_list.id", sa_type=Number)
    item_id: int = Field(foreign_key="power_item.id", sa_type=Number)
    list_id: int = Field(sa_type=Number)
    body_id: int = Field(sa_type=Number)
    removed: bool = False
    position: float
    category: str | None = None
    level: int | None = None
    name: str
    sub_item_name: str
    folded_name: str
    content: str = Field(sa_type=Text)
    content_hash: bytes = Field(sa_type=LargeBinary)
    source_file_id: int | None = Field(default=None, foreign_key="source_file.id", sa_type=Number)
    source_sheet: str
    source_row: int


class CurrentItem(Table, table=True):
    """What stands in the latest published edition of each list: derived by publication, narrow to walk.

    The key is the list's own order: body, place, item.
    """

    __tablename__ = "current_item"
    __table_args__ = (
        Index(None, "list_id", "category", "body_id", "position", "item_id"),
        Index(None, "body_id"),
    )

    list_id: int = Field(primary_key=True, foreign_key="list.id", sa_type=Number)
    body_id: int = Field(primary_key=True, foreign_key="body.id", sa_type=Number)
    position: float = Field(primary_key=True)
    item_id: int = Field(primary_key=True, foreign_key="power_item.id", index=True, sa_type=Number)
    category: str | None = None
    revision_id: int = Field(foreign_key="revision.id", unique=True, sa_type=Number)


class RevisionCode(Table, table=True):
    """A code of a revision, folded, to look it up by."""

    __tablename__ = "revision_code"

    folded_code: str = Field(primary_key=True)
    revision_id: int = Field(primary_key=True, foreign_key="revision.id", index=True, sa_type=Number)


class Instrument(Table, table=True):
    """法律法规规章和规范性文件: a legal instrument of the registry."""

    __tablename__ = "instrument"

    id: int = Field(primary_key=True, sa_type=Number)
    title: str
    folded_title: str = Field(index=True)
    rank: str | None = None
    issuer: str | None = None
    document_number: str | None = None
    issued_on: date | None = None
    effective_on: date | None = None
    repealed_on: date | None = None
    status: str
    successor_title: str | None = None


class InstrumentAlias(Table, table=True):
    """A short or former title of an instrument."""

    __tablename__ = "instrument_alias"

    folded_title: str = Field(primary_key=True)
    instrument_id: int = Field(primary_key=True, foreign_key="instrument.id", sa_type=Number)
    title: str


class InstrumentVersion(Table, table=True):
    """A wording of an instrument: the day it was promulgated or amended, and since when it is in force."""

    __tablename__ = "instrument_version"

    instrument_id: int = Field(primary_key=True, foreign_key="instrument.id", sa_type=Number)
    published_on: date = Field(primary_key=True)
    effective_on: date | None = None


class Citation(Table, table=True):
    """One basis of a published revision, read from its text: derived, may be derived again.

    `score` (0 to 1) says how sure the instrument is; nothing where none was taken.
    """

    __tablename__ = "citation"

    revision_id: int = Field(primary_key=True, foreign_key="revision.id", sa_type=Number)
    ordinal: int = Field(primary_key=True)
    instrument_id: int | None = Field(default=None, foreign_key="instrument.id", index=True, sa_type=Number)
    folded_title: str = Field(index=True)
    score: float | None = None


class RevisionReading(Table, table=True):
    """What is read from a published revision's cells, as JSON: derived, may be derived again.

    It spares reading them each time they are shown (`service.reading.readings`).
    """

    __tablename__ = "revision_reading"

    revision_id: int = Field(primary_key=True, foreign_key="revision.id", sa_type=Number)
    bases: str = Field(sa_type=Text)
    codes: str = Field(sa_type=Text)
    duties: str = Field(sa_type=Text)


class CheckedItem(Table, table=True):
    """What checking a revision by itself came to: derived, kept so that a re-check costs what changed.

    It was checked by the rules and the registry that `basis_key` stands for, as an item of the body that
    `body_key` stands for; it holds from `since` to the day before `until`. `outcome` is
    `service.checks.ItemOutcome` as JSON.
    """

    __tablename__ = "checked_item"

    revision_id: int = Field(primary_key=True, foreign_key="revision.id", sa_type=Number, ondelete="CASCADE")
    basis_key: str
    body_key: str
    since: date | None = None
    until: date | None = None
    outcome: str = Field(sa_type=Text)


class Lineage(Table, table=True):
    """沿革: how an item of an edition came from an item of an earlier one, where ids alone do not say it.

    A removal or addition that somebody stated has one side empty. Links of one merge have `after_item_id` in
    common, those of one split `before_item_id`. Links stand outside the seals; those of a published edition
    are never overwritten: a correction withdraws one and adds another.
    """

    __tablename__ = "lineage"
    __table_args__ = (
        one_of("decision", Decision),
        CheckConstraint("before_item_id IS NOT NULL OR after_item_id IS NOT NULL", name="names_an_item"),
    )

    id: int = Field(primary_key=True, sa_type=Number)
    edition_id: int = Field(foreign_key="edition.id", index=True, sa_type=Number)
    before_item_id: int | None = Field(default=None, foreign_key="power_item.id", index=True, sa_type=Number)
    after_item_id: int | None = Field(default=None, foreign_key="power_item.id", index=True, sa_type=Number)
    kind: str
    decision: str
    score: float | None = None
    reason: str = Field(default="", sa_type=Text)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NumberSeries(Table, table=True):
    """The next free number of each table that is written in bulk."""

    __tablename__ = "number_series"

    name: str = Field(primary_key=True)
    next_number: int = Field(sa_type=Number)
