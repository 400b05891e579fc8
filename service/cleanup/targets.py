"""Which row of a file a cell of 对应事项或部门 names: by its 序号, or by its name."""

import re
from collections import defaultdict
from collections.abc import Sequence

from service.bodies import fold_body_name
from service.cleanup import messages
from service.cleanup.opinions import Opinion
from service.cleanup.rows import Row
from service.findings import Finding
from service.items import ItemContent
from service.text import fold

_NUMBER = re.compile(r"(?:序号|第)?(\d+)(?:[号行项]|\.0)?")


class Targets:
    """The rows of a file by what a cell may call them."""

    def __init__(self, rows: Sequence[Row], division: str) -> None:
        self._division = division
        self._by_number: dict[str, list[Row]] = defaultdict(list)
        self._by_name: dict[str, list[Row]] = defaultdict(list)
        self._by_former_name: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if number := _number(row.listed.number):
                self._by_number[number].append(row)
            for name in _names(row.listed.content):
                self._by_name[name].append(row)
            for name in _names(row.power.content) if row.power else ():
                self._by_former_name[name].append(row)

    def of(self, row: Row, findings: list[Finding]) -> Row | None:
        """Return the row that this row's cell names; tell where there is none or there are several.

        A number means the row of that 序号 in the same sheet. A name is first one that rows bear now, then
        one their items bore before. Of several rows those of the same sheet, then of the same body, then
        those that do not end go before the others.
        """
        opinion = row.opinion
        assert opinion is not None  # noqa: S101 - only rows that state one are asked
        text = row.listed.target
        number = _number(text)
        name = fold(text)
        found = self._by_number.get(number, []) if number else self._by_name.get(name, [])
        if not found and not number:
            found = self._by_former_name.get(name, [])
        for is_nearer in (self._in_sheet, self._of_body, self._stays):
            nearer = [other for other in found if is_nearer(row, other)]
            found = nearer or found
        if len(found) == 1:
            return found[0]
        if found:
            findings.append(messages.target_ambiguous(row.listed, opinion, [other.listed for other in found]))
        else:
            findings.append(messages.target_not_found(row.listed, opinion))
        return None

    @staticmethod
    def _in_sheet(row: Row, other: Row) -> bool:
        return other.listed.sheet == row.listed.sheet

    def _of_body(self, row: Row, other: Row) -> bool:
        names = (each.listed.content.body_name for each in (row, other))
        one, two = (fold_body_name(name, self._division) for name in names)
        return one == two

    @staticmethod
    def _stays(row: Row, other: Row) -> bool:
        """Of two rows of one name the one is meant that takes up, not the one that goes into another."""
        if row.opinion is Opinion.SPLIT:
            return other.power is not None
        return other.opinion not in (Opinion.REMOVE, Opinion.SPLIT) and (
            other.opinion is not Opinion.MERGE or other.listed.target == ""
        )


def _names(content: ItemContent) -> set[str]:
    """What a cell may call an item: its name, or name and sub-item."""
    name, sub = content.name, content.sub_item_name
    return {fold(name), fold(name + sub), fold(f"{name}（{sub}）")} if sub else {fold(name)}


def _number(text: str) -> str:
    found = _NUMBER.fullmatch(fold(text))
    return str(int(found[1])) if found else ""
