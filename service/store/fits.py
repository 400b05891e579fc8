"""How well revisions fit words, told by the terms of the search index alone: what each tier's are among.

The tiers are those of `service.reading.search.tier`. A tier's revisions all match its expression; few others
do, which whoever asks leaves out.
"""

from typing import NamedTuple

from service.store.search import (
    IN_BODY,
    IN_NAME,
    LATIN_NAMED,
    STRETCH_BITS,
    STRETCH_LEVELS,
    Term,
    Wanted,
    code_start_term,
    name_start_term,
    query_terms,
    stretch_term,
    term_anywhere,
    whole_term,
)
from service.text import fold


def wanted_by_tier(words: str) -> list[Wanted]:
    """What documents of each tier hold, best first; nothing where the words hold nothing to look for.

    The last holds for all matches.
    """
    terms = query_terms(words)
    if not terms:
        return []
    whole, parts = fold(words), [part for part in map(fold, words.split()) if part]
    anywhere = [term_anywhere(term) for term in terms]
    in_name = _named(terms, IN_NAME)
    # Words written together may fold otherwise than apart.
    begun = in_name if "".join(parts) == whole else anywhere
    return [
        [*anywhere, [Term(whole_term(whole))]],
        [*begun, [Term(name_start_term(whole))]],
        in_name,
        [*anywhere, [Term(code_start_term(part)) for part in parts]],
        _named(terms, IN_NAME, IN_BODY),
        anywhere,
    ]


def _named(terms: list[str], *marks: str) -> Wanted:
    """The terms where the marks say; letters and digits within a longer run have no term of their own."""
    wanted = [term_anywhere(term, marks) for term in terms]
    if any(map(str.isascii, terms)):
        wanted.append([Term(LATIN_NAMED)])
    return wanted


class Stretch(NamedTuple):
    """Lists that follow one another, by their numbers, and the term that their documents hold, if any."""

    first: int
    last: int
    term: Term | None


def stretch_from(first: int, last: int, level: int) -> Stretch:
    """The lists from `first` to the end of its stretch of that level; to `last` beyond the highest level."""
    if level > STRETCH_LEVELS:
        return Stretch(first, last, None)
    size = 1 << level * STRETCH_BITS
    return Stretch(first, min(first - first % size + size - 1, last), Term(stretch_term(level, first)))
