"""`quanze export`: working spreadsheets for the bodies to fill in."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from sqlalchemy import Connection

from loaders import further_heading
from service.cleanup import WorkingSheet, extra_labels, write_working_workbook
from service.cli.options import Division, Edition, Kind, opened_store
from service.cli.output import Format, OutputFormat, print_json, print_text, refusals
from service.cli.progress import Telling, progress_of
from service.collecting import uncollected
from service.editions import EditionRow, find_edition
from service.errors import Refusal
from service.reading import divisions_by_code, standing_bodies, standing_by_body

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_LONGEST_NAME = 60


class ExportedFile(msgspec.Struct, frozen=True):
    """One spreadsheet written: its name, the body it is of (empty for all), how many items it has."""

    file: str
    body: str
    items: int


def export(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="写到哪个目录；没有则建立。")],
    division: Division,
    kind: Kind,
    edition: Edition,
    by_body: Annotated[bool, typer.Option("--by-body", help="每个部门一个文件。")] = False,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """导出清理工作表：各事项加“处理意见”“理由”等列，填好后用 quanze load 载入下一版本的草稿。"""
    with refusals(output_format), opened_store() as store, store.read() as connection, uncollected():
        row = find_edition(connection, division, kind, edition)
        name = divisions_by_code(connection, [division])[division].name
        with progress_of("导出") as told:
            written = list(_export(connection, row, name, directory, told, by_body=by_body))
    if output_format is OutputFormat.JSON:
        items = sum(file.items for file in written)
        print_json({"edition": edition, "items": items, "files": written})
    else:
        print_text("\n".join(f"{directory / file.file}：{file.items} 项" for file in written))


def _export(
    connection: Connection,
    row: EditionRow,
    division: str,
    directory: Path,
    told: Telling,
    *,
    by_body: bool,
) -> Iterator[ExportedFile]:
    """Write the spreadsheets; raises `Refusal` before anything is written where one is there already."""
    title = f"{division}{row.kind.label}清理工作表（{row.label}）"
    stem = f"{division}{row.kind.label}{row.label}"
    if not by_body:
        path = _fresh(directory, [stem])[0]
        labels: dict[str, None] = {}
        for _, items in standing_by_body(connection, row.id):
            labels.update(dict.fromkeys(extra_labels(items)))
        whole = (item for _, items in standing_by_body(connection, row.id) for item in items)
        sheet = WorkingSheet(title=title, body="", items=whole, extra=list(labels))
        yield _write(path, sheet, lambda number: told(number, row.items))
        return
    names = [body.name or "未写明部门" for body in standing_bodies(connection, row.id)]
    paths = _fresh(directory, [f"{stem}-{number:03d}-{name}" for number, name in enumerate(names, start=1)])
    done = 0
    for path, (body, of_body) in zip(paths, standing_by_body(connection, row.id), strict=True):
        sheet = WorkingSheet(title=title, body=body.name, items=of_body, extra=extra_labels(of_body))
        yield _write(path, sheet, lambda number, done=done: told(done + number, row.items))  # type: ignore[misc]
        done += len(of_body)


def _fresh(directory: Path, stems: list[str]) -> list[Path]:
    """The files to write; what a body has filled in is never overwritten."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = [directory / f"{_NOT_IN_NAMES.sub('_', stem)[:_LONGEST_NAME]}.xlsx" for stem in stems]
    there = [path.name for path in paths if path.exists()]
    if there:
        raise Refusal(
            "file-exists",
            f"目录中已有{'、'.join(there[:3])}{'等' if len(there) > 3 else ''}。",
            "换一个目录，以免盖掉已经填好的表。",
        )
    return paths


def _write(path: Path, sheet: WorkingSheet, told: Callable[[int], None]) -> ExportedFile:
    """Write one file, whole or not at all."""
    unfinished = path.with_suffix(".part")
    try:
        with unfinished.open("wb") as target:
            items = write_working_workbook(
                sheet,
                target,
                heading_of=further_heading,
                told=told,
            )
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return ExportedFile(path.name, sheet.body, items)
