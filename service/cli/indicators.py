"""`quanze indicators`: what share of a list is claimed, online, at once; time cut; charges."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from service.cli.comparison import ReportFormat
from service.cli.options import Division, Kind, acting, opened_store, read_day
from service.cli.output import OutputFormat, json_document, people, refusals, write_output
from service.days import today
from service.divisions import find_division
from service.documents import (
    IndicatorReport,
    Sheet,
    indicators_record,
    indicators_text,
    places_record,
    places_table,
    places_text,
    write_csv,
    write_indicators_csv,
    write_indicators_xlsx,
    write_workbook,
)
from service.editions import EditionRow, find_edition, keep_figures, latest_edition
from service.errors import Refusal, StoreFailedError
from service.indicators import DivisionFigures, EditionFigures, compare_figures
from service.reading import (
    EditionRecord,
    When,
    bodies_by_id,
    divisions_by_code,
    edition_figures,
    figures_below,
    known_figures,
    show_drafts,
)
from service.store import Store
from service.vocabulary import ListKind

_BODIES_AT_ONCE = 500


def indicators(
    division: Division,
    kind: Kind,
    edition: Annotated[
        str | None, typer.Option(metavar="LABEL", help="版本名，草稿也可以；默认最新公布的。")
    ] = None,
    before: Annotated[str | None, typer.Option("--from", metavar="LABEL", help="与这个版本比较。")] = None,
    below: Annotated[bool, typer.Option("--below", help="连同下级各地，逐级汇总。")] = False,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="收费事项在这一天的征收状态，默认今天。")
    ] = None,
    report_format: Annotated[ReportFormat, typer.Option("--format", help="报告格式。")] = ReportFormat.TEXT,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="写到文件，否则写到标准输出。")] = None,
) -> None:
    """统计清单的指标：认领、发布、网上可办、全程网办、即办、最多跑一次、时限压缩、通办、进驻大厅、收费。"""
    told = OutputFormat.JSON if report_format is ReportFormat.JSON else OutputFormat.TEXT
    with refusals(told), opened_store() as store:
        if below and before is not None:
            raise Refusal("bad-argument", "--below 与 --from 不能同时给出。", "去掉其中一个。")
        day = read_day(on, "--on") or today()
        with store.read() as connection, people.status("统计指标"):
            show_drafts(connection, acting())
            _require_division(connection, division)
            counting = _Counting(connection)
            if below:
                rendered = _places(counting, division, kind, edition, report_format)
            else:
                rendered = _rendered(_report(counting, division, kind, edition, before, day), report_format)
        _keep(store, counting.fresh)
    write_output(output, rendered)


class _Counting:
    """Figures of editions; `fresh` are those that had to be counted."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.fresh: dict[int, EditionFigures] = {}

    def figures(self, edition: EditionRow | EditionRecord) -> EditionFigures:
        """Return the edition's figures."""
        found = known_figures(self.connection, edition)
        if found is None:
            found = self.fresh[edition.id] = edition_figures(self.connection, edition)
        return found


def _keep(store: Store, fresh: dict[int, EditionFigures]) -> None:
    """Keep what was counted, that nobody need count it again; a store that is only read answers as well."""
    if fresh:
        try:
            with store.write() as connection:
                keep_figures(connection, fresh)
        except StoreFailedError as failure:
            people.print(f"统计结果没有留存：{failure.message}", markup=False)


def _require_division(connection: Connection, code: str) -> None:
    if code not in divisions_by_code(connection, [code]):
        raise Refusal(
            "unknown-division", f"没有代码为“{code}”的行政区划。", "按 GB/T 2260 填写六位区划代码。"
        )


def _report(
    counting: _Counting, division: str, kind: ListKind, label: str | None, before: str | None, day: date
) -> IndicatorReport:
    connection = counting.connection
    after = _edition(connection, division, kind, label)
    earlier = find_edition(connection, division, kind, before) if before is not None else None
    figures = counting.figures(after)
    change = compare_figures(counting.figures(earlier), figures) if earlier else None
    bodies = {body for count in figures.indicators for body in count.by_body}
    if change:
        bodies |= {body for each in change.indicators for body in each.by_body}
    return IndicatorReport(
        division=_name(division),
        kind=kind,
        label=after.label,
        figures=figures,
        bodies=dict(_names(connection, sorted(bodies))),
        day=day,
        from_label=earlier.label if earlier else "",
        change=change,
    )


def _edition(connection: Connection, division: str, kind: ListKind, label: str | None) -> EditionRow:
    if label is not None:
        return find_edition(connection, division, kind, label)
    found = latest_edition(connection, division, kind)
    if found is None:
        raise Refusal(
            "unknown-edition",
            f"{division} 没有已公布的{kind.label}。",
            "用 quanze edition list 查看已有的版本；草稿须用 --edition 指明。",
        )
    return found


def _names(connection: Connection, bodies: list[int]) -> Iterator[tuple[int, str]]:
    for start in range(0, len(bodies), _BODIES_AT_ONCE):
        found = bodies_by_id(connection, bodies[start : start + _BODIES_AT_ONCE])
        yield from ((number, record.name) for number, record in found.items())


def _name(code: str) -> str:
    found = find_division(code)
    return found.name if found else code


def _rendered(report: IndicatorReport, report_format: ReportFormat) -> bytes:
    target = BytesIO()
    match report_format:
        case ReportFormat.JSON:
            return json_document(indicators_record(report))
        case ReportFormat.CSV:
            write_indicators_csv(report, target)
        case ReportFormat.XLSX:
            write_indicators_xlsx(report, target)
        case ReportFormat.TEXT:
            target.write(indicators_text(report).encode())
    return target.getvalue()


def _places(
    counting: _Counting, division: str, kind: ListKind, label: str | None, report_format: ReportFormat
) -> bytes:
    tree = figures_below(counting.connection, division, kind, When(label=label), counting.figures)
    if not tree.lists:
        what = f"版本“{label}”的" if label is not None else "已公布的"
        raise Refusal(
            "unknown-edition",
            f"{division} 和下级各地没有{what}{kind.label}。",
            "用 quanze edition list 查看已有的版本。",
        )
    return _rendered_places(tree, f"{_name(division)}各地{kind.label}指标", report_format)


def _rendered_places(tree: DivisionFigures, title: str, report_format: ReportFormat) -> bytes:
    target = BytesIO()
    match report_format:
        case ReportFormat.JSON:
            return json_document(places_record(tree, _name))
        case ReportFormat.CSV:
            write_csv(places_table(tree, _name), target)
        case ReportFormat.XLSX:
            write_workbook([Sheet("各地", title, places_table(tree, _name))], target)
        case ReportFormat.TEXT:
            target.write(places_text(title, tree, _name).encode())
    return target.getvalue()
