"""`quanze publish`: what is published as a folder of pages, for any web server."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from service.cli.memory import without_cycles
from service.cli.options import opened_store
from service.cli.output import Format, OutputFormat, print_json, print_text, refusals
from service.cli.progress import progress_of
from service.divisions import find_division
from service.documents import may_be_copied
from service.downloads import site_sections
from service.errors import Refusal
from service.pages import Help, Published, Section, Site, Sources, catalogue_of, site_of, write_site
from service.pages.working import Working
from service.reading import division_code
from service.settings import read_settings
from service.store import Store, open_store


def publish(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="写到这个文件夹；新的，或者以前发布过的。")],
    division: Annotated[
        str | None, typer.Option("--division", metavar="CODE", help="只发布这个区划及其下级的清单。")
    ] = None,
    workers: Annotated[
        int, typer.Option(metavar="N", min=1, help="几个进程一起写；默认与处理器一样多，写出的都一样。")
    ] = os.cpu_count() or 1,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """把已公布的清单写成静态网页，放到任何网站服务器上都能看。

    再次运行只重写有变动的网页；中断后再次运行，从中断处接着写。
    """
    with refusals(output_format), without_cycles(), opened_store() as store:
        scope = _scope(division) if division is not None else None
        report = _publish(store, folder, scope, workers)
    if output_format is OutputFormat.JSON:
        print_json(report)
    else:
        print_text(
            f"{folder}：{report.files} 个文件，写出 {report.written} 个，"
            f"不变 {report.kept + report.same} 个，删去 {report.removed} 个"
        )


def _scope(division: str) -> str:
    code = division_code(division)
    if find_division(code) is None:
        raise Refusal(
            "unknown-division", f"没有代码为 {code} 的行政区划。", "按 GB/T 2260 填写六位区划代码。"
        )
    return code


def _publish(store: Store, folder: Path, scope: str | None, workers: int) -> Published:
    site = site_of(read_settings(), scope)
    url = store.url.render_as_string(hide_password=False)
    with progress_of("发布", by_hand=True) as told, store.read() as connection:
        catalogue = catalogue_of(connection, site)
        if scope is not None and not catalogue.holdings:
            raise Refusal("unknown-edition", f"{scope} 没有已公布的清单。", "先载入并公布。")
        sources = Sources(connection, catalogue, Working(store))
        return write_site(
            folder,
            scope or "",
            site_sections(sources),
            lambda section, done, whole: told(done, whole, f"发布 {section}".strip()),
            Help(workers, partial(_opened, url, site)) if workers > 1 and may_be_copied() else None,
        )


@contextmanager
def _opened(url: str, site: Site) -> Iterator[Sequence[Section]]:
    """The sections in a snapshot of one's own."""
    store = open_store(url)
    with store.read() as connection:
        yield site_sections(Sources(connection, catalogue_of(connection, site), Working(store)))
