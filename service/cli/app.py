"""The command `quanze` and its subcommands."""

import typer

from service.cli import alignment, comparison, database, editions, loading, matching, serving

app = typer.Typer(
    name="quanze",
    help="权责：权力清单和责任清单的台账。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("load")(loading.load)
app.command("load-examples")(loading.load_examples)
app.add_typer(editions.app, name="edition")
app.command("compare")(comparison.compare)
app.command("align")(alignment.align)
app.command("match")(matching.match)
app.command("serve")(serving.serve)
app.add_typer(database.app, name="db")


def main() -> None:
    """Run the command; the process exits with 0 done, 1 refused, 2 wrong usage."""
    app()
