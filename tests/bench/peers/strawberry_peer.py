"""Strawberry over the plain store: its types made of the rows."""

import os

import strawberry
from strawberry.asgi import GraphQL

from tests.bench.peers.plain import PlainStore

_STORE = PlainStore(os.environ["PLAIN_STORE"])


@strawberry.type
class Provision:
    """A cited place."""

    article: int | None = None
    paragraph: int | None = None
    item: int | None = None


@strawberry.type
class Basis:
    """A cited document."""

    rank: str | None
    cited_title: str | None
    cited_number: str | None
    quoted_text: str | None
    provisions: list[Provision]


@strawberry.type
class Code:
    """A code."""

    value: str
    scheme: str | None
    valid: bool


@strawberry.type
class Body:
    """A body."""

    id: strawberry.ID
    name: str
    credit_code: str | None
    kind: str


@strawberry.type
class PowerItem:
    """An item."""

    id: strawberry.ID
    name: str
    category: str | None
    supervision: str | None
    codes: list[Code]
    body: Body
    bases: list[Basis]


@strawberry.type
class PageInfo:
    """Where the page stands."""

    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class PowerItemConnection:
    """A page."""

    nodes: list[PowerItem]
    page_info: PageInfo


@strawberry.type
class Query:
    """Questions."""

    @strawberry.field
    def items(self, first: int = 20, after: str | None = None) -> PowerItemConnection:
        """A page of items."""
        rows, more = _STORE.page(first, int(after or 0))
        nodes = [
            PowerItem(
                id=row["id"],
                name=row["name"],
                category=row["category"],
                supervision=row["supervision"],
                codes=[Code(**code) for code in row["codes"]],
                body=Body(
                    id=row["body"]["id"],
                    name=row["body"]["name"],
                    credit_code=row["body"]["creditCode"],
                    kind=row["body"]["kind"],
                ),
                bases=[
                    Basis(
                        rank=basis["rank"],
                        cited_title=basis["citedTitle"],
                        cited_number=basis["citedNumber"],
                        quoted_text=basis["quotedText"],
                        provisions=[Provision(**provision) for provision in basis["provisions"]],
                    )
                    for basis in row["bases"]
                ],
            )
            for row in rows
        ]
        end = str(rows[-1]["place"]) if rows else None
        return PowerItemConnection(nodes=nodes, page_info=PageInfo(has_next_page=more, end_cursor=end))


app = GraphQL[None, None](strawberry.Schema(query=Query))
