"""Published lists as files to take, feeds to follow and an index to search without a server."""

from service.downloads.filing import at
from service.downloads.finding import find_made
from service.downloads.forms import LIST_FORMS, REPORT_FORMS, Form
from service.downloads.made import Made, pieces
from service.downloads.publication import site_sections

__all__ = [
    "LIST_FORMS",
    "REPORT_FORMS",
    "Form",
    "Made",
    "at",
    "find_made",
    "pieces",
    "site_sections",
]
