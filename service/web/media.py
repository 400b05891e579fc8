"""Content negotiation for GraphQL over HTTP."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import NamedTuple, TypeVar

T = TypeVar("T")

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"
# Clients send the same few headers again and again; one that is longer than these was made to fill memory.
_KEPT_HEADERS = 256
_LONGEST_KEPT = 1_000


def kept_by_header(read: Callable[[str | None], T]) -> Callable[[str | None], T]:
    """Have a function of a header remember what it returned for the last ones of usual length."""
    kept = lru_cache(maxsize=_KEPT_HEADERS)(read)

    @wraps(read)
    def told(header: str | None) -> T:
        return read(header) if header is not None and len(header) > _LONGEST_KEPT else kept(header)

    return told


class _Range(NamedTuple):
    """One entry of an Accept header."""

    quality: float
    exactness: int
    kind: str


@kept_by_header
def answer_type(accept: str | None) -> str | None:
    """Return the media type to answer with, None where the client takes neither of ours.

    A client that takes anything is answered `application/json`, as it always was; the newer type goes to
    those that name it and like it at least as well.
    """
    if accept is None or not accept.strip():
        return JSON
    ranges = _ranges(accept)
    graphql = _quality(ranges, GRAPHQL, named_only=True)
    json = _quality(ranges, JSON)
    if graphql and graphql >= json:
        return GRAPHQL
    return JSON if json else None


def prefers_page(accept: str | None) -> bool:
    """Whether a browser asks, which takes HTML by name and neither of ours by name."""
    ranges = _ranges(accept or "")
    named = {entry.kind for entry in ranges if entry.quality > 0}
    return HTML in named and not named & {GRAPHQL, JSON}


@kept_by_header
def is_json(content_type: str | None) -> bool:
    """Whether a request's body is JSON in UTF-8, as GraphQL over HTTP has it."""
    kind, _, parameters = (content_type or "").partition(";")
    if kind.strip().lower() != JSON:
        return False
    for parameter in filter(None, map(str.strip, parameters.split(";"))):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8"):
            return False
    return True


def _ranges(accept: str) -> list[_Range]:
    found = []
    for entry in accept.split(","):
        kind, *parameters = (part.strip().lower() for part in entry.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
        exactness = 0 if kind == "*/*" else 1 if kind.endswith("/*") else 2
        found.append(_Range(quality, exactness, kind))
    return found


def _quality(ranges: list[_Range], kind: str, *, named_only: bool = False) -> float:
    """How much a client likes a type: what the most exact entry that covers it says, 0 for not at all."""
    family = kind.partition("/")[0] + "/*"
    covering = {kind} if named_only else {kind, family, "*/*"}
    fitting = [entry for entry in ranges if entry.kind in covering]
    if not fitting:
        return 0.0
    return max(fitting, key=lambda entry: (entry.exactness, entry.quality)).quality
