"""Published lists as pages people read: addresses, views of what is published, HTML, a folder of files."""

from service.pages import addresses
from service.pages.asking import Asking
from service.pages.catalogue import Catalogue, Holding, catalogue_of
from service.pages.rendering import POLICY, not_found, rendered, stylesheet
from service.pages.search import Asked, search_view
from service.pages.site import Site, site_of

__all__ = [
    "POLICY",
    "Asked",
    "Asking",
    "Catalogue",
    "Holding",
    "Site",
    "addresses",
    "catalogue_of",
    "not_found",
    "rendered",
    "search_view",
    "site_of",
    "stylesheet",
]
