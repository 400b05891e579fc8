"""A hand-written endpoint on plain SQL: the page as JSON; beside it answers without work, empty or not."""

import os
from functools import cache

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


@cache
def _filled(size: int) -> bytes:
    return b'{"data":"' + b" " * (size - 11) + b'"}'


async def kept(request: Request) -> Response:
    """As many bytes as are asked for, from memory."""
    asked = msgspec.json.decode(await request.body())
    return Response(_filled(asked["size"]), media_type="application/json")


app = Starlette(routes=[Route(f"/{each.__name__}", each, methods=["POST"]) for each in (items, empty, kept)])
