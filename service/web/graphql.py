"""GraphQL over HTTP: one endpoint, POST and GET, after the GraphQL over HTTP specification.

Documents that cannot be executed answer 400 as `application/graphql-response+json` and 200 as
`application/json`; what breaks a rule of transport or goes beyond a limit answers 4xx as either.
"""

from functools import partial
from typing import Any

import anyio
import msgspec
from starlette.requests import Request
from starlette.responses import Response

import schema
from schema import Answer, ErrorCode, Kept
from service.store import Store
from service.web.bodies import MAX_BODY, BodyTooLargeError, bounded_body
from service.web.media import GRAPHQL, JSON, answer_type, is_json

_AT_ONCE = 8
_KEPT_ANSWERS = 16
_STATUS = {
    ErrorCode.BATCH_REFUSED: 400,
    ErrorCode.BAD_REQUEST: 400,
    ErrorCode.BODY_TOO_LARGE: 413,
    ErrorCode.METHOD_NOT_ALLOWED: 405,
    ErrorCode.NOT_ACCEPTABLE: 406,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: 415,
}


class TransportError(Exception):
    """A request that breaks a rule of transport; `code` says which."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code


class GraphQLEndpoint:
    """Answers GraphQL requests from a store; so many at once work in threads, the others wait."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept = Kept(_KEPT_ANSWERS)
        self._limiter: anyio.CapacityLimiter | None = None

    async def __call__(self, request: Request) -> Response:
        """Answer one request."""
        media = answer_type(request.headers.get("accept"))
        try:
            if media is None:
                raise TransportError(ErrorCode.NOT_ACCEPTABLE, f"Answers are {GRAPHQL} or {JSON}.")
            asked = await _asked(request)
        except TransportError as refused:
            return _refusal(refused, media or JSON)
        try:
            found = await anyio.to_thread.run_sync(
                partial(schema.answer, schema.executable_schema, self._store, asked, self._kept),
                limiter=self._threads(),
            )
        except Exception as failure:  # noqa: BLE001 - the rim: told by number, logged whole
            return _written(schema.failed(failure), media, 500)
        return _written(found, media, _status(found, media))

    def _threads(self) -> anyio.CapacityLimiter:
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(_AT_ONCE)
        return self._limiter


def _status(found: Answer, media: str) -> int:
    if found.is_limit:
        return 400
    return 400 if found.data is msgspec.UNSET and media == GRAPHQL else 200


def _written(found: Answer, media: str, status: int) -> Response:
    return Response(
        msgspec.json.encode(found.document()), status, media_type=f"{media}; charset=utf-8", headers=_HEADERS
    )


_HEADERS = {"Cache-Control": "no-store", "Vary": "Accept"}


def _refusal(refused: TransportError, media: str) -> Response:
    found = Answer(errors=(schema.coded(refused.code, str(refused)),), is_limit=True)
    response = _written(found, media, _STATUS[refused.code])
    if refused.code is ErrorCode.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = "GET, POST"
    return response


async def _asked(request: Request) -> schema.Request:
    """What the client asks; raises `TransportError`."""
    if request.method in ("GET", "HEAD"):
        parameters: dict[str, Any] = dict(request.query_params)
        for name in ("variables", "extensions"):
            if parameters.get(name):
                parameters[name] = _json(parameters[name].encode("utf-8", "surrogatepass"))
            else:
                parameters.pop(name, None)
        return _request(parameters)
    if request.method != "POST":
        raise TransportError(ErrorCode.METHOD_NOT_ALLOWED, "Use GET or POST.")
    if not is_json(request.headers.get("content-type")) or "content-encoding" in request.headers:
        raise TransportError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, f"The body must be {JSON} in UTF-8.")
    try:
        body = await bounded_body(request)
    except BodyTooLargeError as error:
        raise TransportError(ErrorCode.BODY_TOO_LARGE, f"The body is over {MAX_BODY} bytes.") from error
    return _request(_json(body))


def _json(text: bytes) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TransportError(ErrorCode.BAD_REQUEST, "The request is not JSON in UTF-8.") from error


def _request(parameters: object) -> schema.Request:
    if isinstance(parameters, list):
        raise TransportError(ErrorCode.BATCH_REFUSED, "One operation a request: batches are not answered.")
    if not isinstance(parameters, dict):
        raise TransportError(ErrorCode.BAD_REQUEST, "The request must be a JSON object.")
    query, name = parameters.get("query"), parameters.get("operationName")
    variables, extensions = parameters.get("variables"), parameters.get("extensions")
    if not isinstance(query, str):
        raise TransportError(ErrorCode.BAD_REQUEST, "`query` must be a string.")
    if not isinstance(name, str | None):
        raise TransportError(ErrorCode.BAD_REQUEST, "`operationName` must be a string.")
    for key, value in (("variables", variables), ("extensions", extensions)):
        if not isinstance(value, dict | None):
            raise TransportError(ErrorCode.BAD_REQUEST, f"`{key}` must be an object.")
    return schema.Request(query=query, operation_name=name or None, variables=variables)
