"""Standing items as matching sees them, and pairing two lists of them."""

from collections.abc import Sequence
from functools import lru_cache

from service.codes import basic_code
from service.items import StandingItem
from service.matching.evidence import Entry, Provisions, evidence_between, field_of_work
from service.matching.explaining import explain
from service.matching.judging import judge
from service.matching.pairing import Decisions, Pairing, pair
from service.matching.reading import full_name, read_name
from service.text import fold
from service.vocabulary import Decision

_STATE = "中华人民共和国"


@lru_cache(maxsize=16384)
def cited_provisions(basis: str) -> Provisions:
    """Return the (instrument, article) pairs a basis cell cites; of no article the instrument with None.

    Titles are folded and the state's name in front is dropped: 《中华人民共和国水法》 is 《水法》.
    """
    from service.citations import read_bases  # a third of the room's start, wanted where bases are

    found: set[tuple[str, int | None]] = set()
    for cited in read_bases(basis):
        title = fold(cited.title or "").removeprefix(_STATE)
        articles = {provision.article for provision in cited.provisions if provision.article is not None}
        if title:
            found |= {(title, article) for article in articles} or {(title, None)}
    return frozenset(found)


@lru_cache(maxsize=16384)
def basic_codes(codes: tuple[str, ...]) -> frozenset[str]:
    """Return the basic codes embedded in an item's codes."""
    return frozenset(code for code in map(basic_code, codes) if code)


def entry_of(item: StandingItem, key: int) -> Entry:
    """Return an item as an entry to pair, under a key of the caller's."""
    content = item.content
    return Entry(
        key=key,
        name=read_name(full_name(content.name, content.sub_item_name)),
        category=item.category,
        body=item.body.id,
        codes=basic_codes(content.codes),
        provisions=cited_provisions(content.setting_basis),
        field=field_of_work(item.body.name),
    )


def pair_items(
    before: Sequence[StandingItem],
    after: Sequence[StandingItem],
    *,
    same_body: bool = False,
    decisions: Decisions | None = None,
) -> Pairing:
    """Pair two lists of items one to one by their places in the arguments.

    `decisions` are keyed by the items' ids (`StandingItem.id`), which outlive editions.
    """
    return pair(
        entries_of(before),
        entries_of(after),
        same_body=same_body,
        decisions=decisions_at(before, after, decisions or {}),
    )


def explain_items(before: StandingItem, after: StandingItem) -> str:
    """Say in one Chinese line what speaks for two items being one power, and what against."""
    one, other = entry_of(before, 0), entry_of(after, 0)
    return explain(judge(one.name, other.name, evidence_between(one, other)))


def entries_of(items: Sequence[StandingItem]) -> list[Entry]:
    """Return items as entries, each under its place."""
    return [entry_of(item, place) for place, item in enumerate(items)]


def decisions_at(
    before: Sequence[StandingItem], after: Sequence[StandingItem], by_id: Decisions
) -> dict[tuple[int, int], Decision]:
    """Return decisions about items' ids as decisions about places in the two lists."""
    of_before = _places(before, {x for x, _ in by_id})
    of_after = _places(after, {y for _, y in by_id})
    return {
        (i, j): decision
        for (x, y), decision in by_id.items()
        for i in of_before.get(x, ())
        for j in of_after.get(y, ())
    }


def _places(items: Sequence[StandingItem], wanted: set[int]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    for place, item in enumerate(items):
        if item.id in wanted:
            places.setdefault(item.id, []).append(place)
    return places
