"""What an installation decides about its pages."""

import msgspec

from service.documents import chinese_font
from service.documents.paper import MOST_ROWS
from service.settings import Settings


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of the pages.

    `public_url` is where readers reach them, ending in a slash, empty where that is not told: then data in
    the pages names things relative to the page. `service_url` is where the service with its GraphQL is,
    empty where pages are to name none. `findings`: whether what checks found is published. `scope`: only the
    lists of this division and those below it. `pdf`: whether lists come as PDF too, by default where a font
    for Chinese is installed.
    """

    public_url: str = ""
    service_url: str = "/"
    findings: bool = False
    scope: str | None = None
    pdf: bool = msgspec.field(default_factory=lambda: chinese_font() is not None)

    def list_forms(self, rows: int) -> tuple[str, ...]:
        """Return the formats that a list of so many items may be taken in, as people call them."""
        return ("XLSX", "CSV", "JSON", "JSON-LD", *self._paper(rows))

    def report_forms(self, rows: int) -> tuple[str, ...]:
        """Return the same of a comparison or alignment of so many rows."""
        return ("XLSX", "CSV", "JSON", *self._paper(rows))

    def has_paper(self, rows: int) -> bool:
        """Whether a table of so many rows is to be had as PDF."""
        return self.pdf and rows <= MOST_ROWS

    def _paper(self, rows: int) -> tuple[str, ...]:
        return ("PDF",) if self.has_paper(rows) else ()

    def absolute(self, address: str) -> str:
        """Return the address as the outside names it."""
        return f"{self.public_url}{address}"


def site_of(settings: Settings, scope: str | None = None) -> Site:
    """Return what the settings say."""
    return Site(
        public_url=_slashed(settings.public_url),
        service_url=_slashed(settings.service_url),
        findings=settings.publish_findings,
        scope=scope,
    )


def _slashed(url: str) -> str:
    return f"{url.rstrip('/')}/" if url else ""
