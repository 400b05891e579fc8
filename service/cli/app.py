"""The command `quanze`: its subcommands, each imported when it is called for.

What comparing and serving need takes a second to import; judging two names should not wait for it.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

_COMMANDS = {
    "load": "service.cli.loading:load",
    "load-examples": "service.cli.loading:load_examples",
    "edition": "service.cli.editions:app",
    "book": "service.cli.books:app",
    "export": "service.cli.exporting:export",
    "compare": "service.cli.comparison:compare",
    "align": "service.cli.alignment:align",
    "match": "service.cli.matching:match",
    "check": "service.cli.checking:check",
    "indicators": "service.cli.indicators:indicators",
    "load-instruments": "service.cli.instruments:load",
    "impact": "service.cli.instruments:impact",
    "publish": "service.cli.publishing:publish",
    "documents": "service.cli.documents:documents",
    "token": "service.cli.tokens:app",
    "audit": "service.cli.audit:app",
    "serve": "service.cli.serving:serve",
    "db": "service.cli.database:app",
}


class _Commands(TyperGroup):
    """The subcommands by name."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order in which an operator meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the subcommand of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(module), name)
        if not isinstance(found, typer.Typer):
            alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            alone.command(cmd_name)(found)
            found = alone
        return typer.main.get_command(found)


app = typer.Typer(
    name="quanze",
    cls=_Commands,
    help="权责：权力清单和责任清单的台账。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _quanze() -> None:
    """权责：权力清单和责任清单的台账。"""


def main(words: Sequence[str] | None = None) -> None:
    """Run the command; the process exits with 0 done, 1 refused, 2 wrong usage."""
    app(words)
