"""A body's file taken over from the edition before's: what an edition left as it was is not written anew."""

from service.documents import Heading, retitle_workbook
from service.downloads.forms import CSV, JSON, JSONLD, XLSX, Form
from service.downloads.linked import jsonld_head
from service.downloads.lists import Extract, json_head


def taken_over(form: Form, before: Extract, extract: Extract, standing: bytes) -> bytes | None:
    """Return the file of an extract that has the items of an earlier one, whose file stands; None where it
    cannot be told from that.

    The bytes are those that the form's writer comes to. Addresses of powers are the same from either.
    """
    if form is CSV:
        return standing  # which says nothing of its edition
    if form is JSONLD:
        return _headed(standing, jsonld_head(before), jsonld_head(extract))
    # Whether items say their categories is not known without reading them: one of two titles stands there.
    for titled in (True, False):
        if form is JSON:
            heads = (json_head(each, titled=titled) for each in (before, extract))
            found = _headed(standing, *heads)
        elif form is XLSX:
            found = retitle_workbook(standing, *(_heading(each, titled=titled) for each in (before, extract)))
        else:
            return None
        if found is not None:
            return found
    return None


def _headed(standing: bytes, before: bytes, head: bytes) -> bytes | None:
    return head + standing[len(before) :] if standing.startswith(before) else None


def _heading(extract: Extract, *, titled: bool) -> Heading:
    return Heading(extract.title(titled=titled), extract.until, extract.edition.published_at)
