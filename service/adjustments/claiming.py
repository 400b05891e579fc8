"""Claiming (认领): taking over name, category, basis and code from the superior's base catalogue."""

from collections.abc import Iterable, Sequence

import msgspec

from service.adjustments.coding import implementing_code
from service.adjustments.model import Wording
from service.codes import basic_code, read_code
from service.comparison import name_key
from service.items import Body, ItemContent, StandingItem

CLAIMED = "已认领"
"""What 认领状态 says of a claimed item."""


def claimed(source: StandingItem, body: Body, own: StandingItem | None, beside: Iterable[str]) -> Wording:
    """Return the item as the body is to carry it: the four that levels share are the superior's.

    What else the body's `own` item says stays. `beside` are the codes of the body's other items: where
    they are implementing codes, the new item gets one as well.
    """
    basics = tuple(dict.fromkeys(filter(None, map(_basic, source.content.codes))))
    made = tuple(filter(None, (implementing_code(code, beside) for code in basics)))
    content = own.content if own else ItemContent(name="", body_name=body.name)
    return Wording(
        content=msgspec.structs.replace(
            content,
            name=source.content.name,
            sub_item_name=source.content.sub_item_name,
            category_text=source.category.label if source.category else source.content.category_text,
            setting_basis=source.content.setting_basis,
            codes=(*basics, *made),
            claim_state=CLAIMED,
        ),
        category=source.category,
        body=body,
        item=own.id if own else None,
    )


def own_counterpart(source: StandingItem, owns: Sequence[StandingItem]) -> StandingItem | None:
    """Return the body's item that is the superior's already: by basic code, else by name and category.

    None where none is, or several are.
    """
    codes = {basic_code(code) for code in source.content.codes} - {None}
    by_code = [own for own in owns if codes & {basic_code(code) for code in own.content.codes}]
    by_name = [own for own in owns if name_key(own) == name_key(source)]
    for found in (by_code, by_name):
        if len(found) == 1:
            return found[0]
    return None


def _basic(code: str) -> str | None:
    """The part of a superior's code that all levels share: never the superior's own body and level."""
    reading = read_code(code)
    return basic_code(code) if reading.valid else code
