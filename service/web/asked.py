"""What a request over HTTP asks: its parameters, read from body or address, and which document it means."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from schema import ErrorCode
from service.web.bodies import MAX_BODY, BodyTooLargeError, read_body
from service.web.media import JSON, is_json

_HASH = re.compile(r"[0-9a-f]{64}")
_HASHED = "sha256:"
_APQ_VERSION = 1


class TransportError(Exception):
    """A request that breaks a rule of transport; `code` says which, `headers` go with the answer."""

    def __init__(self, code: ErrorCode, message: str, **headers: str) -> None:
        super().__init__(message)
        self.code = code
        self.headers = headers


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The parameters of one request; a document is given as text, by its hash, by a name, or as text with
    its hash, to be kept. `by_get` says that the answer may be kept on its way.
    """

    by_get: bool
    query: str | None = None
    sha256: str | None = None
    name: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None

    @property
    def keeps_document(self) -> bool:
        """Whether it brings a document to be kept by its hash."""
        return self.query is not None and self.sha256 is not None


class Said(msgspec.Struct, frozen=True):
    """A request's parameters as they came: the address' query, or the body."""

    by_get: bool
    written: bytes


def may_be_body(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a request's body is what parameters are read from: JSON as it is, in UTF-8."""
    kind = headers.get(b"content-type", b"").decode("latin-1")
    return is_json(kind) and b"content-encoding" not in headers


async def heard(scope: Scope, receive: Receive, headers: Mapping[bytes, bytes]) -> Said:
    """Return what the client says; raises `TransportError`."""
    method = scope["method"]
    if method in ("GET", "HEAD"):
        return Said(True, scope["query_string"])
    if method != "POST":
        raise TransportError(ErrorCode.METHOD_NOT_ALLOWED, "Use GET or POST.", Allow="GET, POST")
    if not may_be_body(headers):
        raise TransportError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, f"The body must be {JSON} in UTF-8.")
    try:
        return Said(False, await read_body(receive, headers.get(b"content-length", b"")))
    except BodyTooLargeError as error:
        raise TransportError(ErrorCode.BODY_TOO_LARGE, f"The body is over {MAX_BODY} bytes.") from error
    except ClientDisconnect as gone:
        # Nobody reads this; as a failure of the service anybody could have it logged without end.
        raise TransportError(ErrorCode.BAD_REQUEST, "The client went before its body was here.") from gone


def asked_by(said: Said) -> Asked:
    """Return what the client asks; raises `TransportError`."""
    if not said.by_get:
        return _asked(_json(said.written), by_get=False)
    parameters: dict[str, Any] = dict(QueryParams(said.written))
    for name in ("variables", "extensions"):
        if parameters.get(name):
            parameters[name] = _json(parameters[name].encode("utf-8", "surrogatepass"))
        else:
            parameters.pop(name, None)
    return _asked(parameters, by_get=True)


def _json(text: bytes) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TransportError(ErrorCode.BAD_REQUEST, "The request is not JSON in UTF-8.") from error


def _asked(parameters: object, *, by_get: bool) -> Asked:
    if isinstance(parameters, list):
        raise TransportError(ErrorCode.BATCH_REFUSED, "One operation a request: batches are not answered.")
    if not isinstance(parameters, dict):
        raise TransportError(ErrorCode.BAD_REQUEST, "The request must be a JSON object.")
    for key in ("query", "operationName", "documentId"):
        if not isinstance(parameters.get(key), str | None):
            raise TransportError(ErrorCode.BAD_REQUEST, f"`{key}` must be a string.")
    for key in ("variables", "extensions"):
        if not isinstance(parameters.get(key), dict | None):
            raise TransportError(ErrorCode.BAD_REQUEST, f"`{key}` must be an object.")
    query, sha256, name = parameters.get("query"), _persisted(parameters.get("extensions")), None
    document_id = parameters.get("documentId")
    if document_id is not None and (sha256 or query is not None):
        raise TransportError(ErrorCode.BAD_REQUEST, "Give `documentId` or a document, not both.")
    if document_id is not None and document_id.startswith(_HASHED):
        sha256 = _hash(document_id.removeprefix(_HASHED))
    else:
        name = document_id
    if query is None and not sha256 and not name:
        raise TransportError(ErrorCode.BAD_REQUEST, "`query` must be a string.")
    return Asked(
        by_get=by_get,
        query=query,
        sha256=sha256,
        name=name,
        operation_name=parameters.get("operationName") or None,
        variables=parameters.get("variables"),
    )


def _persisted(extensions: dict[str, Any] | None) -> str | None:
    """The hash that the extension `persistedQuery` names, None without it."""
    persisted = (extensions or {}).get("persistedQuery")
    if persisted is None:
        return None
    if not isinstance(persisted, dict) or persisted.get("version") != _APQ_VERSION:
        raise TransportError(ErrorCode.BAD_REQUEST, "`persistedQuery` must be of version 1.")
    return _hash(persisted.get("sha256Hash"))


def _hash(text: object) -> str:
    if isinstance(text, str) and _HASH.fullmatch(text.lower()):
        return text.lower()
    raise TransportError(ErrorCode.BAD_REQUEST, "A document's hash is its SHA-256 in 64 hexadecimal digits.")
