"""Institutional reform (机构改革): the map of renamed, merged and split bodies that an office states."""

import codecs
import csv
import io
from datetime import date
from pathlib import Path

import msgspec

from service.errors import Refusal
from service.text import tidy

_COLUMNS = ("old", "new", "from")


class BodySuccession(msgspec.Struct, frozen=True):
    """One line of a body map: `new` took over from `old` on `since` (any day where None)."""

    old: str
    new: str
    since: date | None = None


class BodyMap(msgspec.Struct, frozen=True):
    """The renamed, merged and split bodies of a division, by name."""

    successions: tuple[BodySuccession, ...] = ()

    def between(self, start: date, end: date) -> "BodyMap":
        """Return the successions after `start` and not after `end`, and those without a day."""
        return BodyMap(tuple(s for s in self.successions if s.since is None or start < s.since <= end))


def read_body_map(path: Path) -> BodyMap:
    """Read `--bodies MAP.tsv` (columns old, new, from; UTF-8, or as Excel saves it).

    Raises `Refusal` (`bad-body-map`) that names every line that is wrong.
    """
    text = _decode(path)
    rows = csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    if not {"old", "new"} <= set(rows.fieldnames or ()):
        raise _refusal([f"第 1 行应有列名 {'、'.join(_COLUMNS)}"])
    found: list[BodySuccession] = []
    problems: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        line = rows.line_num
        old, new, since = (tidy(row.get(column) or "") for column in _COLUMNS)
        if not (old or new or since):
            continue
        if not old or not new or old == new:
            problems.append(f"第 {line} 行须写明两个不同的名称（old、new）")
            continue
        if first := seen.get((old, new)):
            problems.append(f"第 {line} 行与第 {first} 行重复")
            continue
        seen[old, new] = line
        try:
            found.append(BodySuccession(old, new, date.fromisoformat(since) if since else None))
        except ValueError:
            problems.append(f"第 {line} 行的日期“{since}”应写成 2019-01-31 的样子")
    if problems:
        raise _refusal(problems)
    return BodyMap(tuple(found))


def _decode(path: Path) -> str:
    """UTF-8 (with or without mark), UTF-16 with its mark (Excel's Unicode text), else strict GB18030."""
    try:
        raw = path.read_bytes()
        marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        try:
            return raw.decode("utf-16" if marked else "utf-8-sig")
        except UnicodeDecodeError:
            return raw.decode("gb18030")
    except (OSError, UnicodeDecodeError) as error:
        raise _refusal([f"读不出 {path.name}（须为文本文件，以制表符分列）"]) from error


def _refusal(problems: list[str]) -> Refusal:
    return Refusal("bad-body-map", f"机构对照表有误：{'；'.join(problems)}。", "更正后再试。")
