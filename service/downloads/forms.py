"""The formats that files come in."""

from typing import NamedTuple


class Form(NamedTuple):
    """A format: its file name extension, what people call it, its media type."""

    extension: str
    label: str
    media: str


XLSX = Form("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
CSV = Form("csv", "CSV", "text/csv; charset=utf-8")
JSON = Form("json", "JSON", "application/json")
JSONLD = Form("jsonld", "JSON-LD", "application/ld+json")
PDF = Form("pdf", "PDF", "application/pdf")
FORMS = {form.extension: form for form in (XLSX, CSV, JSON, JSONLD, PDF)}
LIST_FORMS = (XLSX, CSV, JSON, JSONLD, PDF)
REPORT_FORMS = (XLSX, CSV, JSON, PDF)
