"""A hand-written endpoint on plain SQL: the page as JSON, and beside it an answer with nothing in it."""

import os

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.bench.peers.plain import PlainStore

_STORE = PlainStore(os.environ["PLAIN_STORE"])


async def items(request: Request) -> Response:
    """A page of items."""
    asked = msgspec.json.decode(await request.body())
    nodes, more = _STORE.page(asked["first"], asked["after"])
    end = str(nodes[-1]["place"]) if nodes else None
    for node in nodes:
        del node["place"]
    answer = {"nodes": nodes, "pageInfo": {"hasNextPage": more, "endCursor": end}}
    return Response(msgspec.json.encode(answer), media_type="application/json")


async def empty(request: Request) -> Response:
    """Nothing."""
    await request.body()
    return Response(b'{"data":{}}', media_type="application/json")


app = Starlette(routes=[Route("/items", items, methods=["POST"]), Route("/empty", empty, methods=["POST"])])
