"""Tables of the work on lists: adjustments with their wordings and acts, delegations, code series, books.

An adjustment's acts are only ever added; its row repeats where they have led to. Where it stands after its
approval is not kept but follows from the editions it was applied to.
"""

from datetime import date, datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from service.store.base import Table
from service.store.column_types import Number, UtcDateTime


class Adjustment(Table, table=True):
    """动态调整: one change proposed for a list (a reform: for several), and where its acts have led to.

    `state` is the path's, up to APPROVED; `lists` the kinds, joined by commas, `list_count` how many;
    `limits` the working days of its rule set as JSON, `follow_up_days` one of them. `due_on` is the day by
    which something is to be done now.
    """

    __tablename__ = "adjustment"
    __table_args__ = (Index(None, "division_code", "id"), Index(None, "body_id", "id"))

    id: int = Field(primary_key=True, sa_type=Number)
    division_code: str = Field(foreign_key="division.code")
    body_id: int = Field(foreign_key="body.id", sa_type=Number)
    kind: str
    lists: str
    list_count: int
    state: str
    awaiting: str | None = None
    version: int
    submission: int
    effective_on: date
    rule_set: str
    limits: str = Field(sa_type=Text)
    follow_up_days: int
    due_on: date | None = None
    proposed_at: datetime = Field(sa_type=UtcDateTime)
    followed_up_on: date | None = None


class AdjustmentWording(Table, table=True):
    """申报内容: one submission of an adjustment, `service.adjustments.Proposal` as JSON; never changed."""

    __tablename__ = "adjustment_wording"

    adjustment_id: int = Field(primary_key=True, foreign_key="adjustment.id", sa_type=Number)
    submission: int = Field(primary_key=True)
    proposal: str = Field(sa_type=Text)


class AdjustmentAct(Table, table=True):
    """办理记录: one act upon an adjustment; `path` the steps of what was proposed, joined by commas."""

    __tablename__ = "adjustment_act"

    adjustment_id: int = Field(primary_key=True, foreign_key="adjustment.id", sa_type=Number)
    ordinal: int = Field(primary_key=True)
    kind: str
    step: str | None = None
    reason: str = Field(default="", sa_type=Text)
    path: str = ""
    done_by: str
    done_by_name: str
    done_at: datetime = Field(sa_type=UtcDateTime)


class AdjustmentItem(Table, table=True):
    """Which powers the last submission of an adjustment is about."""

    __tablename__ = "adjustment_item"

    adjustment_id: int = Field(primary_key=True, foreign_key="adjustment.id", sa_type=Number)
    item_id: int = Field(primary_key=True, foreign_key="power_item.id", index=True, sa_type=Number)


class AdjustmentEdition(Table, table=True):
    """In which edition of which list an approved adjustment stands: gone with a draft that is discarded."""

    __tablename__ = "adjustment_edition"

    adjustment_id: int = Field(primary_key=True, foreign_key="adjustment.id", sa_type=Number)
    list_id: int = Field(primary_key=True, foreign_key="list.id", sa_type=Number)
    edition_id: int = Field(foreign_key="edition.id", index=True, sa_type=Number, ondelete="CASCADE")
    applied_at: datetime = Field(sa_type=UtcDateTime)


class AdjustmentResult(Table, table=True):
    """Which powers of an edition stand as an adjustment says: those it made, those it altered."""

    __tablename__ = "adjustment_result"

    adjustment_id: int = Field(primary_key=True, foreign_key="adjustment.id", sa_type=Number)
    item_id: int = Field(
        primary_key=True, foreign_key="power_item.id", index=True, sa_type=Number, ondelete="CASCADE"
    )
    edition_id: int = Field(foreign_key="edition.id", index=True, sa_type=Number, ondelete="CASCADE")


class Delegation(Table, table=True):
    """下放、委托: which power, by whom, to whom, since when; public with the edition it came about in.

    `kind` is DELEGATE or ENTRUST. The recipient is a body, or a division as a whole. `ended_on` is the day it
    was taken back, told by the edition `ended_in`.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        UniqueConstraint("adjustment_id", "item_id", "to_division", "to_name"),
        Index(None, "to_body_id"),
        Index(None, "item_id"),
    )

    id: int = Field(primary_key=True, sa_type=Number)
    kind: str
    item_id: int = Field(foreign_key="power_item.id", sa_type=Number)
    name: str
    from_body_id: int = Field(foreign_key="body.id", sa_type=Number)
    to_body_id: int | None = Field(default=None, foreign_key="body.id", sa_type=Number)
    to_division: str = Field(foreign_key="division.code")
    to_name: str
    since: date
    until: date | None = None
    adjustment_id: int = Field(foreign_key="adjustment.id", sa_type=Number)
    edition_id: int = Field(foreign_key="edition.id", index=True, sa_type=Number, ondelete="CASCADE")
    ended_on: date | None = None
    ended_in: int | None = Field(
        default=None, foreign_key="edition.id", index=True, sa_type=Number, ondelete="SET NULL"
    )


class CodeSeries(Table, table=True):
    """赋码: the next number of a series of codes; it only rises, so that no number is given twice."""

    __tablename__ = "code_series"

    key: str = Field(primary_key=True)
    next_number: int = Field(sa_type=Number)


class Book(Table, table=True):
    """帐: a year's book, opened from an edition as the draft of the next, closed when that is sealed."""

    __tablename__ = "book"

    edition_id: int = Field(primary_key=True, foreign_key="edition.id", sa_type=Number, ondelete="CASCADE")
    base_id: int = Field(foreign_key="edition.id", sa_type=Number)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    opened_by: str
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: str | None = None


class ReportedFigure(Table, table=True):
    """部门所报数字: what a body reports of its part of a book."""

    __tablename__ = "reported_figure"

    edition_id: int = Field(primary_key=True, foreign_key="edition.id", sa_type=Number, ondelete="CASCADE")
    body_id: int = Field(primary_key=True, foreign_key="body.id", sa_type=Number)
    figure: str = Field(primary_key=True)
    number: int
    reported_at: datetime = Field(sa_type=UtcDateTime)
    reported_by: str


class Correction(Table, table=True):
    """更正: an edition that corrects an earlier one of its list, which stays as it was published."""

    __tablename__ = "correction"

    edition_id: int = Field(primary_key=True, foreign_key="edition.id", sa_type=Number, ondelete="CASCADE")
    corrects_id: int = Field(foreign_key="edition.id", index=True, sa_type=Number)
    reason: str = Field(default="", sa_type=Text)
