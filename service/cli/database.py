"""`quanze db`: creating the store and bringing it up to date."""

import typer

from service.cli.output import print_text, refusals
from service.settings import read_settings
from service.store import migrate, sqlite_path
from service.store.reference import load_reference

app = typer.Typer(help="数据库：建立与升级。", no_args_is_help=True, add_completion=False)


@app.callback()
def database() -> None:
    """数据库：建立与升级。"""


@app.command()
def upgrade() -> None:
    """建立数据库，或升级到本程序的结构，并载入行政区划、法规等基础数据。"""
    with refusals():
        url = read_settings().database_url
        store = migrate(url)
        with store.write() as connection:
            load_reference(connection)
        store.close()
        print_text(f"数据库已就绪：{sqlite_path(url) or store.url.render_as_string(hide_password=True)}")
