"""`quanze edition`: listing, publishing, discarding."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from service import editions
from service.cli.books import verify
from service.cli.options import Division, Edition, Kind, acting, opened_store
from service.cli.output import Format, OutputFormat, print_json, print_text, refusals
from service.editions import EditionRow
from service.vocabulary import EditionState, ListKind

app = typer.Typer(help="清单版本：列出、公布、丢弃、查帐。", no_args_is_help=True, add_completion=False)
app.command()(verify)


@app.command("list")
def list_editions(
    division: Annotated[str | None, typer.Option("--division", help="行政区划代码。")] = None,
    kind: Annotated[ListKind | None, typer.Option("--kind", help="清单种类。")] = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """列出版本。"""
    with refusals(output_format), opened_store() as store, store.read() as connection:
        rows = editions.editions(connection, division, kind)
    if output_format is OutputFormat.JSON:
        print_json({"editions": [_document(row) for row in rows]})
    else:
        print_text("\n".join(map(_line, rows)) or "还没有任何清单。")


@app.command()
def publish(
    division: Division, kind: Kind, edition: Edition, output_format: Format = OutputFormat.TEXT
) -> None:
    """公布一个草稿版本；公布后不再改动。"""
    with refusals(output_format), opened_store() as store, store.write() as connection:
        row = editions.publish_as(acting(), connection, division, kind, edition, datetime.now(UTC))
    _tell(row, "已公布", output_format)


@app.command()
def discard(
    division: Division, kind: Kind, edition: Edition, output_format: Format = OutputFormat.TEXT
) -> None:
    """丢弃一个草稿版本。"""
    with refusals(output_format), opened_store() as store, store.write() as connection:
        row = editions.discard_as(acting(), connection, division, kind, edition, datetime.now(UTC))
    _tell(row, "已丢弃", output_format)


def _tell(row: EditionRow, done: str, output_format: OutputFormat) -> None:
    if output_format is OutputFormat.JSON:
        print_json(_document(row))
    else:
        print_text(f"{done}：{_line(row)}")


def _document(row: EditionRow) -> dict[str, object]:
    return {
        "division": row.division,
        "kind": row.kind,
        "label": row.label,
        "effective": row.effective_on,
        "state": row.state,
        "latest": row.current,
        "items": row.items,
        "bodies": row.bodies,
        "recorded_at": row.recorded_at,
        "published_at": row.published_at,
    }


def _line(row: EditionRow) -> str:
    state = "草稿" if row.state is EditionState.DRAFT else "最新公布" if row.current else "已公布"
    return (
        f"{row.division} {row.kind.label} {row.label}（{row.effective_on:%Y-%m-%d} 起，{state}）："
        f"{row.bodies} 个部门，{row.items} 项"
    )
