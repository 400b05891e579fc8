"""Figures that a body or a report states (所报数字), held against the books."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from seeds import seed_toml
from service.bodies import fold_body_name
from service.comparison import Figures
from service.errors import Refusal
from service.findings import Finding, Severity
from service.text import fold
from service.vocabulary import Category, read_category

_MAX_BYTES = 1 << 20
_WHOLE, _BODIES, _CATEGORIES = "total", "bodies", "categories"
# Which figures of seeds/reference/figure_names.toml a section of the file may state.
_FIGURES_OF = {_WHOLE: "whole", _BODIES: "parts", _CATEGORIES: "parts"}
_Path = tuple[str, ...]
# TOML wants Chinese keys in quotation marks, which people leave out: 新增 = 1, [bodies.民政局].
_BARE = r"[^\s\"'#=\[\]{}]*[^\x00-\x7f][^\"'#=\[\]{}\n]*?"
_BARE_KEY = re.compile(rf"^(\s*)({_BARE})(\s*=)", re.MULTILINE)
_BARE_HEADER = re.compile(rf"^(\s*\[\s*(?:\w+\s*\.\s*)?)({_BARE})(\s*\])", re.MULTILINE)


class StatedFigure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure stated: of a body where one is named, of a category, else of the whole list.

    `key` is the figure as `compare` calls it, `row` the line of the file that states it.
    """

    key: str
    number: int
    row: int | None = None
    body: str = ""
    category: Category | None = None


def read_stated_figures(path: Path) -> list[StatedFigure]:
    """Read a figures file (TOML: [total], [bodies."市民政局"], [categories."行政许可"]).

    Figures are named as `compare` names them or as reports do (seeds/reference/figure_names.toml); Chinese
    keys need no quotation marks. Raises `Refusal` (`bad-figures`) that names everything wrong with it.
    """
    text = _quoted(_text(path))
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refusal([f"{path.name} 不是有效的 TOML：{error}"]) from error
    lines, problems = _lines(text), list[str]()
    found: list[StatedFigure] = []
    for where, value in _leaves(content):
        try:
            found.append(_figure(where, value, lines.get(where)))
        except ValueError as problem:
            problems.append(_at(lines.get(where), str(problem)))
    seen: dict[tuple[str, str, Category | None], StatedFigure] = {}
    for figure in found:
        first = seen.setdefault((figure.key, fold(figure.body), figure.category), figure)
        if first is not figure:
            problems.append(_at(figure.row, f"“{_names()[figure.key]}”写了两次"))
    if not found and not problems:
        problems.append("没有写明任何数字")
    if problems:
        raise _refusal(problems)
    return found


def hold_figures(figures: Figures, stated: Sequence[StatedFigure], division: str) -> list[Finding]:
    """Return a `count-mismatch` for each stated figure that the books do not bear out.

    A body that the list does not have is told of once, as `unknown-body`.
    """
    return list(_held(figures, stated, division))


def _held(figures: Figures, stated: Sequence[StatedFigure], division: str) -> Iterator[Finding]:
    whole = {
        **msgspec.structs.asdict(figures),
        "bodies": sum(1 for row in figures.by_body if row.after),
    }
    of_bodies = {fold_body_name(row.body, division): msgspec.structs.asdict(row) for row in figures.by_body}
    of_categories = {row.category: msgspec.structs.asdict(row) for row in figures.by_category}
    unknown: set[str] = set()
    for figure in stated:
        if figure.body:
            name = fold_body_name(figure.body, division)
            if name in of_bodies:
                yield from _differing(figure, figure.body, of_bodies[name])
            elif name not in unknown:
                unknown.add(name)
                yield _unknown_body(figure)
        elif figure.category:
            yield from _differing(
                figure, figure.category.label, of_categories.get(figure.category, {figure.key: 0})
            )
        else:
            yield from _differing(figure, "全部事项", whole)


