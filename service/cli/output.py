"""What commands print: Chinese text for people, one JSON document for programs, refusals in either."""

import errno
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any, BinaryIO, NoReturn, cast

import msgspec
import typer
from rich.console import Console

from service.errors import Refusal
from service.findings import Finding

people = Console(stderr=True, highlight=False, soft_wrap=True)
_HELD_BYTES = 16 << 20
_UNWRITTEN = {
    errno.ENOSPC: ("disk-full", "磁盘已满，没有写完", "腾出空间后重试"),
    errno.EDQUOT: ("disk-full", "用完了允许占用的磁盘空间，没有写完", "腾出空间后重试"),
    errno.EROFS: ("disk-read-only", "这个磁盘只能读，不能写", "换一个可以写入的文件夹"),
}


class OutputFormat(StrEnum):
    """给人看的文本，或给程序读的 JSON."""

    TEXT = "text"
    JSON = "json"


Format = Annotated[OutputFormat, typer.Option("--format", help="输出格式：text 给人看，json 给程序读。")]


def json_document(document: Any) -> bytes:
    """A JSON document, indented, with a line break at its end."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def print_json(document: Any) -> None:
    """Write one JSON document to standard output."""
    write_output(None, json_document(document))


def print_text(text: str) -> None:
    """Write text for people to standard output."""
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()


def refuse(code: int = 1) -> NoReturn:
    """End the command with an exit code."""
    raise typer.Exit(code)


@contextmanager
def refusals(output_format: OutputFormat = OutputFormat.TEXT) -> Iterator[None]:
    """Tell a refusal, or a disk that takes no more, in the format asked for and exit 1."""
    try:
        with _disks_told():
            yield
    except Refusal as refusal:
        if output_format is OutputFormat.JSON:
            print_json({"state": "refused", "findings": [refusal.finding()]})
        else:
            people.print(
                f"拒绝（{refusal.code}）：{_sentence(refusal.message)}{_sentence(refusal.fix)}", markup=False
            )
        refuse()


@contextmanager
def _disks_told() -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        if told := _UNWRITTEN.get(failure.errno or 0):
            raise Refusal(*told) from failure
        raise


def findings_text(findings: Sequence[Finding]) -> str:
    """The findings of a load, a line each: severity, place, what is wrong, what to do."""
    return "\n".join(
        f"{finding.severity.label} {finding.code}{_place(finding)}：{_sentence(finding.message)}"
        f"{_sentence(finding.fix)}"
        for finding in findings
    )


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "？", "！")) else f"{text}。"


def _place(finding: Finding) -> str:
    parts = []
    if finding.sheet:
        parts.append(f"工作表“{finding.sheet}”")
    if finding.row is not None:
        parts.append(f"第 {finding.row} 行")
    if finding.column:
        parts.append(f"“{finding.column}”列")
    return f"（{'，'.join(parts)}）" if parts else ""


def write_output(path: Path | None, content: bytes) -> None:
    """Write to the file, or to standard output where none is named; see `output_to`."""
    with output_to(path) as file:
        file.write(content)


@contextmanager
def output_to(path: Path | None) -> Iterator[BinaryIO]:
    """Yield what to write a document to: the file, or standard output, gets it once it is whole.

    What stood in the file stands there until then. Raises `Refusal`: `unwritable-file`.
    """
    place = path.resolve() if path else None
    if place is None or (place.exists() and not place.is_file()):  # devices and pipes are not to be replaced
        with SpooledTemporaryFile(max_size=_HELD_BYTES) as spool:
            yield cast("BinaryIO", spool)
            spool.seek(0)
            with _opened(place) if place else nullcontext(sys.stdout.buffer) as file:
                copyfileobj(spool, file)
                file.flush()
        return
    part = place.with_name(f".{place.name}.part")
    try:
        with _opened(part) as file:
            yield file
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise Refusal("unwritable-file", f"写不出 {path}", "换一个可以写入的文件夹") from error
