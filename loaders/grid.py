"""The one shape every format is read into: sheets of text cells with merged areas."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from service.findings import Finding


class UnreadableError(Exception):
    """A file or sheet that is refused: `str()` says why in Chinese, `fix` what to do about it."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


class Merge(NamedTuple):
    """A merged area by 0-based rows and columns of its grid, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Grid:
    """One sheet: its rows of text in order, once through, and what of them is merged.

    `height` is the number of rows; `first_row` the sheet's own number of the first one; `first_column` the
    0-based sheet column of the first cell. `findings` are the sheet's own, made before its rows are read.
    """

    name: str
    rows: Iterator[tuple[str, ...]]
    height: int
    merges: list[Merge] = field(default_factory=list)
    first_row: int = 1
    first_column: int = 0
    findings: list[Finding] = field(default_factory=list)
