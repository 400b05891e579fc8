"""A whole site as sections to publish: its pages, and beside them files, feeds and what searches them."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from service.downloads.filing import Filing
from service.downloads.made import batch_of
from service.pages import Batch, Holding, Section, Sources, sections
from service.reading import marks

_BODIES_AT_ONCE = 20


def site_sections(sources: Sources) -> list[Section]:
    """Return every section of the site."""
    return [*sections(sources), *file_sections(sources)]


def file_sections(sources: Sources) -> list[Section]:
    """Return the sections of the files to take: of each edition, and of each division's alignment."""
    filing = Filing(sources)
    found = []
    for division in sources.catalogue.list_divisions:
        things = filing.of_alignment(division.code)
        if things:
            key = sources.key(sorted(made.key for made in things))
            found.append(Section(f"alignment files {division.code}", key, _batches(batch_of(things))))
    for holding in sources.catalogue.holdings:
        found += [_edition(sources, filing, holding, place) for place in range(len(holding.editions))]
    return found


def _batches(batch: Batch) -> Callable[[], Iterable[Batch]]:
    return lambda: [batch]


def _edition(sources: Sources, filing: Filing, holding: Holding, place: int) -> Section:
    edition, code = holding.editions[place], holding.division.code
    key = sources.key("files", filing.key_of_edition(holding, edition), sources.bodies_of[code])

    def batches() -> Iterator[Batch]:
        yield batch_of(filing.of_edition(holding, edition))
        yield batch_of(filing.of_changes(holding, edition))
        bodies = iter(marks.part_rows(sources.connection, [edition.id])[edition.id])
        while chunk := list(islice(bodies, _BODIES_AT_ONCE)):
            yield batch_of(filing.of_bodies(holding, edition, chunk))

    return Section(f"files {code} {holding.kind.value} {holding.days[place]}", key, batches)
