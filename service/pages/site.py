"""What an installation decides about its pages."""

import msgspec

from service.documents import chinese_font
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

    @property
    def list_forms(self) -> tuple[str, ...]:
        """The formats that lists may be taken in, as people call them."""
        return ("XLSX", "CSV", "JSON", "JSON-LD", *self._paper)

    @property
    def report_forms(self) -> tuple[str, ...]:
        """The same of comparisons and alignments."""
        return ("XLSX", "CSV", "JSON", *self._paper)

    @property
    def _paper(self) -> tuple[str, ...]:
        return ("PDF",) if self.pdf else ()

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
