"""Ariadne over the plain store: dictionaries and its default resolvers."""

import os
from pathlib import Path
from typing import Any

from ariadne import QueryType, make_executable_schema
from ariadne.asgi import GraphQL

from tests.bench.peers.plain import PlainStore

_STORE = PlainStore(os.environ["PLAIN_STORE"])
_query = QueryType()


@_query.field("items")
def _items(_root: None, _info: Any, first: int = 20, after: str | None = None) -> dict[str, Any]:
    nodes, more = _STORE.page(first, int(after or 0))
    end = str(nodes[-1]["place"]) if nodes else None
    return {"nodes": nodes, "pageInfo": {"hasNextPage": more, "endCursor": end}}


app = GraphQL(make_executable_schema(Path(__file__).with_name("sdl.graphql").read_text("utf-8"), _query))
