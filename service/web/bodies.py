"""Reading a request's body within a bound."""

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive

MAX_BODY = 1024 * 1024


class BodyTooLargeError(Exception):
    """The body is larger than is read."""


async def bounded_body(request: Request) -> bytes:
    """Return the body; raises `BodyTooLargeError` as soon as it is known to go beyond `MAX_BODY` bytes."""
    return await read_body(request.receive, request.headers.get("content-length", "").encode("latin-1"))


async def read_body(receive: Receive, stated: bytes) -> bytes:
    """The same for a request that is not a `Request`; `stated` is its Content-Length, empty without one.

    Raises `ClientDisconnect` where the client goes before all is there.
    """
    if stated.isdigit() and int(stated[:20]) > MAX_BODY:
        raise BodyTooLargeError
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MAX_BODY:
            raise BodyTooLargeError
        if not message.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)
