"""`--mapping FILE.toml`: other headings for fields, coded values, and what every row of a file shares."""

import tomllib
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seeds import seed_toml
from service.items import FIELD_LABELS
from service.text import fold, tidy
from service.vocabulary import Category

_MAX_BYTES = 1 << 20
_SECTIONS = ("columns", "keep", "ignore", "values", "constants")


class MappingError(ValueError):
    """A mapping file that cannot be used; `str()` is a Chinese sentence saying where and why."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping read; headings are folded.

    `columns` heading → field key, `keep` heading → label under which the column is kept as a further one,
    `ignore` headings left out, `values` heading → folded cell → what it says, `constants` field key → text.
    """

    columns: MappingOf[str, str] = field(default_factory=dict)
    keep: MappingOf[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    values: MappingOf[str, MappingOf[str, str]] = field(default_factory=dict)
    constants: MappingOf[str, str] = field(default_factory=dict)


def field_keys() -> dict[str, str]:
    """Return every name a mapping may give a field, folded: its key, and every known heading."""
    keys: dict[str, str] = {}
    for key, spellings in seed_toml("loading", "headers.toml")["fields"].items():
        for spelling in spellings:
            keys.setdefault(fold(spelling), key)
        keys[fold(key)] = key
    for key, label in FIELD_LABELS.items():
        keys[fold(label)] = key
    return keys


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file; raises `MappingError` naming everything wrong with it, not the first alone."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise MappingError(f"对照文件“{path.name}”过大")
        content = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise MappingError(f"对照文件“{path.name}”打不开：{error.strerror}") from error
    except UnicodeDecodeError as error:
        raise MappingError(f"对照文件“{path.name}”不是 UTF-8 文本") from error
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"对照文件“{path.name}”不是有效的 TOML：{error}") from error
    return mapping_from(content, path.name)


def mapping_from(content: MappingOf[str, Any], name: str = "mapping") -> Mapping:
    """Make a mapping of a TOML document's content; raises `MappingError` as `read_mapping` does."""
    problems: list[str] = [f"不认识的节“{key}”" for key in content if key not in _SECTIONS]
    keys = field_keys()
    columns = _table(content, "columns", problems)
    constants = _table(content, "constants", problems)
    mapping = Mapping(
        columns={fold(heading): _key(key, heading, keys, problems) for heading, key in columns.items()},
        keep={fold(heading): tidy(label) for heading, label in _table(content, "keep", problems).items()},
        ignore=frozenset(_ignored(content, problems)),
        values=_values(content, columns, keys, problems),
        constants={_key(key, key, keys, problems): tidy(value) for key, value in constants.items()},
    )
    for key in mapping.constants.keys() - FIELD_LABELS.keys():
        problems.append(f"“{key}”不能是各行相同的字段")
    for heading in mapping.columns.keys() & (mapping.keep.keys() | mapping.ignore):
        problems.append(f"列“{heading}”同时出现在多个节里")
    if problems:
        raise MappingError(f"对照文件“{name}”有误：" + "；".join(problems))
    return mapping


def _table(content: MappingOf[str, Any], section: str, problems: list[str]) -> dict[str, str]:
    table = content.get(section, {})
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        problems.append(f"节 [{section}] 应是“名称 = 文字”的表")
        return {}
    return table


def _key(name: str, heading: str, keys: dict[str, str], problems: list[str]) -> str:
    key = keys.get(fold(name))
    if key is None:
        problems.append(f"“{heading}”对应的字段“{name}”不存在")
    return key or ""


def _ignored(content: MappingOf[str, Any], problems: list[str]) -> list[str]:
    ignored = content.get("ignore", [])
    if not isinstance(ignored, list) or not all(isinstance(heading, str) for heading in ignored):
        problems.append("ignore 应是表头文字的列表")
        return []
    return [fold(heading) for heading in ignored]


def _values(
    content: MappingOf[str, Any], columns: dict[str, str], keys: dict[str, str], problems: list[str]
) -> dict[str, dict[str, str]]:
    tables = content.get("values", {})
    if not isinstance(tables, dict):
        problems.append("[values] 下应按列各设一节，如 [values.task_type]")
        return {}
    read: dict[str, dict[str, str]] = {}
    targets = {fold(heading): keys.get(fold(key)) for heading, key in columns.items()}
    for heading, table in tables.items():
        if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
            problems.append(f"节 [values.{heading}] 应是“编码 = 含义”的表")
            continue
        target = targets.get(fold(heading)) or keys.get(fold(heading))
        of_category = target == "category_text"
        read[fold(heading)] = {
            fold(cell): _category_label(value) if of_category else tidy(value)
            for cell, value in table.items()
        }
    return read


def _category_label(value: str) -> str:
    """A category may be named by its programs' name: it is kept by its Chinese one."""
    name = value.strip().upper().replace("-", "_")
    return Category(name).label if name in Category.__members__ else tidy(value)
