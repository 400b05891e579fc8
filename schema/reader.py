"""What the resolvers of one request share: the store's snapshot and the loaders over it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from functools import partial
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import Connection

from schema.kept import Kept
from schema.loading import Loader
from service import books, legal, node_ids, reading
from service.access import Principal
from service.alignment import AlignmentReport, report_of
from service.checks import CheckFinding
from service.comparison import Comparison
from service.divisions import ancestors_of, normalise_code
from service.indicators import DivisionFigures, EditionFigures
from service.instruments import Registry
from service.items import Duty
from service.reading import (
    BodyRecord,
    DivisionRecord,
    EditionRecord,
    HistoryEntry,
    InstrumentRecord,
    ItemRecord,
    Page,
    PageRequest,
    Readings,
    Succession,
    When,
)
from service.store import data_version
from service.vocabulary import EditionState, ListKind

V = TypeVar("V")
_id, _body_id, _revision_id = attrgetter("id"), attrgetter("body_id"), attrgetter("revision_id")
PagesOf = Callable[[Connection, Sequence[str], PageRequest], dict[str, Page[Any]]]


class Reader:
    """One request's view of the inventory: everything it answers is of one moment.

    `notices` are what a client must be told beside the answer; `principal` is who asks, None where nobody
    said. `expected` names loaders that will be asked, and what of `readings`, where that is known. Which
    drafts are shown is the connection's to know (`reading.show_drafts`).

    A page that is handed out says what its rows may be asked next, so that the number of statements does
    not grow with the page.
    """

    def __init__(self, connection: Connection, kept: Kept, principal: Principal | None = None) -> None:
        self.connection = connection
        self.principal = principal
        self.notices: list[str] = []
        self.expected: frozenset[str] = frozenset()
        self._kept = kept
        self.divisions: Loader[str, DivisionRecord] = Loader(self._fetch_divisions)
        self.bodies: Loader[int, BodyRecord] = Loader(self._fetch_bodies)
        self.editions: Loader[int, EditionRecord] = Loader(
            lambda ids: self._with_divisions(reading.editions_by_id(connection, ids))
        )
        self.latest: Loader[int, EditionRecord] = Loader(
            lambda lists: self._with_divisions(reading.latest_editions(connection, lists))
        )
        self.seals: Loader[int, bytes] = Loader(lambda ids: books.seals_of(connection, ids))
        self.corrected: Loader[int, int] = Loader(self._fetch_corrected)
        self.items: Loader[int, ItemRecord] = Loader(self._fetch_items)
        self.instruments: Loader[int, InstrumentRecord] = Loader(self._fetch_instruments)
        self.citations: Loader[int, dict[int, InstrumentRecord]] = Loader(self._fetch_citations)
        self.readings: Loader[ItemRecord, Readings] = Loader(partial(reading.readings_of, connection))
        self.duties: Loader[ItemRecord, tuple[Duty, ...]] = Loader(
            lambda items: reading.duties_with_counterparts(
                connection, {item: self.readings_of(item).duties for item in items}
            )
        )
        self.histories: Loader[int, list[HistoryEntry]] = Loader(self._fetch_histories)
        self.aliases: Loader[int, list[str]] = Loader(lambda ids: reading.aliases_of(connection, ids))
        self.successions: Loader[int, tuple[list[Succession], list[Succession]]] = Loader(
            self._fetch_successions
        )
        self.impacts: Loader[int, reading.ImpactCounts] = Loader(partial(reading.impact_counts, connection))
        self._instruments_met: set[int] = set()
        self._registry: Registry | None = None
        self._resting: dict[tuple[PageRequest, bool], dict[int, Page[ItemRecord]]] = {}
        self._found: dict[tuple[str, int], ItemRecord] = {}
        self._drafted: dict[int, EditionFigures] = {}
        self._pages: dict[tuple[PagesOf, PageRequest], dict[str, Page[Any]]] = {}

    def when(self, label: str | None, as_of: date | None, known_at: datetime | None) -> When:
        """Return the time a question is put for; a day that has not come is told under `notices`."""
        if label is None and as_of is None and known_at is None:
            return reading.LATEST
        when = When(label=label, as_of=as_of, known_at=known_at)
        self.notices += [told for told in reading.yet_to_come(when) if told not in self.notices]
        return when

    def close(self) -> None:
        """Let go of what was read; reader and loaders hold one another, else left to the collector."""
        vars(self).clear()

    @property
    def registry(self) -> Registry:
        """The registry of instruments, read once for a request."""
        if self._registry is None:
            self._registry = legal.stored_registry(self.connection)
        return self._registry

    def number(self, kind: str, text: str) -> int:
        """Return the number in a node id of that kind; raises `BadIdError` for any other text."""
        found, number = _decoded(text)
        if found != kind:
            raise reading.BadIdError(text)
        return number

    def want_nodes(self, texts: Iterable[str]) -> None:
        """Say which nodes will be asked for; raises `BadIdError` for a text that is no node id."""
        for text in texts:
            kind, number = _decoded(text)
            if kind == "Division":
                self.divisions.want([_code(number)])
            else:
                self._loader(kind, text).want([number])

    def node(self, text: str) -> object | None:
        """Return the thing with that node id, None where there is none; raises `BadIdError`."""
        kind, number = _decoded(text)
        if kind == "Division":
            return self.divisions.get(_code(number))
        return self._loader(kind, text).get(number)

    def readings_of(self, item: ItemRecord) -> Readings:
        """Return what is read from an item's cells."""
        found = self.readings.get(item)
        assert found is not None  # noqa: S101 - there is something for every item
        return found

    def item_page(self, page: Page[ItemRecord]) -> Page[ItemRecord]:
        """Hand out a page of items."""
        self.expect_items(page.nodes)
        return page

    def expect_items(self, items: Sequence[ItemRecord]) -> None:
        """Say that these items will be asked for what hangs on them."""
        self.bodies.want(map(_body_id, items))
        self.editions.want(item.edition_id for item in items if item.edition_id is not None)
        self.latest.want(item.list_id for item in items if item.edition_id is None)
        self.citations.want(map(_revision_id, items))
        self.readings.want(items)
        self.duties.want(items)
        self.histories.want(map(_id, items))

    def body_page(self, page: Page[BodyRecord]) -> Page[BodyRecord]:
        """Hand out a page of bodies."""
        for body in page.nodes:
            self.bodies.put(body.id, body)
        self._expect_bodies(page.nodes)
        return page

    def edition_page(self, page: Page[EditionRecord]) -> Page[EditionRecord]:
        """Hand out a page of editions."""
        self._expect_editions(page.nodes)
        return page

    def division_page(self, page: Page[DivisionRecord]) -> Page[DivisionRecord]:
        """Hand out a page of divisions."""
        for division in page.nodes:
            self.divisions.put(division.code, division)
        self.divisions.want(division.parent_code for division in page.nodes if division.parent_code)
        return page

    def edition_of(self, item: ItemRecord) -> EditionRecord:
        """Return the edition an item was answered from."""
        found = (
            self.latest.get(item.list_id) if item.edition_id is None else self.editions.get(item.edition_id)
        )
        assert found is not None  # noqa: S101 - an item is only ever answered from an edition that is shown
        return found

    def page_under(self, division: str, pages_of: PagesOf, request: PageRequest) -> Page[Any]:
        """Return a division's page of what stands under it, fetched for all divisions met so far."""
        fetched = self._pages.setdefault((pages_of, request), {})
        if division not in fetched:
            wanted = {division, *self.divisions.known()} - fetched.keys()
            fetched.update(pages_of(self.connection, sorted(wanted), request))
            for code in wanted:
                self._expect_under(fetched[code])
        return fetched[division]

    def powers_resting(self, instrument: int, request: PageRequest, *, alone: bool) -> Page[ItemRecord]:
        """Return the page of powers that rest on an instrument, fetched for all instruments met so far."""
        fetched = self._resting.setdefault((request, alone), {})
        if instrument not in fetched:
            wanted = sorted({instrument, *self._instruments_met} - fetched.keys())
            fetched.update(reading.instrument_power_pages(self.connection, wanted, request, alone=alone))
            self.expect_items([item for number in wanted for item in fetched[number].nodes])
        return fetched[instrument]

    def instrument_page(self, page: Page[InstrumentRecord]) -> Page[InstrumentRecord]:
        """Hand out a page of instruments."""
        self._meet(page.nodes)
        return page

    def _meet(self, instruments: Iterable[InstrumentRecord]) -> None:
        numbers = {instrument.id for instrument in instruments}
        self._instruments_met |= numbers
        self.impacts.want(sorted(numbers))

    def comparison(self, before: EditionRecord, after: EditionRecord) -> Comparison:
        """Return the comparison of two editions, worked out once for all requests until data change.

        Raises `Refusal` (`forbidden`) where a draft among them is shown in part.
        """
        reading.require_whole(self.connection, before.id, after.id)
        return self._worked_out(
            "comparison",
            [before, after],
            lambda: reading.compare_editions(self.connection, before, after),
        )

    def alignment(self, reference: EditionRecord, targets: Sequence[EditionRecord]) -> AlignmentReport:
        """Return the alignment of editions, worked out once for all requests until data change.

        Raises `Refusal` (`forbidden`) where a draft among them is shown in part.
        """
        reading.require_whole(self.connection, reference.id, *(target.id for target in targets))
        return self._worked_out(
            "alignment",
            [reference, *targets],
            lambda: report_of(reading.align_editions(self.connection, reference, targets)),
        )

    def figures(self, edition: EditionRecord) -> EditionFigures:
        """Return the indicators of an edition: a published one's never change, of a draft the part shown."""
        if edition.published is None:
            found = self._drafted.get(edition.id)
            if found is None:
                found = self._drafted[edition.id] = reading.edition_figures(self.connection, edition)
            return found
        key = ("indicators", edition.id, edition.published)
        return self._kept.get(key, lambda: reading.edition_figures(self.connection, edition))

    def division_figures(self, division: str, kind: ListKind, when: When) -> DivisionFigures:
        """Return the indicators of a division and all below it, kept until data change."""

        def count() -> DivisionFigures:
            return reading.figures_below(self.connection, division, kind, when)

        if reading.drafts_shown(self.connection):
            return count()
        key = ("places", data_version(self.connection), division, kind, when)
        return self._kept.get(key, count)

    def findings(self, editions: Sequence[EditionRecord]) -> Sequence[CheckFinding]:
        """Return the findings on editions, worked out once for all requests until data change.

        Of a draft shown in part they are those on items of that part.
        """
        parts = reading.parts_shown(self.connection).keys() & {edition.id for edition in editions}
        if not parts:
            return self._worked_out("findings", editions, lambda: self._check(editions))
        shown = {
            node_ids.encode("PowerItem", number)
            for edition in editions
            for number in reading.powers_shown(self.connection, edition.id)
        }
        return [found for found in self._check(editions) if found.item and found.item.id in shown]

    def _worked_out(self, what: str, editions: Sequence[EditionRecord], work_out: Callable[[], V]) -> V:
        """Keep what was worked out from published editions; drafts change without notice."""
        if any(edition.state is EditionState.DRAFT for edition in editions):
            return work_out()
        key = (what, data_version(self.connection), tuple(edition.id for edition in editions))
        return self._kept.get(key, work_out)

    def _check(self, editions: Sequence[EditionRecord]) -> list[CheckFinding]:
        return [
            finding
            for edition in editions
            for finding in legal.check_edition(self.connection, edition.id).report.findings
        ]

    def expect_found(self, page: Sequence[CheckFinding]) -> None:
        """Say that the items of these findings will be asked for, as they stand in the editions checked."""
        by_edition: dict[str, set[int]] = {}
        for finding in page:
            if finding.item:
                wanted = by_edition.setdefault(finding.item.edition, set())
                wanted.add(self.number("PowerItem", finding.item.id))
        for label, ids in by_edition.items():
            found = reading.items_by_id(self.connection, ids, reading.When(label=label))
            self._found.update({(label, number): item for number, item in found.items()})
            self.expect_items(list(found.values()))

    def item_of(self, finding: CheckFinding) -> ItemRecord | None:
        """Return a finding's item as it stands in the edition checked; None for one on the whole list."""
        if finding.item is None:
            return None
        return self._found[finding.item.edition, self.number("PowerItem", finding.item.id)]

    def _expect_under(self, page: Page[Any]) -> None:
        for node in page.nodes:
            if isinstance(node, DivisionRecord):
                self.divisions.put(node.code, node)
            elif isinstance(node, BodyRecord):
                self.bodies.put(node.id, node)
                self._expect_bodies([node])
            elif isinstance(node, EditionRecord):
                self._expect_editions([node])

    def _expect_editions(self, editions: Collection[EditionRecord]) -> None:
        self.divisions.want(edition.division_code for edition in editions)
        self.seals.want(edition.id for edition in editions)
        self.corrected.want(edition.id for edition in editions)

    def _expect_bodies(self, bodies: Iterable[BodyRecord]) -> None:
        for body in bodies:
            self.divisions.want([body.division_code])
            self.aliases.want([body.id])
            self.successions.want([body.id])

    def _loader(self, kind: str, text: str) -> Loader[int, Any]:
        loaders: dict[str, Loader[int, Any]] = {
            "PowerItem": self.items,
            "ImplementingBody": self.bodies,
            "Edition": self.editions,
            "Instrument": self.instruments,
        }
        if kind not in loaders:
            raise reading.BadIdError(text)
        return loaders[kind]

    def _fetch_divisions(self, codes: Sequence[str]) -> dict[str, DivisionRecord]:
        above = {code for each in codes for code in ancestors_of(each)}
        return reading.divisions_by_code(self.connection, above.union(codes))

    def _fetch_instruments(self, ids: Sequence[int]) -> dict[int, InstrumentRecord]:
        found = reading.instruments_by_id(self.connection, ids)
        self._meet(found.values())
        return found

    def _fetch_citations(self, revisions: Sequence[int]) -> dict[int, dict[int, InstrumentRecord]]:
        found = reading.cited_instruments(self.connection, revisions)
        self._meet(instrument for cited in found.values() for instrument in cited.values())
        return found

    def _fetch_bodies(self, ids: Sequence[int]) -> dict[int, BodyRecord]:
        found = reading.bodies_by_id(self.connection, ids)
        self._expect_bodies(found.values())
        return found

    def _fetch_items(self, ids: Sequence[int]) -> dict[int, ItemRecord]:
        found = reading.items_by_id(self.connection, ids)
        self.expect_items(list(found.values()))
        return found

    def _fetch_histories(self, ids: Sequence[int]) -> dict[int, list[HistoryEntry]]:
        found = reading.histories(self.connection, ids)
        editions = {entry.edition.id: entry.edition for entries in found.values() for entry in entries}
        self._with_divisions(editions)
        return found

    def _fetch_successions(self, ids: Sequence[int]) -> dict[int, tuple[list[Succession], list[Succession]]]:
        found = reading.successions_of(self.connection, ids)
        self.bodies.want(link.body_id for before, after in found.values() for link in (*before, *after))
        return found

    def _with_divisions(self, editions: dict[int, EditionRecord]) -> dict[int, EditionRecord]:
        self._expect_editions(editions.values())
        return editions

    def _fetch_corrected(self, ids: Sequence[int]) -> dict[int, int]:
        found = books.corrected_by(self.connection, ids)
        self.editions.want(found.values())
        return found


def division_id(code: str) -> str:
    """Return the node id of a division; a 1 before the code keeps its zeros."""
    return node_ids.encode("Division", int(f"1{code}"))


def _code(number: int) -> str:
    return str(number)[1:]


def _decoded(text: str) -> tuple[str, int]:
    """Kind and number of a node id; raises `BadIdError` for a text that no id of ours has."""
    try:
        kind, number = node_ids.decode(text)
    except node_ids.BadNodeIdError as error:
        raise reading.BadIdError(text) from error
    if kind == "Division" and (str(number)[0] != "1" or normalise_code(_code(number)) != _code(number)):
        raise reading.BadIdError(text)
    return kind, number
