"""Reviewed reports read back: the rows of an alignment or comparison in which somebody wrote a decision."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from service import node_ids
from service.decisions.proposals import Proposal
from service.documents.guarding import unguard
from service.errors import Refusal
from service.text import fold
from service.vocabulary import Decision

_COLUMNS = {
    "before": ("参照事项标识", "原事项标识", "before"),
    "after": ("事项标识", "现事项标识", "after"),
    "decision": ("认定", "decision"),
    "reason": ("认定理由", "reason"),
    "version": ("认定次数", "version"),
}
_WORDS = {
    Decision.CONFIRMED: ("确认", "是", "confirmed"),
    Decision.REJECTED: ("否定", "否", "不是", "rejected"),
    Decision.AUTOMATIC: ("撤回", "withdrawn", "automatic"),
}
_MEANING = {fold(word): decision for decision, words in _WORDS.items() for word in words}
_HEADER_WITHIN = 20
_TOLD = 10


class _Place(NamedTuple):
    """A row of a sheet, by the numbers people see."""

    sheet: str
    row: int

    def __str__(self) -> str:
        return f"“{self.sheet}”第 {self.row} 行" if self.sheet else f"第 {self.row} 行"


def read_reviewed(sheets: Iterable[tuple[str, Iterable[Sequence[str]]]]) -> list[Proposal]:
    """Return the decisions written into a report: sheets by name, each with its rows of text.

    A sheet counts when one of its first rows has the columns of both ids and 认定 (or `before`, `after`,
    `decision`); rows without a decision are passed over. Raises `Refusal` (`bad-decisions`) naming every row
    that cannot be read, or where no sheet has the columns.
    """
    found: list[Proposal] = []
    problems: list[str] = []
    recognised = False
    for name, rows in sheets:
        columns: dict[str, int] = {}
        for number, row in enumerate(rows, start=1):
            if not columns:
                if number > _HEADER_WITHIN:
                    break
                columns = _columns(row)
                recognised = recognised or bool(columns)
            else:
                found += _read(row, columns, _Place(name, number), problems)
    if not recognised:
        problems.append("没有“参照事项标识”“事项标识”“认定”三列（或 before、after、decision）")
    if problems:
        more = f" 等 {len(problems)} 处" if len(problems) > _TOLD else ""
        raise Refusal(
            "bad-decisions",
            f"认定读不出：{'；'.join(problems[:_TOLD])}{more}。",
            "在对照报告的“认定”列写确认、否定或撤回，不改动标识列。",
        )
    return found


def _columns(row: Sequence[str]) -> dict[str, int]:
    """The columns by what they hold, where all that must be are there."""
    cells = [fold(cell) for cell in row]
    found = {
        key: cells.index(fold(title))
        for key, titles in _COLUMNS.items()
        for title in titles
        if fold(title) in cells
    }
    return found if {"before", "after", "decision"} <= found.keys() else {}


def _read(
    row: Sequence[str], columns: dict[str, int], place: _Place, problems: list[str]
) -> Iterator[Proposal]:
    cells = {key: row[at].strip() if at < len(row) else "" for key, at in columns.items()}
    if not cells["decision"]:
        return
    decision = _MEANING.get(fold(cells["decision"]))
    if decision is None:
        problems.append(f"{place}：认定“{cells['decision'][:20]}”应为确认、否定或撤回")
        return
    try:
        before, after = (_power(cells[side]) for side in ("before", "after"))
    except node_ids.BadNodeIdError as error:
        problems.append(f"{place}：事项标识“{str(error)[:40]}”不对")
        return
    version = cells.get("version", "")
    if version and not version.isdecimal():
        problems.append(f"{place}：认定次数“{version[:20]}”应为数字")
        return
    yield Proposal(
        before=before,
        after=after,
        decision=decision,
        reason=unguard(cells.get("reason", "")),
        version=int(version) if version else None,
    )


def _power(text: str) -> int:
    kind, number = node_ids.decode(text)
    if kind != "PowerItem":
        raise node_ids.BadNodeIdError(text)
    return number
