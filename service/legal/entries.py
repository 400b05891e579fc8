"""Files of instruments (TSV, CSV, JSON) read whole, every error told.

Two layouts are known by their columns: the registry's own (seeds/reference/instruments.md) and a title list
with `level`, `name`, `publish`, `valid_from`, `expired`. A title list tells versions, not promulgations: its
dates say when some wording was published.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from service.errors import Refusal
from service.instruments import Version, infer_rank
from service.text import fold, tidy
from service.vocabulary import InstrumentRank, InstrumentStatus

_OWN, _TITLES = {"title"}, {"level", "name"}
_COLUMNS = {
    *("title", "aliases", "rank", "issuer", "document_number", "issued", "effective", "amended"),
    *("repealed", "lapsed", "status", "successor"),
    *("level", "name", "subtitle", "publish", "valid_from", "expired", "category"),
}
_LEVELS = {
    "宪法": InstrumentRank.LAW,
    "法律": InstrumentRank.LAW,
    "行政法规": InstrumentRank.ADMINISTRATIVE_REGULATION,
    "部门规章": InstrumentRank.DEPARTMENT_RULE,
    "规范性文件": InstrumentRank.NORMATIVE_DOCUMENT,
}
_STATUS_KNOWN_BY_LEVEL = {*_LEVELS, "司法解释", "地方性法规", "地方政府规章"}
_RANKS = {word: rank for rank in InstrumentRank for word in (rank.value, rank.label)}
_STATUSES = {
    **{status.value: status for status in InstrumentStatus},
    "现行有效": InstrumentStatus.IN_FORCE,
    "有效": InstrumentStatus.IN_FORCE,
    "尚未施行": InstrumentStatus.NOT_YET_IN_FORCE,
    "失效": InstrumentStatus.LAPSED,
    "已失效": InstrumentStatus.LAPSED,
    "废止": InstrumentStatus.REPEALED,
    "已废止": InstrumentStatus.REPEALED,
}
_MOST_TOLD = 200
_Marks = TypeVar("_Marks", bound=StrEnum)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One instrument as a file tells it; what is None the file does not say.

    `expired` is what a title list says of that wording; None for the registry's own layout.
    """

    row: int
    title: str
    aliases: tuple[str, ...] = ()
    rank: InstrumentRank | None = None
    issuer: str | None = None
    document_number: str | None = None
    issued_on: date | None = None
    effective_on: date | None = None
    repealed_on: date | None = None
    status: InstrumentStatus | None = None
    successor_title: str | None = None
    versions: tuple[Version, ...] = ()
    expired: bool | None = None


class EntryFile(NamedTuple):
    """What a file tells, and the columns it has beside those that are known."""

    entries: list[Entry]
    unknown_columns: list[str]


def read_entries(path: Path) -> EntryFile:
    """Read the file; raises `Refusal` (`unreadable-file`, `bad-instruments`) with every error in it."""
    rows = _rows(path)
    columns = {name for name in rows[0] if name} if rows else set()
    if columns >= _OWN:
        read = _own
    elif columns >= _TITLES:
        read = _of_title_list
    else:
        raise Refusal(
            "bad-instruments",
            f"{path.name} 没有 title 列，也没有 level、name 列。",
            "按 docs/legal-basis.md 的列名准备文件。",
        )
    entries: list[Entry] = []
    problems: list[str] = []
    for number, row in enumerate(rows, start=2):
        try:
            entries.append(read(number, {key: tidy(value or "") for key, value in row.items() if key}))
        except ValueError as error:
            problems.append(f"第 {number} 行：{error}")
    if problems:
        told = "；".join(problems[:_MOST_TOLD])
        raise Refusal("bad-instruments", f"{path.name} 有误：{told}。", "改正后重新载入；没有载入任何内容。")
    return EntryFile(entries, sorted(columns - _COLUMNS))


def _rows(path: Path) -> Sequence[Mapping[str, str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(
            "unreadable-file",
            f"{path.name} 读不出来：{error}。",
            "文件应为 UTF-8 编码的 TSV、CSV 或者 JSON。",
        ) from error
    if text.lstrip().startswith("["):
        try:
            return msgspec.json.decode(text, type=list[dict[str, str]])
        except msgspec.DecodeError as error:
            raise Refusal(
                "unreadable-file", f"{path.name} 不是对象的数组：{error}。", "每个对象的值都写成文本。"
            ) from error
    head = text.partition("\n")[0]
    lines = io.StringIO(text, newline="")
    if "\t" in head:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return list(csv.DictReader(lines))


def _own(number: int, row: Mapping[str, str]) -> Entry:
    amended = [_day(part) for part in _parts(row.get("amended", ""))]
    repealed, lapsed = _day(row.get("repealed", "")), _day(row.get("lapsed", ""))
    if repealed and lapsed:
        raise ValueError("repealed 和 lapsed 只能写一个：不是废止就是失效")
    status = _one_of(_STATUSES, row.get("status", ""), "status")
    return Entry(
        row=number,
        title=_title(row["title"]),
        aliases=tuple(_parts(row.get("aliases", ""))),
        rank=_one_of(_RANKS, row.get("rank", ""), "rank"),
        issuer=row.get("issuer") or None,
        document_number=row.get("document_number") or None,
        issued_on=_day(row.get("issued", "")),
        effective_on=_day(row.get("effective", "")),
        repealed_on=repealed or lapsed,
        status=InstrumentStatus.LAPSED if lapsed and status is None else status,
        successor_title=row.get("successor") or None,
        versions=tuple(Version(day) for day in amended if day),
    )


def _of_title_list(number: int, row: Mapping[str, str]) -> Entry:
    title, level = _title(row["name"]), row["level"]
    published, valid_from = _day(row.get("publish", "")), _day(row.get("valid_from", ""))
    if row.get("expired", "0") not in ("", "0", "1"):
        raise ValueError(f"expired 应为 0 或者 1，现为“{row['expired']}”")
    told = infer_rank(title).rank
    rank = _LEVELS.get(level)
    if rank is InstrumentRank.DEPARTMENT_RULE and told is InstrumentRank.NORMATIVE_DOCUMENT:
        rank = told
    return Entry(
        row=number,
        title=title,
        rank=rank,
        versions=(Version(published, valid_from),) if published else (),
        expired=row.get("expired") == "1" if level in _STATUS_KNOWN_BY_LEVEL else None,
    )


def _title(text: str) -> str:
    title = tidy(text)
    if title.startswith("《") and title.endswith("》"):
        title = title[1:-1]
    if not fold(title):
        raise ValueError("没有标题")
    return title


def _parts(text: str) -> list[str]:
    return [part for part in (tidy(part) for part in text.replace(";", "；").split("；")) if part]


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}”不是日期，应写成 2024-01-31 的样子") from None


def _one_of(words: Mapping[str, _Marks], text: str, column: str) -> _Marks | None:
    if not text:
        return None
    if text not in words:
        raise ValueError(f"{column} 的“{text}”不是 {'、'.join(words)} 之一")
    return words[text]
