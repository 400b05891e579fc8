"""Lists of standing items for tests: written by hand, or generated with their edits."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from msgspec import structs

from service.items import Body, ItemContent, StandingItem, content_hash
from service.vocabulary import Category

LICENSING, PENALTY, CONFIRMATION = Category.LICENSING, Category.PENALTY, Category.CONFIRMATION
CIVIL = Body(id=1, name="民政局", division="330881")
HEALTH = Body(id=2, name="卫生健康局", division="330881")
FORESTRY = Body(id=3, name="林业局", division="330881")


def item(
    number: int,
    name: str,
    *,
    body: Body = CIVIL,
    category: Category | None = LICENSING,
    edition: str = "2019",
    revision: int | None = None,
    **content: Any,
) -> StandingItem:
    """A standing item; fields of its content by name."""
    text = ItemContent(name=name, category_text=category.label if category else "", **content)
    return StandingItem(
        id=number,
        revision=revision if revision is not None else number,
        edition=edition,
        body=body,
        category=category,
        level=None,
        content=text,
        content_hash=content_hash(text, category),
    )


NAMES = (
    "养老机构设立许可",
    "社会团体成立登记",
    "公墓建设审批",
    "公墓建设审批（县级）",
    "采伐许可",
    "运输许可",
    "采伐、运输许可",
)
BASES = ("", "《殡葬管理条例》第八条", "《森林法》第五十七条")
FORMS = ("names", "sub-items", "codes")
SUBS = ("", "", "", "新设", "变更")
CODES = ((), (), ("330100000001",), ("330100000002",), ("330100000001", "330100000002"), ("无",))


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    """What an item says, from few enough values that sides meet."""
    return {
        "name": draw(st.sampled_from(NAMES)),
        "sub_item_name": draw(st.sampled_from(SUBS)),
        "codes": draw(st.sampled_from(CODES)),
        "setting_basis": draw(st.sampled_from(BASES)),
        "body": draw(st.sampled_from((CIVIL, HEALTH, FORESTRY))),
        "category": draw(st.sampled_from((LICENSING, CONFIRMATION, None))),
    }


@st.composite
def sides(draw: st.DrawFn, most: int = 9) -> tuple[list[StandingItem], list[StandingItem]]:
    """Two editions: some items carried over as they are or edited, some gone, some new, ids kept or not."""
    before = [
        item(number, edition="2018", **said)
        for number, said in enumerate(draw(st.lists(contents(), max_size=most)), start=1)
    ]
    after: list[StandingItem] = []
    fresh = 100
    for old in before:
        fate = draw(st.sampled_from(("kept", "kept", "renumbered", "edited", "gone")))
        if fate == "gone":
            continue
        said = draw(contents()) if fate == "edited" else _said(old)
        fresh += 1
        number = old.id if fate == "kept" or draw(st.booleans()) else fresh
        revision = old.revision if fate == "kept" else fresh
        after.append(item(number, revision=revision, **said))
    for said in draw(st.lists(contents(), max_size=3)):
        fresh += 1
        after.append(item(fresh, **said))
    for serial, form in enumerate(draw(st.lists(st.sampled_from(FORMS), max_size=2))):
        whole, parts = _regrouped(form, 200 + 10 * serial, draw(st.sampled_from((CIVIL, HEALTH))))
        one, several = (before, after) if draw(st.booleans()) else (after, before)
        one.extend(_stand(whole, "2018" if one is before else "2019"))
        several.extend(_stand(parts, "2018" if several is before else "2019"))
    return before, draw(st.permutations(after))


def _regrouped(form: str, number: int, body: Body) -> tuple[list[StandingItem], list[StandingItem]]:
    """One item and the several it stands for, by composed names, by sub-items or by codes."""
    if form == "names":
        return [item(number, f"{number}号采伐、运输许可", body=body)], [
            item(number + 1, f"{number}号采伐许可", body=body),
            item(number + 2, f"{number}号运输许可", body=body),
        ]
    if form == "sub-items":
        return [item(number, f"{number}号许可", body=body)], [
            item(number + place, f"{number}号许可", sub_item_name=sub, body=body)
            for place, sub in enumerate(("新设", "变更", "注销"))
        ]
    codes = (f"44011800{number}1", f"44011800{number}2")
    return [item(number, f"{number}号合一许可", codes=codes, body=body)], [
        item(number + place, f"{number}号{word}许可", codes=(code,), body=body)
        for place, (word, code) in enumerate(zip("东西", codes, strict=True))
    ]


def _stand(items: list[StandingItem], edition: str) -> list[StandingItem]:
    return [structs.replace(entry, edition=edition) for entry in items]


def _said(old: StandingItem) -> dict[str, Any]:
    return {
        "name": old.content.name,
        "sub_item_name": old.content.sub_item_name,
        "codes": old.content.codes,
        "setting_basis": old.content.setting_basis,
        "body": old.body,
        "category": old.category,
    }


def by_id(items: Sequence[StandingItem]) -> list[StandingItem]:
    """The items in the order patches give them."""
    return sorted(items, key=lambda entry: entry.id)
