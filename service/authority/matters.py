"""What a power is for the rules of setting authority: its field and the kinds its words reveal."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from seeds import seed_toml
from service.authority.rules import GENERAL
from service.text import fold
from service.vocabulary import Category

TIME_LIMIT, CHARGE = "TIME-LIMIT", "CHARGE"
_SENTENCES = re.compile(r"[。;；\n]")
_OF_ITS_OWN_CATEGORY = {
    Category.LICENSING: "LICENSING",
    Category.PENALTY: "PENALTY",
    Category.COLLECTION: "COLLECTION",
    Category.INSPECTION: "INSPECTION",
    Category.OTHER: "OTHER",
}


class Matter(NamedTuple):
    """What is to be judged: a field of the rules and the kinds within it, `*` where none is revealed."""

    field: str
    kinds: tuple[str, ...]


class _Kind(NamedTuple):
    field: str
    kind: str
    label: str
    words: re.Pattern[str]
    unless: re.Pattern[str] | None
    only_name: bool
    alone: bool
    instead_of: str


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return seed_toml("authority", "kinds.toml")


@lru_cache(maxsize=1)
def _kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(
            entry["field"],
            entry["kind"],
            entry["label"],
            _folded_pattern(entry["words"]),
            _folded_pattern(entry["unless"]) if "unless" in entry else None,
            entry.get("only_name", False),
            entry.get("alone", False),
            entry.get("instead_of", ""),
        )
        for entry in _table()["kinds"]
    )


def _folded_pattern(words: str) -> re.Pattern[str]:
    """Patterns are written with Chinese punctuation; the text they meet is folded."""
    return re.compile(words.replace("，", ",").replace("；", ";"))


@lru_cache(maxsize=4)
def _pattern(table: str) -> re.Pattern[str]:
    return _folded_pattern(_table()[table]["words"])


def longest_without_law() -> int:
    """Return the working days a licence may take at most where no law or regulation says otherwise."""
    days: int = _table()["time_limit"]["working_days"]
    return days


def kind_label(field: str, kind: str) -> str:
    """Return the kind's name in Chinese, empty for a field's general kind."""
    return next((entry.label for entry in _kinds() if (entry.field, entry.kind) == (field, kind)), "")


def matter_of(
    category: Category | None, category_kind: str, name: str, clauses: str = "", titles: str = ""
) -> Matter | None:
    """Return what a power is to be judged as; None where no rule of setting authority touches it.

    `category_kind` is what the category cell says more exactly (措施, 执行); `clauses` what its bases quote;
    `titles` their titles, which tell an emergency measure.
    """
    folded = fold(name)
    field = _field(category, category_kind, folded, clauses)
    if field is None:
        return None
    if field == "MEASURE":
        folded_titles = fold(titles)
        alone = [entry for entry in _kinds() if entry.alone and entry.words.search(folded + folded_titles)]
        if alone:
            return Matter(field, (alone[0].kind,))
    found = tuple(_revealed(field, folded, _own_sentences(clauses)))
    return Matter(field, found or (GENERAL,))


def _field(category: Category | None, category_kind: str, name: str, clauses: str) -> str | None:
    if category is not Category.COERCION:
        return _OF_ITS_OWN_CATEGORY.get(category) if category else None
    if category_kind in ("措施", "执行"):
        return "MEASURE" if category_kind == "措施" else "EXECUTION"
    for text in (name, _own_sentences(clauses)):
        measure = any(entry.field == "MEASURE" and _says(entry, text) for entry in _kinds())
        execution = bool(_pattern("execution").search(text))
        if measure is not execution:
            return "MEASURE" if measure else "EXECUTION"
    return "COERCION"


def _revealed(field: str, name: str, clauses: str) -> Iterator[str]:
    own = [entry for entry in _kinds() if entry.field == field and not entry.alone]
    narrower = {entry.instead_of: entry for entry in own if entry.instead_of}
    for entry in own:
        if entry.instead_of:
            continue
        if _says(entry, name) or (not entry.only_name and clauses and _says(entry, clauses)):
            other = narrower.get(entry.kind)
            yield other.kind if other and _says(other, f"{name};{clauses}") else entry.kind


def _says(entry: _Kind, text: str) -> bool:
    return bool(entry.words.search(text)) and not (entry.unless and entry.unless.search(text))


@lru_cache(maxsize=4096)
def _own_sentences(clauses: str) -> str:
    """What the quoted clauses set themselves: sentences that refer to another law or organ are left out."""
    sentences = _SENTENCES.split(fold(clauses) if clauses else "")
    return ";".join(sentence for sentence in sentences if not _pattern("references").search(sentence))
