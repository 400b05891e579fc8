"""Published lists as pages people read: addresses, views of what is published, HTML, a folder of files."""

from service.pages import addresses
from service.pages.asking import Asking
from service.pages.catalogue import Catalogue, Holding, catalogue_of
from service.pages.helping import Help
from service.pages.publishing import Published, write_site
from service.pages.rendering import POLICY, not_found, rendered, search_script, stylesheet
from service.pages.search import Asked, search_view
from service.pages.section import Batch, File, Like, Section
from service.pages.sections import sections
from service.pages.site import Site, site_of
from service.pages.sources import Sources

__all__ = [
    "POLICY",
    "Asked",
    "Asking",
    "Batch",
    "Catalogue",
    "File",
    "Help",
    "Holding",
    "Like",
    "Published",
    "Section",
    "Site",
    "Sources",
    "addresses",
    "catalogue_of",
    "not_found",
    "rendered",
    "search_script",
    "search_view",
    "sections",
    "site_of",
    "stylesheet",
    "write_site",
]
