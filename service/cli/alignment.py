"""`quanze align`: three levels, four sames."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from service.alignment import Alignment, Run, Work, here, on_scheduler, write_report
from service.cli.comparison import ReportFormat
from service.cli.deciding import DecidedBy, DecisionsFile, keep_decisions
from service.cli.memory import without_cycles
from service.cli.options import opened_store
from service.cli.output import OutputFormat, output_to, people, refusals
from service.cli.progress import progress_of
from service.documents import write_alignment_csv, write_alignment_text, write_alignment_xlsx
from service.reading import align_divisions, editions_to_align
from service.settings import PROJECT_ROOT
from service.store import Store, sqlite_path
from service.vocabulary import ListKind

# Fewer targets than this are done before other processes would have begun.
_SHARED_FROM = 4
_WRITERS: dict[ReportFormat, Callable[[Alignment, BinaryIO], None]] = {
    ReportFormat.JSON: write_report,
    ReportFormat.CSV: write_alignment_csv,
    ReportFormat.XLSX: write_alignment_xlsx,
    ReportFormat.TEXT: write_alignment_text,
}


def align(
    reference: Annotated[str, typer.Option(metavar="CODE", help="参照的行政区划，通常是省。")],
    targets: Annotated[str, typer.Option(metavar="CODE[,CODE…]", help="要对照的行政区划，逗号隔开。")],
    kind: Annotated[ListKind | None, typer.Option("--kind", help="清单种类。")] = None,
    edition: Annotated[str | None, typer.Option(metavar="LABEL", help="版本名，默认各自最新的。")] = None,
    report_format: Annotated[ReportFormat, typer.Option("--format", help="报告格式。")] = ReportFormat.TEXT,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="写到文件，否则写到标准输出。")] = None,
    decisions: DecisionsFile = None,
    decided_by: DecidedBy = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="由这个 Dask 调度器的工作进程对照（本机或 tls://）。"),
    ] = None,
    work: Annotated[
        Path | None, typer.Option(metavar="DIR", help="保存已完成区划的文件夹，默认与数据库同处。")
    ] = None,
) -> None:
    """把各级清单与参照清单对照：名称、类型、依据、编码是否相同，缺哪些事项。

    中断后再次运行同一命令，已完成的区划不再重做。
    """
    told = OutputFormat.JSON if report_format is ReportFormat.JSON else OutputFormat.TEXT
    codes = [code.strip() for code in targets.replace("，", ",").split(",") if code.strip()]
    with without_cycles(), refusals(told), opened_store() as store:
        if decisions:
            with store.read() as connection:
                editions_to_align(connection, reference, codes, kind, edition)
            keep_decisions(store, decisions, decided_by)
        with store.read() as connection, _kept(store, work) as folder:
            run = _run(scheduler, len(codes))
            with progress_of("对照区划", by_hand=True) as progress:
                found = align_divisions(
                    connection, reference, codes, kind, edition, work=folder, run=run, progress=progress
                )
            with output_to(output) as target:
                _WRITERS[report_format](found, target)


def _run(scheduler: str | None, targets: int) -> Run:
    return on_scheduler(scheduler) if scheduler else here(1 if targets < _SHARED_FROM else None)


@contextmanager
def _kept(store: Store, asked: Path | None) -> Iterator[Work]:
    """The folder of finished targets, by default beside the store; one for this run where that cannot be."""
    database = sqlite_path(store.url.render_as_string(hide_password=False))
    folder = asked or (database.parent if database else PROJECT_ROOT / "var") / "work"
    with ExitStack() as passing:
        try:
            work = Work(folder)
        except OSError:
            people.print(f"{folder} 不能写入：中断后须从头再来。", markup=False)
            work = Work(Path(passing.enter_context(tempfile.TemporaryDirectory(prefix="quanze-"))))
        yield work
