"""The annual cleanup's reconciliation: two editions of a list held against one another."""

from service.comparison.columns import MARK_BYTES, Longs, Marked, marks_of, marks_of_hashes, marks_of_hex
from service.comparison.comparison import (
    Change,
    ComparedItem,
    Comparison,
    PossiblePair,
    compare,
    compared_item,
    comparison_of,
    comparison_without_changes,
    told_change,
    told_possible,
)
from service.comparison.fields import FieldDifference, field_differences, field_text, kind_of_pair
from service.comparison.figures import BodyRow, CategoryRow, Figures
from service.comparison.keys import NameKey, code_keys, codes_borne, name_key, names_borne
from service.comparison.links import Lineage, Link, Possible
from service.comparison.matcher import Match, Matcher, match_by_name, without_matching
from service.comparison.outcome import Links, Possibles
from service.comparison.patch import PatchError, apply, invert
from service.comparison.reconciliation import Reconciliation, Stage, Told, Unchanged, reconcile
from service.comparison.sides import CATEGORIES, CATEGORY_NUMBERS, Cells, FoldedSide, Side, Stamp
from service.comparison.statements import Stated
from service.comparison.text_difference import Mark, Segment, is_editorial, text_difference

__all__ = [
    "CATEGORIES",
    "CATEGORY_NUMBERS",
    "MARK_BYTES",
    "BodyRow",
    "CategoryRow",
    "Cells",
    "Change",
    "ComparedItem",
    "Comparison",
    "FieldDifference",
    "Figures",
    "FoldedSide",
    "Lineage",
    "Link",
    "Links",
    "Longs",
    "Mark",
    "Marked",
    "Match",
    "Matcher",
    "NameKey",
    "PatchError",
    "Possible",
    "PossiblePair",
    "Possibles",
    "Reconciliation",
    "Segment",
    "Side",
    "Stage",
    "Stamp",
    "Stated",
    "Told",
    "Unchanged",
    "apply",
    "code_keys",
    "codes_borne",
    "compare",
    "compared_item",
    "comparison_of",
    "comparison_without_changes",
    "field_differences",
    "field_text",
    "invert",
    "is_editorial",
    "kind_of_pair",
    "marks_of",
    "marks_of_hashes",
    "marks_of_hex",
    "match_by_name",
    "name_key",
    "names_borne",
    "reconcile",
    "text_difference",
    "told_change",
    "told_possible",
    "without_matching",
]
