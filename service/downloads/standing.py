"""What a site has once or once for each division: feeds, the catalogue of datasets, the sitemap."""

from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from service.downloads import datasets, feeds, sitemaps
from service.downloads.made import Made
from service.pages import Sources
from service.reading import marks

_ATOM = "application/atom+xml; charset=utf-8"
_XML = "application/xml; charset=utf-8"
_LINKED = "application/ld+json"


def of_division(sources: Sources, code: str) -> list[Made]:
    """A division's feeds; none for one without lists."""
    catalogue = sources.catalogue
    own = catalogue.of_division(code)
    if not own:
        return []
    stated = [
        marks.comparison_mark(sources.connection, holding.before(edition), edition)
        for holding, edition in feeds.newest(sources, code)
    ]
    key = sources.key("feeds", sources.lists_mark(own), sources.bodies_of[code], stated)
    made = (
        (feeds.editions_address(code), feeds.editions_feed),
        (feeds.changes_address(code), feeds.changes_feed),
    )
    return [Made(address, key, _ATOM, "", partial(_write, sources, code, feed)) for address, feed in made]


def _write(sources: Sources, code: str, feed: Callable[[Sources, str], feeds.Feed], target: BinaryIO) -> None:
    feeds.write_feed(feed(sources, code), sources.catalogue.site.public_url, target)


def of_site(sources: Sources) -> list[Made]:
    """The catalogue of datasets, and where the site's public address is told its sitemap."""
    catalogue = sources.catalogue
    lists = sources.key("lists", sources.lists_mark(catalogue.holdings))
    found = [Made(datasets.ADDRESS, lists, _LINKED, "", partial(datasets.write_datasets, catalogue))]
    if catalogue.site.public_url:
        parts = sitemaps.parts(sources)
        found.append(
            Made(
                sitemaps.ADDRESS,
                sources.key(lists, [part.address for part in parts]),
                _XML,
                "",
                partial(sitemaps.write_index, sources, parts),
            )
        )
        found += [
            Made(
                part.address,
                sources.key("sitemap", part.number, _listed(sources, part)),
                _XML,
                "",
                partial(sitemaps.write_part, sources, part),
            )
            for part in parts
        ]
    return found


def _listed(sources: Sources, part: sitemaps.Part) -> object:
    """What a file of the sitemap is made of."""
    if part.holding:
        return sources.lists_mark([*sitemaps.listed_before(sources, part.holding), part.holding])
    return sources.lists_mark(sources.catalogue.holdings), sorted(sources.instruments.items())


def find(sources: Sources, address: str) -> Made | None:
    """Return what stands at that address; None where there is nothing of the sort."""
    division, _, name = address.removeprefix("divisions/").partition("/")
    things = of_division(sources, division) if name.endswith(".atom") else of_site(sources)
    return next((made for made in things if made.address == address), None)
