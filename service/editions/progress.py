"""How far a load is: what takes long in it, told as it goes."""

from collections.abc import Callable
from enum import StrEnum


class Phase(StrEnum):
    """A part of loading or publishing that takes long with a long list."""

    READING = "读取上一版本"
    IDENTIFYING = "辨认事项"
    WRITING = "写入事项"
    KEEPING = "保存原始行"
    INDEXING = "编制索引"
    LINEAGE = "记录沿革"
    ENTERING = "更新现行清单"


LoadProgress = Callable[[Phase, int, int], object]
"""Told of a phase, how much of it is done, and of how much."""


def unheard(_phase: Phase, _done: int, _whole: int) -> None:
    """Progress that nobody follows."""
