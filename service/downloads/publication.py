"""A whole site as sections to publish: its pages, and beside them files, feeds and what searches them."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

from service.downloads import standing
from service.downloads.filing import Filing
from service.downloads.made import Made, batch_of
from service.downloads.search_sections import search_sections
from service.pages import Batch, Holding, Section, Sources, sections
from service.pages.sections import alignment_section
from service.reading import marks

_BODIES_AT_ONCE = 20


def site_sections(sources: Sources) -> list[Section]:
    """Return every section of the site; those that take longest by themselves come first."""
    filed = {each.name: each for each in alignment_sections(sources)}
    return [
        *search_sections(sources),
        *(_joined(sources, each, filed.get(each.name)) for each in sections(sources)),
        *file_sections(sources),
        *standing_sections(sources),
    ]


def _joined(sources: Sources, pages: Section, files: Section | None) -> Section:
    """A section of pages with the files that are made of the same."""
    if files is None:
        return pages
    of_files = files.batches

    def batches() -> Iterator[Batch]:
        yield from pages.batches()
        yield from of_files()

    return Section(pages.name, sources.key(pages.key, files.key), batches)


def alignment_sections(sources: Sources) -> list[Section]:
    """Return the sections of the files of each division's alignment, named as its page's."""
    filing = Filing(sources, pdf=sources.catalogue.site.pdf)
    found = []
    for division in sources.catalogue.list_divisions:
        key = _key(sources, filing.of_alignment(division.code))
        # Found anew when they are made: meanwhile they would hold what they are made of.
        batches = partial(_aligned, filing, division.code)
        found.append(Section(alignment_section(division.code), key, batches))
    return found


def standing_sections(sources: Sources) -> list[Section]:
    """Return the sections of the feeds, and of the catalogue of datasets with the sitemap."""
    found = [_section("catalog", sources, standing.of_site(sources))]
    for division in sources.catalogue.list_divisions:
        things = standing.of_division(sources, division.code)
        found.append(_section(f"feeds {division.code}", sources, things))
    return found


def file_sections(sources: Sources) -> list[Section]:
    """Return the sections of the files to take, of each edition."""
    filing = Filing(sources, pdf=sources.catalogue.site.pdf)
    return [
        _edition(sources, filing, holding, place)
        for holding in sources.catalogue.holdings
        for place in range(len(holding.editions))
    ]


def _section(name: str, sources: Sources, things: Sequence[Made]) -> Section:
    return Section(name, _key(sources, things), lambda: [batch_of(things)])


def _key(sources: Sources, things: Sequence[Made]) -> bytes:
    return sources.key([(made.address, made.key) for made in things])


def _aligned(filing: Filing, code: str) -> list[Batch]:
    return [batch_of(filing.of_alignment(code))]


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
