"""An item as it stands in one edition: what comparing, aligning and checking work on."""

import msgspec

from service.items.content import ItemContent
from service.vocabulary import Category, Level


class Body(msgspec.Struct, frozen=True, gc=False):
    """An implementing body as the domain's pure functions see it.

    Two items are of one body exactly when `id` is equal; `name` is its standing name.
    """

    id: int
    name: str
    division: str
    credit_code: str | None = None


class StandingItem(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One power item in one edition; `id` names the power across editions, `revision` this wording.

    `level` is the exercising level that was stated, None where none was.
    """

    id: int
    revision: int
    edition: str
    body: Body
    category: Category | None
    level: Level | None
    content: ItemContent
    content_hash: bytes
