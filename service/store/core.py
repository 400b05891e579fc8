"""The tables as SQLAlchemy Core takes them: `revision.c.item_id` and not an ORM entity's attribute."""

from typing import cast

import sqlalchemy as sa

from service.store import adjusting, decided, feed, figures, news, tables, tokens, trail
from service.store.base import Table


def _core(table: type[Table]) -> sa.Table:
    return cast(sa.Table, table.__table__)  # type: ignore[attr-defined]  # set by SQLModel's metaclass


access_grant = _core(tokens.AccessGrant)
access_session = _core(tokens.AccessSession)
access_token = _core(tokens.AccessToken)
adjustment = _core(adjusting.Adjustment)
adjustment_act = _core(adjusting.AdjustmentAct)
adjustment_edition = _core(adjusting.AdjustmentEdition)
adjustment_item = _core(adjusting.AdjustmentItem)
adjustment_result = _core(adjusting.AdjustmentResult)
adjustment_wording = _core(adjusting.AdjustmentWording)
audit_head = _core(trail.AuditHead)
audit_record = _core(trail.AuditRecord)
body = _core(tables.ImplementingBody)
body_alias = _core(tables.BodyAlias)
body_list = _core(tables.BodyList)
body_list_count = _core(tables.BodyListCount)
body_list_layer = _core(tables.BodyListLayer)
body_news = _core(news.BodyNews)
body_succession = _core(tables.BodySuccession)
book = _core(adjusting.Book)
change = _core(feed.Change)
checked_item = _core(tables.CheckedItem)
citation = _core(tables.Citation)
code_series = _core(adjusting.CodeSeries)
correction = _core(adjusting.Correction)
current_item = _core(tables.CurrentItem)
data_version = _core(feed.DataVersion)
delegation = _core(adjusting.Delegation)
division = _core(tables.Division)
edition = _core(tables.Edition)
edition_body = _core(tables.EditionBody)
edition_figures = _core(figures.EditionFigures)
instrument = _core(tables.Instrument)
instrument_alias = _core(tables.InstrumentAlias)
instrument_version = _core(tables.InstrumentVersion)
lineage = _core(tables.Lineage)
pair_decision = _core(decided.PairDecision)
power_item = _core(tables.PowerItem)
publication = _core(feed.Publication)
published_list = _core(tables.PublishedList)
reported_figure = _core(adjusting.ReportedFigure)
revision = _core(tables.Revision)
revision_code = _core(tables.RevisionCode)
revision_reading = _core(tables.RevisionReading)
source_file = _core(tables.SourceFile)
source_rows = _core(tables.SourceRows)