def _differing(figure: StatedFigure, whose: str, held: Mapping[str, Any]) -> Iterator[Finding]:
    if held[figure.key] != figure.number:
        yield Finding(
            code="count-mismatch",
            severity=Severity.WARNING,
            message=f"{whose}“{_names()[figure.key]}”：所报 {figure.number}，清册为 {held[figure.key]}",
            fix="核对所报数字，或逐项核对变动明细",
            row=figure.row,
        )


def _unknown_body(figure: StatedFigure) -> Finding:
    return Finding(
        code="unknown-body",
        severity=Severity.WARNING,
        message=f"“{figure.body}”在两个版本中都没有事项，所报数字无从核对",
        fix="核对部门名称；机构改革更名的，写现在的名称",
        row=figure.row,
    )


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise _refusal([f"{path.name} 过大"])
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _refusal([f"读不出 {path.name}（须为 UTF-8 文本）"]) from error


def _quoted(text: str) -> str:
    """Return the text with quotation marks about the Chinese keys that have none, line by line the same."""
    return _BARE_HEADER.sub(r'\1"\2"\3', _BARE_KEY.sub(r'\1"\2"\3', text))


def _leaves(table: Mapping[str, Any], above: _Path = ()) -> Iterator[tuple[_Path, object]]:
    """Yield everything that is no table, with the keys that lead to it."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*above, key))
        else:
            yield (*above, key), value


def _lines(text: str) -> dict[_Path, int]:
    """Return the line that states each figure; `tomllib` does not tell. A figure stands on one line."""
    found: dict[_Path, int] = {}
    section: _Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            parsed = tomllib.loads(line)
        except tomllib.TOMLDecodeError:
            continue
        if line.lstrip().startswith("["):
            section = _header(parsed)
        for where, _ in _leaves(parsed):
            found[*section, *where] = number
    return found


def _header(parsed: Mapping[str, Any]) -> _Path:
    """Return the keys of a table's header, parsed by itself: tables with one key each."""
    for key, below in parsed.items():
        return (key, *_header(below)) if isinstance(below, dict) else ()
    return ()


def _figure(where: _Path, value: object, row: int | None) -> StatedFigure:
    """Read one figure; raises `ValueError` that says what is wrong with it."""
    if where[0] not in _FIGURES_OF:
        raise ValueError(f"不认识的节“{where[0]}”" if where[1:] else f"“{where[0]}”不在任何一节之下")
    if not where[1:]:
        raise ValueError(f"“{where[0]}”应是一节，写作 [{where[0]}]")
    section, *whose, name = where
    if len(whose) != (section != _WHOLE):
        form = f"[{_WHOLE}]" if section == _WHOLE else f'[{section}."名称"]'
        raise ValueError(f"“{'.'.join(where)}”应写在 {form} 之下")
    key = _keys(_FIGURES_OF[section]).get(fold(name))
    if key is None:
        raise ValueError(f"“{'.'.join(where[:-1])}”中不认识的数字“{name}”")
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"“{name}”应是整数")
    if section != _CATEGORIES:
        return StatedFigure(key=key, number=value, row=row, body="".join(whose))
    category = read_category(*whose).category
    if category is None:
        raise ValueError(f"不认识的职权类型“{whose[0]}”")
    return StatedFigure(key=key, number=value, row=row, category=category)


@lru_cache(maxsize=2)
def _keys(also: str) -> dict[str, str]:
    """Return the figures by their spellings."""
    seed = seed_toml("reference", "figure_names.toml")
    return {
        fold(spelling): key
        for section in ("figures", also)
        for key, names in seed[section].items()
        for spelling in (key, *names)
    }


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    seed = seed_toml("reference", "figure_names.toml")
    return {key: names[0] for section in seed.values() for key, names in section.items()}


def _at(row: int | None, problem: str) -> str:
    return f"第 {row} 行：{problem}" if row else problem


def _refusal(problems: Iterable[str]) -> Refusal:
    return Refusal(
        "bad-figures", f"所报数字文件有误：{'；'.join(problems)}。", "按 docs/cleanup.md 的样子更正。"
    )
