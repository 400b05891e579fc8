"""`quanze db`: creating the store, bringing it up to date, copying it, backing it up and restoring it."""

from pathlib import Path
from typing import Annotated

import typer

from service.audit import Entry, append
from service.cli.options import acting, opened_store
from service.cli.output import Format, OutputFormat, print_json, print_text, refusals
from service.cli.progress import progress_of
from service.errors import Refusal
from service.moving import Moved, back_up, check_backup, copy_store
from service.moving import restore as restore_backup
from service.settings import check_database_url, read_settings
from service.store import migrate, open_store, sqlite_path
from service.store.reference import load_reference

app = typer.Typer(help="数据库：建立、升级、复制、备份、恢复。", no_args_is_help=True, add_completion=False)


@app.callback()
def database() -> None:
    """数据库：建立、升级、复制、备份、恢复。"""


@app.command()
def upgrade() -> None:
    """建立数据库，或升级到本程序的结构，并载入行政区划、法规等基础数据。"""
    with refusals():
        url = read_settings().database_url
        store = migrate(url)
        with store.write() as connection:
            loaded = load_reference(connection)
            if any(loaded):
                after = loaded._asdict()
                append(connection, Entry(by=acting(), act="reference.load", subject="reference", after=after))
        store.close()
        print_text(f"数据库已就绪：{sqlite_path(url) or store.url.render_as_string(hide_password=True)}")


@app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="现有数据库的地址。")],
    target: Annotated[str, typer.Argument(metavar="TO", help="新数据库的地址，须为空库。")],
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """把一个数据库整个复制到另一个新库（SQLite 与 PostgreSQL 之间均可），并逐行核对。"""
    with refusals(output_format):
        if check_database_url(source) == check_database_url(target):
            raise Refusal("target-not-empty", "两个地址相同。", "换一个新的地址。")
        store = open_store(source)
        with progress_of("复制") as told:
            moved = copy_store(store, target, told)
        store.close()
        _tell("已复制", moved, output_format)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件，不覆盖已有的。")],
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """把数据库备份成一个文件；备份时可以照常写入，备份的是开始那一刻的内容。"""
    with refusals(output_format), opened_store() as store:
        with progress_of("备份") as told:
            moved = back_up(store, file, told)
        _tell("已备份", moved, output_format)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件。")],
    check: Annotated[bool, typer.Option("--check", help="只核对备份是否完好，不恢复。")] = False,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """把备份恢复到设置所指的数据库（须为空库），恢复前核对备份，恢复后逐行核对。"""
    with refusals(output_format):
        if check:
            _tell("备份完好", check_backup(file), output_format)
            return
        with progress_of("恢复") as told:
            moved = restore_backup(file, read_settings().database_url, told)
        _tell("已恢复", moved, output_format)


def _tell(done: str, moved: Moved, output_format: OutputFormat) -> None:
    if output_format is OutputFormat.JSON:
        print_json(moved)
    else:
        print_text(f"{done}：{moved.tables} 个数据表、{moved.rows} 行，SHA-256 {moved.sha256}")
