"""`quanze book`: opening, reconciling and closing the year's books; `quanze edition verify`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from service import books
from service.books import Book, SealedItem
from service.cli.options import Division, Edition, Kind, acting, opened_store, read_day
from service.cli.output import (
    Format,
    OutputFormat,
    findings_text,
    print_json,
    print_text,
    refusals,
    refuse,
)
from service.comparison import comparison_of
from service.editions import find_edition
from service.findings import has_errors
from service.proceedings import apply_adjustments

app = typer.Typer(help="帐：建帐、对帐、把审定的调整列入、结帐。", no_args_is_help=True, add_completion=False)
Why = Annotated[str, typer.Option(help="理由，记入操作记录。")]


@app.command("open")
def open_book(
    division: Division,
    kind: Kind,
    edition: Edition,
    effective: Annotated[str | None, typer.Option(metavar="DATE", help="生效日期。")] = None,
    base: Annotated[str | None, typer.Option(metavar="LABEL", help="基础版本，否则为最新版本。")] = None,
    corrects: Annotated[
        str | None, typer.Option(metavar="LABEL", help="所更正的已公布版本；须写明 --why。")
    ] = None,
    why: Why = "",
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """建帐：从最新版本（或 --base）开出下一版本的草稿。"""
    with refusals(output_format):
        day = read_day(effective, "--effective")
        with opened_store() as store, store.write() as connection:
            found = books.open_year(
                connection,
                acting(),
                division,
                kind,
                edition,
                datetime.now(UTC),
                effective=day,
                base=base,
                corrects=corrects,
                why=why,
            )
    if output_format is OutputFormat.JSON:
        print_json(_document(found))
    else:
        print_text(f"已建帐：{_line(found)}")


@app.command()
def show(
    division: Division,
    kind: Kind,
    edition: Annotated[str | None, typer.Option("--edition", help="版本名，否则为最近建的帐。")] = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """对帐：与上一版本、与部门所报数字、与已列入的调整核对。"""
    with refusals(output_format), opened_store() as store, store.read() as connection:
        found = books.reconcile_book(connection, acting(), division, kind, edition)
        account = comparison_of(found.account)
    if output_format is OutputFormat.JSON:
        print_json({**_document(found.book), "account": account, "findings": found.findings})
        return
    print_text(_line(found.book))
    print_text(
        f"原有 {account.before} 项，新增 {account.added}，取消 {account.removed}，拆分增加 {account.split}，"
        f"合并减少 {account.merged}，现有 {account.after} 项；"
        f"划转 {account.transferred}，更名 {account.renamed}，变更 {account.changed}"
    )
    print_text(findings_text(found.findings) or "与部门所报数字、已列入的调整全部相符。")


@app.command()
def apply(
    division: Division, kind: Kind, edition: Edition, output_format: Format = OutputFormat.TEXT
) -> None:
    """把已审定、到期的调整列入草稿。"""
    with refusals(output_format), opened_store() as store, store.write() as connection:
        found = apply_adjustments(connection, acting(), division, kind, edition, datetime.now(UTC))
    left = {str(number): finding for number, finding in found.left.items()}
    if output_format is OutputFormat.JSON:
        print_json({"applied": found.applied, "left": left, "codes": sorted(found.codes.values())})
        return
    print_text(f"已列入 {len(found.applied)} 件，赋码 {len(found.codes)} 个，未列入 {len(left)} 件。")
    for number, finding in left.items():
        print_text(f"第 {number} 号：{finding.message}{finding.fix}")


@app.command()
def close(
    division: Division,
    kind: Kind,
    edition: Edition,
    why: Why = "",
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """结帐：公布并封存这个版本。"""
    with refusals(output_format), opened_store() as store, store.write() as connection:
        found = books.close_year(connection, acting(), division, kind, edition, datetime.now(UTC), why)
    if output_format is OutputFormat.JSON:
        print_json({**_document(found.book), "seal": found.seal.hex()})
    else:
        print_text(f"已结帐：{_line(found.book)}\n封存摘要：{found.seal.hex()}")


def verify(
    division: Division,
    kind: Kind,
    edition: Edition,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE.jsonl", help="把封存的内容逐项写到文件，供他人验算。")
    ] = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """查帐：重新计算版本和每个事项的摘要，与公布时的核对。"""
    with refusals(output_format), opened_store() as store, store.read() as connection:
        row = find_edition(connection, division, kind, edition)
        found = books.verify_edition(connection, row.id)
        if output:
            with output.open("wb") as lines:
                lines.writelines(map(_sealed, books.sealed_items(connection, row.id)))
    told: dict[str, Any] = {
        "division": division,
        "kind": kind,
        "label": edition,
        "algorithm": books.ALGORITHM,
        "seal": found.seal.hex() if found.seal else None,
        "found": found.found.hex(),
        "items": found.items,
        "findings": found.findings,
    }
    if output_format is OutputFormat.JSON:
        print_json(told)
    elif found.findings:
        print_text(findings_text(found.findings))
    elif found.seal:
        print_text(f"{found.items} 项全部与公布时相符。封存摘要：{found.found.hex()}")
    else:
        print_text(f"草稿尚未封存。{found.items} 项现在的摘要：{found.found.hex()}")
    if has_errors(found.findings):
        refuse()


def _sealed(item: SealedItem) -> bytes:
    told = {
        "bodyId": item.body_id,
        "body": item.body,
        "category": item.category,
        "content": item.content,
        "hash": item.hash.hex(),
    }
    return msgspec.json.encode(told) + b"\n"


def _document(found: Book) -> dict[str, object]:
    return {
        "division": found.edition.division,
        "kind": found.edition.kind,
        "label": found.edition.label,
        "effective": found.edition.effective_on,
        "state": found.edition.state,
        "base": found.base.label,
        "corrects": found.corrects,
        "opened_at": found.opened_at,
        "items": found.edition.items,
    }


def _line(found: Book) -> str:
    state = "未结帐" if found.is_open else "已结帐"
    corrects = f"，更正“{found.corrects}”" if found.corrects else ""
    return (
        f"{found.edition.division} {found.edition.kind.label} {found.edition.label}"
        f"（{found.edition.effective_on:%Y-%m-%d} 起，{state}，从“{found.base.label}”开出{corrects}）："
        f"{found.edition.items} 项"
    )
