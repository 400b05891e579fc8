"""Compressing answers for those who take it."""

import gzip
from functools import lru_cache

from starlette.responses import Response

SMALLEST = 1_000
# The fastest level: a page of 56 KB becomes 6 KB in 0.2 ms; level 6 would take 1 ms for one KB less.
_LEVEL = 1


@lru_cache(maxsize=256)
def takes_gzip(accept_encoding: str | None) -> bool:
    """Whether a client that sends this Accept-Encoding takes gzip."""
    qualities = {}
    for entry in (accept_encoding or "").lower().split(","):
        name, *parameters = (part.strip() for part in entry.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = float(parameter[2:])
                except ValueError:
                    quality = 0.0
        qualities[name] = quality
    return qualities.get("gzip", qualities.get("*", 0.0)) > 0


def response(
    body: bytes, status: int, media_type: str, accept_encoding: str | None, headers: dict[str, str]
) -> Response:
    """Return an answer with that body, compressed where it is worth it and the client takes it."""
    sent = dict(headers)
    sent["Vary"] = ", ".join(filter(None, [headers.get("Vary"), "Accept-Encoding"]))
    if len(body) >= SMALLEST and takes_gzip(accept_encoding):
        body = gzip.compress(body, _LEVEL, mtime=0)
        sent["Content-Encoding"] = "gzip"
    return Response(body, status, media_type=media_type, headers=sent)
