"""The rows of a file that states opinions, each with the item of the edition before that it is about."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from service import node_ids
from service.bodies import fold_body_name
from service.cleanup import messages
from service.cleanup.opinions import Opinion, read_opinion
from service.comparison import FieldDifference, code_keys, field_differences, name_key
from service.findings import Finding
from service.items import Body, ListedItem, StandingItem
from service.text import fold


@dataclass(slots=True)
class Row:
    """A row: what it says, the item it is about (`power`, None for a new one), and what is decided of it.

    `fields` are the differences from that item. `is_sure` says that the file itself tells which item it is,
    or that it is a new one; else it is left to identification. `leaves` that it stands in the new edition no
    more. `same_body` that it is still of the item's body.
    """

    listed: ListedItem
    opinion: Opinion | None = None
    power: StandingItem | None = None
    fields: tuple[FieldDifference, ...] = ()
    same_body: bool = True
    is_sure: bool = True
    leaves: bool = False
    sources: list["Row"] = field(default_factory=list)
    parts: list["Row"] = field(default_factory=list)


class _Stating(Protocol):
    """A row as far as telling whether a body states anything of it goes."""

    @property
    def identity(self) -> str:
        """Its 事项标识."""

    @property
    def opinion(self) -> str:
        """Its 处理意见."""


def states_anything(items: Iterable[_Stating]) -> bool:
    """Whether any row bears an identity or an opinion: then the file is read as a working spreadsheet."""
    return any(item.identity or item.opinion for item in items)


def identities(items: Iterable[_Stating]) -> set[int]:
    """Return the powers that the rows name by their identity."""
    return {number for item in items if (number := _power_number(item.identity))}


def identify(
    items: Sequence[ListedItem],
    before: Sequence[StandingItem],
    division: str,
    label: str,
    findings: list[Finding],
) -> list[Row]:
    """Find each row's item: by its identity, else by code, else by name within body and category.

    The latter two ask only for items that no row names, and are told of (`identity-lost`) where the sheet
    has identities.
    """
    by_id = {item.id: item for item in before}
    rows = [Row(listed=listed) for listed in items]
    for row in rows:
        _read_opinion(row, findings)
    _by_identity(rows, by_id, label, findings)
    named = {row.power.id for row in rows if row.power}
    working = {item.sheet for item in items if item.identity}
    nameless = [row for row in rows if row.power is None and (row.opinion or row.listed.sheet in working)]
    nameless = [row for row in nameless if not _is_said_to_be_new(row)]
    _by_code_or_name(nameless, [item for item in before if item.id not in named], division, working, findings)
    for row in rows:
        if row.power:
            hold_against(row, row.power, division)
        else:
            row.is_sure = row.listed.sheet in working and row.opinion in (None, Opinion.ADD, Opinion.SPLIT)
    return rows


def _read_opinion(row: Row, findings: list[Finding]) -> None:
    if row.listed.opinion:
        row.opinion = read_opinion(row.listed.opinion)
        if row.opinion is None:
            findings.append(messages.unknown_opinion(row.listed))


def _is_said_to_be_new(row: Row) -> bool:
    return row.opinion is Opinion.ADD or (row.opinion is Opinion.SPLIT and bool(row.listed.target))


def _power_number(identity: str) -> int | None:
    if not identity:
        return None
    try:
        kind, number = node_ids.decode(identity)
    except node_ids.BadNodeIdError:
        return None
    return number if kind == "PowerItem" else None


def _by_identity(
    rows: Iterable[Row], by_id: Mapping[int, StandingItem], label: str, findings: list[Finding]
) -> None:
    claims: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if not row.listed.identity:
            continue
        number = _power_number(row.listed.identity)
        if number is not None and number in by_id:
            claims[number].append(row)
        else:
            findings.append(messages.unknown_identity(row.listed, label))
    for number, claiming in claims.items():
        old = by_id[number]
        owner = next((row for row in claiming if row.listed.content == old.content), claiming[0])
        owner.power = old
        findings += [
            messages.repeated_identity(row.listed, owner.listed) for row in claiming if row is not owner
        ]


def _by_code_or_name(
    rows: Sequence[Row],
    items: Sequence[StandingItem],
    division: str,
    working: set[str],
    findings: list[Finding],
) -> None:
    """Give a row the one open item that bears its code, else its name; both must be alone in bearing it."""
    for by, of_item, of_row in (
        ("编码", code_keys, _codes),
        ("名称", lambda item: _names(item, division), lambda row: _row_names(row, division)),
    ):
        taken = {row.power.id for row in rows if row.power}
        held = Counter(key for item in items if item.id not in taken for key in of_item(item))
        bearer = {key: item for item in items if item.id not in taken for key in of_item(item)}
        asking = Counter(key for row in rows if not row.power for key in of_row(row))
        for row in rows:
            keys = [] if row.power else [k for k in of_row(row) if held[k] == asking[k] == 1]
            found = {bearer[key].id: bearer[key] for key in keys}
            if len(found) == 1:
                (row.power,) = found.values()
                if row.listed.sheet in working:
                    findings.append(messages.identity_lost(row.listed, by))


def _codes(row: Row) -> tuple[str, ...]:
    return tuple(
        code for code in dict.fromkeys(map(fold, row.listed.content.codes)) if any(map(str.isdigit, code))
    )


def _names(item: StandingItem, division: str) -> tuple[tuple[object, ...], ...]:
    return ((*name_key(item), fold_body_name(item.body.name, division)),)


def _row_names(row: Row, division: str) -> tuple[tuple[object, ...], ...]:
    content = row.listed.content
    body = fold_body_name(content.body_name, division)
    return ((fold(content.name), fold(content.sub_item_name), row.listed.category, body),)


def hold_against(row: Row, old: StandingItem, division: str) -> None:
    """Work out what the row says otherwise than the item did."""
    content, category = row.listed.content, row.listed.category
    if content == old.content and category is old.category:
        return
    row.same_body = is_same_body(content.body_name, old, division)
    body = old.body if row.same_body else Body(-1, content.body_name, division)
    new = StandingItem(
        id=old.id,
        revision=0,
        edition="",
        body=body,
        category=category,
        level=old.level,
        content=content,
        content_hash=b"",
    )
    row.fields = field_differences(old, new, same_body=row.same_body)


def is_same_body(name: str, old: StandingItem, division: str) -> bool:
    """Whether the cell still names the item's body: as it did before, or by its standing name."""
    if name == old.content.body_name:
        return True
    return fold_body_name(name, division) == fold_body_name(old.body.name, division)
