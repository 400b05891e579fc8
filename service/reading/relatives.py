"""The same power in the latest lists of other divisions: the same basic code, or name and category."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from service.codes import basic_code
from service.items import StandingItem
from service.store.core import body, current_item, published_list, revision, revision_code
from service.text import fold
from service.vocabulary import Category, ListKind


class Relative(msgspec.Struct, frozen=True, kw_only=True):
    """A power of another list that is the same; `same_code` and `same_name` tell by what."""

    item_id: int
    list_id: int
    division_code: str
    kind: ListKind
    name: str
    sub_item_name: str
    body_name: str
    same_code: bool
    same_name: bool


def relatives_of(
    connection: Connection, items: Sequence[StandingItem], list_ids: Collection[int]
) -> dict[int, list[Relative]]:
    """Return, for each item, what stands for the same power in these lists: of each list one, by division.

    The same basic code (同一基本编码) comes before the same name and category. Two statements.
    """
    codes, names = _keys(items)
    if not items or not list_ids:
        return {}
    joined = (
        select(
            current_item.c.item_id,
            current_item.c.list_id,
            current_item.c.category,
            published_list.c.division_code,
            published_list.c.kind,
            revision.c.name,
            revision.c.sub_item_name,
            revision.c.folded_name,
            body.c.name.label("body_name"),
        )
        .join(published_list, published_list.c.id == current_item.c.list_id)
        .join(revision, revision.c.id == current_item.c.revision_id)
        .join(body, body.c.id == current_item.c.body_id)
        .where(current_item.c.list_id.in_(list_ids))
    )
    found: dict[int, dict[int, Relative]] = defaultdict(dict)

    def take(row: Any, asking: Collection[int], *, coded: bool, named: bool) -> None:
        for number in asking:
            if row.item_id != number:
                known = found[number].get(row.list_id)
                if known is None or (coded and not known.same_code):
                    found[number][row.list_id] = _relative(row, coded=coded, named=named)

    by_id = {item.id: item for item in items}
    coded = joined.add_columns(revision_code.c.folded_code).join(
        revision_code, revision_code.c.revision_id == current_item.c.revision_id
    )
    for row in connection.execute(coded.where(revision_code.c.folded_code.in_(codes))):
        for number in codes[row.folded_code]:
            name = _name(by_id[number])
            take(row, (number,), coded=True, named=(row.folded_name, row.category or "") == name)
    named = joined.where(
        revision.c.list_id.in_(list_ids), revision.c.folded_name.in_({name for name, _ in names})
    )
    for row in connection.execute(named):
        take(row, names.get((row.folded_name, row.category or ""), ()), coded=False, named=True)
    return {
        number: sorted(relatives.values(), key=lambda each: (each.division_code, each.kind, each.item_id))
        for number, relatives in found.items()
    }


def _keys(
    items: Sequence[StandingItem],
) -> tuple[dict[str, list[int]], dict[tuple[str, str], list[int]]]:
    """The items by folded code, whole and basic, and by folded name with category."""
    codes: dict[str, list[int]] = defaultdict(list)
    names: dict[tuple[str, str], list[int]] = defaultdict(list)
    for item in items:
        written = {fold(code) for code in item.content.codes if code}
        written |= {fold(basic) for code in item.content.codes if (basic := basic_code(code))}
        for code in written - {""}:
            codes[code].append(item.id)
        names[_name(item)].append(item.id)
    return codes, names


def _name(item: StandingItem) -> tuple[str, str]:
    category: Category | None = item.category
    return fold(item.content.name + item.content.sub_item_name), category.value if category else ""


def _relative(row: Any, *, coded: bool, named: bool) -> Relative:
    return Relative(
        item_id=row.item_id,
        list_id=row.list_id,
        division_code=row.division_code,
        kind=ListKind(row.kind),
        name=row.name,
        sub_item_name=row.sub_item_name,
        body_name=row.body_name,
        same_code=coded,
        same_name=named,
    )
