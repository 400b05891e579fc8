"""`quanze audit`: verifying and listing the audit trail."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from service.audit import Record, act_labels, head_of, record_page, told, verify
from service.cli.options import opened_store, read_day
from service.cli.output import Format, OutputFormat, findings_text, print_json, print_text, refusals, refuse
from service.errors import Refusal
from service.reading import PageRequest

app = typer.Typer(help="操作记录：核验与列出。", no_args_is_help=True, add_completion=False)

_HASH_BYTES = 32
_AT_ONCE = 200


@app.command("verify")
def verify_trail(
    head: Annotated[
        str | None, typer.Option(metavar="HASH", help="以前核验时记下的封签；其前的记录须原样都在。")
    ] = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """核验操作记录：有没有被改动、删去、调换；并给出现在的封签，请另行保存。"""
    with refusals(output_format), opened_store() as store:
        known = _hash(head) if head is not None else None
        with store.read() as connection:
            found = verify(connection, known)
            end = head_of(connection)
    if output_format is OutputFormat.JSON:
        print_json({"records": end.count, "head": end.hash.hex(), "whole": not found, "findings": found})
    elif found:
        print_text(f"操作记录有 {len(found)} 处问题：\n{findings_text(found)}")
    else:
        print_text(f"操作记录完好：{end.count} 条。封签：{end.hash.hex()}")
    if found:
        refuse()


@app.command("list")
def list_records(
    division: Annotated[str | None, typer.Option(metavar="CODE", help="只列这个行政区划的。")] = None,
    act: Annotated[
        str | None, typer.Option(metavar="ACT", help="只列这种操作，例如 edition.publish。")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="只列这一天起的。")] = None,
    last: Annotated[int, typer.Option(metavar="N", min=1, max=_AT_ONCE, help="只列最后这么多条。")] = 50,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """列出操作记录，新的在后。"""
    with refusals(output_format), opened_store() as store:
        if act is not None and act not in act_labels():
            raise Refusal("unknown-act", f"没有“{act}”这种操作。", f"可用的：{'、'.join(act_labels())}。")
        day = read_day(since, "--since")
        moment = datetime(day.year, day.month, day.day).astimezone() if day else None
        with store.read() as connection:
            page = record_page(connection, PageRequest(last=last), division=division, act=act, since=moment)
            records, total = page.nodes, page.total_count
    if output_format is OutputFormat.JSON:
        print_json({"total": total, "records": [_document(record) for record in records]})
    else:
        shown = "\n".join(map(_line, records)) or "没有操作记录。"
        print_text(
            shown if total <= len(records) else f"{shown}\n（共 {total} 条，只列最后 {len(records)} 条）"
        )


def _hash(text: str) -> bytes:
    try:
        found = bytes.fromhex(text.strip())
    except ValueError:
        found = b""
    if len(found) != _HASH_BYTES:
        raise Refusal("bad-hash", "--head 不是封签。", "写以前 quanze audit verify 给出的 64 位十六进制数。")
    return found


def _document(record: Record) -> dict[str, object]:
    return {
        "sequence": record.sequence,
        "recorded_at": record.recorded_at.astimezone(UTC),
        "who": record.who,
        "who_name": record.who_name,
        "act": record.act,
        "subject": record.subject,
        "division": record.division,
        "before": record.before,
        "after": record.after,
        "why": record.why,
        "hash": record.hash.hex(),
    }


def _line(record: Record) -> str:
    what = act_labels().get(record.act, record.act)
    where = f" {record.division}" if record.division else ""
    why = f"（{' '.join(record.why.split())}）" if record.why else ""
    moment = record.recorded_at.astimezone()
    return f"{record.sequence} {moment:%Y-%m-%d %H:%M:%S} {record.who_name} {what}{where} {told(record)}{why}"
