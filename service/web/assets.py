"""The files GraphiQL is made of, kept compressed and sent so."""

import gzip
import hashlib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_KINDS = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "ttf": "font/ttf",
    "txt": "text/plain; charset=utf-8",
}


class _Asset(NamedTuple):
    """A file's compressed bytes and the tag of its content."""

    compressed: bytes
    tag: str


@cache
def _asset(name: str) -> _Asset | None:
    found = files("service.web") / "static" / "graphiql" / f"{name}.gz"
    if not found.is_file():
        return None
    compressed = found.read_bytes()
    return _Asset(compressed, f'"{hashlib.sha256(compressed).hexdigest()[:32]}"')


@cache
def _names() -> frozenset[str]:
    folder = files("service.web") / "static" / "graphiql"
    return frozenset(entry.name.removesuffix(".gz") for entry in folder.iterdir())


async def asset(request: Request) -> Response:
    """Send a file; 304 where the browser has it, 404 where there is none of that name."""
    name = request.path_params["name"]
    found = _asset(name) if name in _names() else None
    if found is None:
        raise HTTPException(404)
    headers = {"ETag": found.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if found.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = found.compressed
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        body = gzip.decompress(body)
    return Response(body, headers=headers, media_type=_KINDS[name.rpartition(".")[2]])
