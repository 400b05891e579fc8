"""`quanze documents`: the cleanup of a division's own normative documents."""

from datetime import date
from typing import Annotated

import typer

from service.cli.options import Division, opened_store, read_day
from service.cli.output import Format, OutputFormat, print_json, print_text, refusals
from service.divisions import find_division
from service.errors import Refusal
from service.instruments import DocumentCleanup, DocumentState, clean_documents
from service.legal import stored_instruments

_STATES = {
    DocumentState.STANDING: "继续有效",
    DocumentState.ISSUED: "新制定",
    DocumentState.REPEALED: "废止",
    DocumentState.LAPSED: "失效",
    DocumentState.ISSUED_AND_REPEALED: "新制定后废止",
    DocumentState.ISSUED_AND_LAPSED: "新制定后失效",
    DocumentState.UNKNOWN: "起止日期不明",
}


def documents(
    division: Division,
    before: Annotated[str, typer.Option("--from", metavar="DATE", help="上一次清理之日，2024-01-01。")],
    after: Annotated[str, typer.Option("--to", metavar="DATE", help="本次清理之日，2025-01-01。")],
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """清理本区划的规范性文件：继续有效、新制定、废止、失效。"""
    with refusals(output_format), opened_store() as store, store.read() as connection:
        first, last = read_day(before, "--from"), read_day(after, "--to")
        assert first is not None  # noqa: S101 - the options are required
        assert last is not None  # noqa: S101
        if first > last:
            raise Refusal("bad-date", "--from 晚于 --to。", "把较早的日期写在 --from。")
        known = find_division(division)
        if known is None:
            raise Refusal(
                "unknown-division", f"没有代码为“{division}”的行政区划。", "按 GB/T 2260 填写六位代码。"
            )
        found = clean_documents(stored_instruments(connection), division, first, last)
    if output_format is OutputFormat.JSON:
        print_json({"division": division, "from": first, "to": last, **_fields(found)})
    else:
        print_text(_text(known.name, first, last, found))


def _fields(found: DocumentCleanup) -> dict[str, object]:
    return {name: getattr(found, name) for name in DocumentCleanup.__struct_fields__}


def _text(name: str, first: date, last: date, found: DocumentCleanup) -> str:
    lines = [
        f"{name} {first} 至 {last}：原有规范性文件 {found.before} 件，新制定 {found.issued} 件，"
        f"废止 {found.repealed} 件，失效 {found.lapsed} 件，现行有效 {found.after} 件"
        + (f"；另有 {found.unknown} 件起止日期不明" if found.unknown else "")
    ]
    for document in found.documents:
        number = f"（{document.document_number}）" if document.document_number else ""
        lines.append(f"{_STATES[document.state]}：《{document.title}》{number}")
    return "\n".join(lines)
