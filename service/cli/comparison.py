"""`quanze compare`: the annual cleanup's reconciliation."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from service.bodies import read_body_map
from service.cleanup import hold_figures, read_stated_figures
from service.cli.deciding import DecidedBy, DecisionsFile, keep_decisions
from service.cli.options import Division, Kind, opened_store
from service.cli.output import OutputFormat, findings_text, output_to, people, refusals
from service.cli.progress import progress_of
from service.collecting import uncollected
from service.documents import (
    Cleanup,
    write_cleanup_csv,
    write_cleanup_json,
    write_cleanup_text,
    write_cleanup_workbook,
)
from service.editions import find_edition
from service.errors import Refusal
from service.findings import Finding
from service.reading import divisions_by_code, reconcile_editions


class ReportFormat(StrEnum):
    """文本、JSON、CSV 或 XLSX."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


def compare(
    division: Division,
    kind: Kind,
    before: Annotated[str, typer.Option("--from", metavar="LABEL", help="上一版本。")],
    after: Annotated[str, typer.Option("--to", metavar="LABEL", help="本版本。")],
    bodies: Annotated[Path | None, typer.Option(metavar="MAP.tsv", help="机构改革对照表。")] = None,
    report_format: Annotated[ReportFormat, typer.Option("--format", help="报告格式。")] = ReportFormat.TEXT,
    figures: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="部门或报表所报的数字，与清册核对。")
    ] = None,
    decisions: DecisionsFile = None,
    decided_by: DecidedBy = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="写到文件，否则写到标准输出。")] = None,
) -> None:
    """对比一个清单的两个版本：新增、取消、合并、拆分、划转、更名、变更。"""
    told = OutputFormat.JSON if report_format is ReportFormat.JSON else OutputFormat.TEXT
    with refusals(told), opened_store() as store:
        body_map = read_body_map(bodies) if bodies else None
        stated = read_stated_figures(figures) if figures else None
        with store.read() as connection:
            old, new = (find_edition(connection, division, kind, label) for label in (before, after))
        if decisions:
            if (new.effective_on, new.recorded_at) < (old.effective_on, old.recorded_at):
                raise Refusal("bad-argument", "认定须从旧版本到新版本提交。", "把 --from 与 --to 对调。")
            keep_decisions(store, decisions, decided_by, new.id)
        with (
            store.read() as connection,
            uncollected(),
            output_to(output) as target,
            progress_of(f"对比 {before}—{after}") as show,
        ):
            found = reconcile_editions(
                connection,
                old,
                new,
                body_map,
                progress=lambda stage, done, whole: show(done, whole, f"{stage} {before}—{after}"),
            )
            name = divisions_by_code(connection, [division])[division].name
            findings = hold_figures(found.figures, stated, division) if stated else []
            _write(Cleanup(name, kind, found), report_format, findings if stated else None, target)
    if stated and report_format is not ReportFormat.JSON:
        _tell(len(stated), findings)


def _tell(count: int, findings: Sequence[Finding]) -> None:
    """Tell people what holding the stated figures against the books came to."""
    if findings:
        people.print(f"所报的 {count} 个数字中有 {len(findings)} 个与清册不符：", markup=False)
        people.print(findings_text(findings), markup=False)
    else:
        people.print(f"所报的 {count} 个数字与清册全部相符。", markup=False)


def _write(
    cleanup: Cleanup, report_format: ReportFormat, findings: Sequence[Finding] | None, target: BinaryIO
) -> None:
    match report_format:
        case ReportFormat.JSON:
            write_cleanup_json(cleanup.reconciliation, target, findings)
        case ReportFormat.CSV:
            write_cleanup_csv(cleanup, target)
        case ReportFormat.XLSX:
            write_cleanup_workbook(cleanup, target)
        case ReportFormat.TEXT:
            write_cleanup_text(cleanup, target)
