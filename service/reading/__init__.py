"""Questions to the inventory: pages of items, editions, bodies, statistics, as of any day.

Every function takes the connection of a snapshot (`Store.read`), so that answers put together agree.
"""

from service.reading.aligning import ListsAtHand, align_divisions, align_editions, editions_to_align
from service.reading.bodies import (
    BodyRecord,
    Succession,
    aliases_of,
    bodies_by_id,
    body_page,
    division_body_pages,
    successions_of,
)
from service.reading.changes import ChangeRecord, Feed, changes_since
from service.reading.comparing import compare_editions, reconcile_editions
from service.reading.counterparts import duties_of, duties_with_counterparts
from service.reading.dates import yet_to_come
from service.reading.decided import DecisionRecord, decisions_between, standing_decisions
from service.reading.details import days_of, visits_of
from service.reading.divisions import (
    DivisionRecord,
    children_pages,
    division_code,
    division_page,
    divisions_by_code,
)
from service.reading.editions import (
    LATEST,
    EditionRecord,
    When,
    all_editions,
    division_edition_pages,
    edition_page,
    editions_by_id,
    editions_to_check,
    find_edition,
    latest_editions,
    require_edition,
)
from service.reading.history import HistoryEntry, Life, histories, lives
from service.reading.indicators import edition_figures, figures_below, known_figures
from service.reading.instruments import (
    InstrumentRecord,
    cited_instruments,
    instrument_page,
    instruments_by_id,
    wordings_of,
)
from service.reading.items import (
    ItemOrder,
    ItemRecord,
    ItemSelection,
    item_by_code,
    item_page,
    items_by_id,
    powers_shown,
)
from service.reading.lineage import ancestors_of
from service.reading.paging import DEFAULT_PAGE, LARGEST_PAGE, Page, PageRequest, page_of
from service.reading.published import (
    BodyPart,
    bodies_in_latest,
    body_categories,
    latest_categories,
    parts_of_body,
)
from service.reading.readings import (
    CitedBasis,
    CitedPlace,
    Readings,
    cited_bases,
    kept_readings,
    readings_of,
    readings_of_standing,
)
from service.reading.refusals import (
    AmbiguousError,
    BadArgumentError,
    BadCursorError,
    BadIdError,
    DateBeyondDataError,
    NotFoundError,
)
from service.reading.relatives import Relative, relatives_of
from service.reading.resting import (
    ImpactCounts,
    citing_revisions,
    impact_counts,
    instrument_power_pages,
    rests_alone,
)
from service.reading.sight import drafts_shown, parts_shown, require_whole, show_drafts
from service.reading.standing import standing_bodies, standing_by_body, standing_items
from service.reading.statistics import BodyCount, Statistics, statistics
from service.reading.upon import (
    RestingFigure,
    RestingItem,
    resting_figures,
    resting_items,
)

__all__ = [
    "DEFAULT_PAGE",
    "LARGEST_PAGE",
    "LATEST",
    "AmbiguousError",
    "BadArgumentError",
    "BadCursorError",
    "BadIdError",
    "BodyCount",
    "BodyPart",
    "BodyRecord",
    "ChangeRecord",
    "CitedBasis",
    "CitedPlace",
    "DateBeyondDataError",
    "DecisionRecord",
    "DivisionRecord",
    "EditionRecord",
    "Feed",
    "HistoryEntry",
    "ImpactCounts",
    "InstrumentRecord",
    "ItemOrder",
    "ItemRecord",
    "ItemSelection",
    "Life",
    "ListsAtHand",
    "NotFoundError",
    "Page",
    "PageRequest",
    "Readings",
    "Relative",
    "RestingFigure",
    "RestingItem",
    "Statistics",
    "Succession",
    "When",
    "aliases_of",
    "align_divisions",
    "align_editions",
    "all_editions",
    "ancestors_of",
    "bodies_by_id",
    "bodies_in_latest",
    "body_categories",
    "body_page",
    "changes_since",
    "children_pages",
    "cited_bases",
    "cited_instruments",
    "citing_revisions",
    "compare_editions",
    "days_of",
    "decisions_between",
    "division_body_pages",
    "division_code",
    "division_edition_pages",
    "division_page",
    "divisions_by_code",
    "drafts_shown",
    "duties_of",
    "duties_with_counterparts",
    "edition_figures",
    "edition_page",
    "editions_by_id",
    "editions_to_align",
    "editions_to_check",
    "figures_below",
    "find_edition",
    "histories",
    "impact_counts",
    "instrument_page",
    "instrument_power_pages",
    "instruments_by_id",
    "item_by_code",
    "item_page",
    "items_by_id",
    "kept_readings",
    "known_figures",
    "latest_categories",
    "latest_editions",
    "lives",
    "page_of",
    "parts_of_body",
    "parts_shown",
    "powers_shown",
    "readings_of",
    "readings_of_standing",
    "reconcile_editions",
    "relatives_of",
    "require_edition",
    "require_whole",
    "resting_figures",
    "resting_items",
    "rests_alone",
    "show_drafts",
    "standing_bodies",
    "standing_by_body",
    "standing_decisions",
    "standing_items",
    "statistics",
    "successions_of",
    "visits_of",
    "wordings_of",
    "yet_to_come",
]
