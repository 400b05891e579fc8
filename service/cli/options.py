"""Options several commands share, read into the domain's terms."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from os import getuid
from pwd import getpwuid
from typing import Annotated

import typer

from service.access import Principal, operator
from service.errors import Refusal
from service.settings import read_settings
from service.store import Store, open_store, require_newest
from service.vocabulary import ListKind

Division = Annotated[str, typer.Option("--division", help="行政区划代码（GB/T 2260，六位）。")]
Kind = Annotated[ListKind, typer.Option("--kind", help="清单种类。")]
Edition = Annotated[str, typer.Option("--edition", help="版本名，例如 2024。")]


@contextmanager
def opened_store() -> Iterator[Store]:
    """The configured store; raises `Refusal` where it is missing or of another release."""
    store = open_store(read_settings().database_url)
    try:
        require_newest(store)
        yield store
    finally:
        store.close()


def acting() -> Principal:
    """Who runs the command: the operating system's user, who has every right (`service.access.operator`)."""
    try:
        name = getpwuid(getuid()).pw_name
    except KeyError:
        name = str(getuid())
    return operator(name)


def read_day(text: str | None, option: str) -> date | None:
    """A day given as 2024-01-31; raises `Refusal` (`bad-date`) for anything else."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal("bad-date", f"{option} 的“{text}”不是日期。", "写成 2024-01-31 的样子。") from error
