"""Reading a request's body within a bound."""

from starlette.requests import Request

MAX_BODY = 1024 * 1024


class BodyTooLargeError(Exception):
    """The body is larger than is read."""


async def bounded_body(request: Request) -> bytes:
    """Return the body; raises `BodyTooLargeError` as soon as it is known to go beyond `MAX_BODY` bytes."""
    stated = request.headers.get("content-length", "")
    if stated.isdecimal() and int(stated[:20]) > MAX_BODY:
        raise BodyTooLargeError
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            raise BodyTooLargeError
        parts.append(part)
    return b"".join(parts)
