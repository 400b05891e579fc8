"""The least that Starlette can answer: one route, no body."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def _nothing(_request: Request) -> Response:
    return Response()


app = Starlette(routes=[Route("/", _nothing)])
