"""Checking one item by itself: all that can be said of it without the rest of its list."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from service.authority import Matter, rule_book
from service.checks.bases import check_bases
from service.checks.codes import check_codes
from service.checks.discretion import has_standard, penalty_without_standard
from service.checks.duties import has_duties
from service.checks.limits import check_limits
from service.checks.model import CheckContext, ItemOutcome, Outline, Provisions, Remark
from service.checks.reading import ReadBasis, read_cell
from service.checks.setting import check_authority, check_charge, judged_fields, read_matter
from service.instruments import title_key, turning_days
from service.items import StandingItem
from service.text import fold
from service.vocabulary import ListKind


def check_item(item: StandingItem, context: CheckContext) -> ItemOutcome:
    """Check one item; the outcome says for which days it holds."""
    bases = read_cell(context.registry, _basis_cell(item, context))
    matter = read_matter(item, bases, context)
    since, until = _validity(bases, context.day, _rule_days(judged_fields(item, matter)))
    return ItemOutcome(
        remarks=tuple(_remarks(item, bases, context, matter)),
        provisions=_provisions(bases),
        has_duties=has_duties(item.content),
        has_standard=has_standard(item.content),
        penalty=penalty_without_standard(item, bases),
        since=since,
        until=until,
    )


def _basis_cell(item: StandingItem, context: CheckContext) -> str:
    """The cell that says what an item rests on: in a catalogue of charges it may be the fee's."""
    content = item.content
    return content.setting_basis or (content.fee_basis if context.kind is ListKind.CHARGES else "")


def outline_of(item: StandingItem) -> Outline:
    """Return what the checks of a whole list need of an item."""
    content = item.content
    return Outline(
        id=item.id,
        revision=item.revision,
        body=item.body,
        category=item.category,
        level=item.level,
        name=content.name,
        sub_item_name=content.sub_item_name,
        codes=tuple(dict.fromkeys(filter(None, map(fold, content.codes)))),
    )


def _remarks(
    item: StandingItem, bases: Sequence[ReadBasis], context: CheckContext, matter: Matter | None
) -> Iterable[Remark]:
    yield from check_bases(item, bases, context)
    yield from check_authority(item, bases, context, matter)
    yield from check_charge(item, bases, context)
    yield from check_codes(item)
    yield from check_limits(item)


def _provisions(bases: Sequence[ReadBasis]) -> Provisions:
    found: dict[tuple[str, int | None], None] = {}
    for read in bases:
        title = title_key(read.match.instrument.title if read.match.instrument else read.basis.title or "")
        articles = [place.article for place in read.basis.provisions if place.article is not None]
        cited: list[int | None] = [*sorted(set(articles))] or [None]
        if title:
            found |= {(title, article): None for article in cited}
    return tuple(found)


def _validity(
    bases: Sequence[ReadBasis], day: date, rule_days: Sequence[date]
) -> tuple[date | None, date | None]:
    """The days between which neither a rule the item is judged by nor a cited instrument turns.

    A temporary licence turns a year after its rule: with any known beginning that day counts as well.
    """
    turning = set(rule_days)
    for read in bases:
        if read.match.instrument:
            turning.update(turning_days(read.match.instrument))
        if read.since:
            turning.add(date.fromordinal(read.since.toordinal() + 366))
    days = sorted(turning)
    at = bisect_right(days, day)
    return (days[at - 1] if at else None), (days[at] if at < len(days) else None)


@lru_cache(maxsize=64)
def _rule_days(fields: frozenset[str]) -> tuple[date, ...]:
    return tuple(rule_book().turning_days(fields))
