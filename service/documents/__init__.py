"""What is written for people: reports as text, CSV and XLSX, safe to open and to load back."""

from service.documents.alignment import write_alignment_csv, write_alignment_text, write_alignment_xlsx
from service.documents.cleanup import Cleanup
from service.documents.cleanup_files import write_cleanup_csv, write_cleanup_workbook
from service.documents.cleanup_json import write_cleanup_json
from service.documents.cleanup_text import cleanup_lines, cleanup_text, write_cleanup_text
from service.documents.delimited import write_csv
from service.documents.guarding import guard, is_risky, unguard
from service.documents.indicator_records import indicators_record, places_record
from service.documents.indicators import (
    IndicatorReport,
    indicators_text,
    places_table,
    places_text,
    write_indicators_csv,
    write_indicators_xlsx,
)
from service.documents.paper import Paper, chinese_font, may_be_copied, write_pdf
from service.documents.retitling import Heading, retitle_workbook
from service.documents.sentence import balance_line, cleanup_sentence, kinds_sentence
from service.documents.sheets import fits
from service.documents.tables import (
    ABOVE,
    Above,
    Cell,
    Column,
    Marked,
    Table,
    display_width,
    in_brief,
    text_table,
)
from service.documents.workbooks import Sheet, write_workbook

__all__ = [
    "ABOVE",
    "Above",
    "Cell",
    "Cleanup",
    "Column",
    "Heading",
    "IndicatorReport",
    "Marked",
    "Paper",
    "Sheet",
    "Table",
    "balance_line",
    "chinese_font",
    "cleanup_lines",
    "cleanup_sentence",
    "cleanup_text",
    "display_width",
    "fits",
    "guard",
    "in_brief",
    "indicators_record",
    "indicators_text",
    "is_risky",
    "kinds_sentence",
    "may_be_copied",
    "places_record",
    "places_table",
    "places_text",
    "retitle_workbook",
    "text_table",
    "unguard",
    "write_alignment_csv",
    "write_alignment_text",
    "write_alignment_xlsx",
    "write_cleanup_csv",
    "write_cleanup_json",
    "write_cleanup_text",
    "write_cleanup_workbook",
    "write_csv",
    "write_indicators_csv",
    "write_indicators_xlsx",
    "write_pdf",
    "write_workbook",
]
