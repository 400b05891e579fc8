"""`quanze align`: three levels, four sames."""

from pathlib import Path
from typing import Annotated

import typer

from service.alignment import Alignment, report_of
from service.cli.comparison import ReportFormat
from service.cli.options import opened_store
from service.cli.output import OutputFormat, json_document, refusals, write_output
from service.documents import alignment_csv, alignment_text, alignment_xlsx
from service.reading import align_divisions
from service.vocabulary import ListKind


def align(
    reference: Annotated[str, typer.Option(metavar="CODE", help="参照的行政区划，通常是省。")],
    targets: Annotated[str, typer.Option(metavar="CODE[,CODE…]", help="要对照的行政区划，逗号隔开。")],
    kind: Annotated[ListKind | None, typer.Option("--kind", help="清单种类。")] = None,
    edition: Annotated[str | None, typer.Option(metavar="LABEL", help="版本名，默认各自最新的。")] = None,
    report_format: Annotated[ReportFormat, typer.Option("--format", help="报告格式。")] = ReportFormat.TEXT,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="写到文件，否则写到标准输出。")] = None,
) -> None:
    """把各级清单与参照清单对照：名称、类型、依据、编码是否相同，缺哪些事项。"""
    told = OutputFormat.JSON if report_format is ReportFormat.JSON else OutputFormat.TEXT
    codes = [code.strip() for code in targets.replace("，", ",").split(",") if code.strip()]
    with refusals(told), opened_store() as store, store.read() as connection:
        found = align_divisions(connection, reference, codes, kind, edition)
    write_output(output, _rendered(found, report_format))


def _rendered(alignment: Alignment, report_format: ReportFormat) -> bytes:
    match report_format:
        case ReportFormat.JSON:
            return json_document(report_of(alignment))
        case ReportFormat.CSV:
            return alignment_csv(alignment)
        case ReportFormat.XLSX:
            return alignment_xlsx(alignment)
        case ReportFormat.TEXT:
            return alignment_text(alignment).encode()
