"""指标: shares of an edition's items that are claimed, online, at once, in the hall; time cut; charges.

Pure: items' cells go in, figures come out. What counts stands in seeds/rules/indicators.toml.
"""

from service.indicators.charges import Charge, ChargeChange, ChargeStanding, changed_charges, read_standings
from service.indicators.comparing import (
    CountChange,
    FiguresChange,
    IndicatorChange,
    TimeCutChange,
    compare_figures,
)
from service.indicators.counting import count_items
from service.indicators.keeping import decode_figures, encode_figures, key_of, rules_key
from service.indicators.limits import TimeCut, time_cut_of
from service.indicators.model import (
    MOST_EXAMPLES,
    Cells,
    ClassCount,
    Count,
    CountedItem,
    EditionFigures,
    IndicatorCount,
    Spelling,
    TimeCutCount,
    decode_cells,
)
from service.indicators.places import DivisionFigures, IndicatorSum, division_figures
from service.indicators.rules import ChargeState, Indicator, Rules, indicator_rules, read_rules
from service.indicators.shares import one_decimal, points_between, share_of
from service.indicators.spelling import Reading, Speller
from service.indicators.telling import figures_sentence, share
from service.indicators.unread import column_of, findings_on

__all__ = [
    "MOST_EXAMPLES",
    "Cells",
    "Charge",
    "ChargeChange",
    "ChargeStanding",
    "ChargeState",
    "ClassCount",
    "Count",
    "CountChange",
    "CountedItem",
    "DivisionFigures",
    "EditionFigures",
    "FiguresChange",
    "Indicator",
    "IndicatorChange",
    "IndicatorCount",
    "IndicatorSum",
    "Reading",
    "Rules",
    "Speller",
    "Spelling",
    "TimeCut",
    "TimeCutChange",
    "TimeCutCount",
    "changed_charges",
    "column_of",
    "compare_figures",
    "count_items",
    "decode_cells",
    "decode_figures",
    "division_figures",
    "encode_figures",
    "figures_sentence",
    "findings_on",
    "indicator_rules",
    "key_of",
    "one_decimal",
    "points_between",
    "read_rules",
    "read_standings",
    "rules_key",
    "share",
    "share_of",
    "time_cut_of",
]
