"""GraphQL over HTTP: one endpoint, POST and GET, after the GraphQL over HTTP specification.

Documents that cannot be executed answer 400 as `application/graphql-response+json` and 200 as
`application/json`; what breaks a rule of transport or goes beyond a limit answers 4xx as either.
"""

import math
from collections.abc import Awaitable, Callable, Hashable, Mapping
from functools import partial

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

import schema
from schema import Answer, ErrorCode, Kept
from service.access import Principal
from service.credentials import Credentials, issuer_of
from service.settings import Settings
from service.store import Store, data_version
from service.web.asked import Asked, TransportError, asked_by, heard
from service.web.bearer import Bearer
from service.web.caching import entity_tag, matches
from service.web.compression import response, takes_gzip
from service.web.documents import Documents
from service.web.media import GRAPHQL, JSON, answer_type, prefers_page
from service.web.rates import RateLimit
from service.web.repeated import mark_lasting
from service.web.turns import Short, Turns

_AT_ONCE = 8
_KEPT_ANSWERS = 16
# What may be answered on the event loop: nothing that is worked out from whole editions, and no statement
# that takes so many seconds, or seconds of processor time, which do not pass while others have the processor.
_MOST_AT_ONCE = 1_999
_WITHIN_AT_ONCE = 0.1
_BUSY_AT_ONCE = 0.01
_STATUS = {
    ErrorCode.BODY_TOO_LARGE: 413,
    ErrorCode.DOCUMENT_NOT_REGISTERED: 403,
    ErrorCode.KEYS_UNAVAILABLE: 503,
    ErrorCode.METHOD_NOT_ALLOWED: 405,
    ErrorCode.NOT_ACCEPTABLE: 406,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: 415,
}
# A document that is not known is one that cannot be executed: the next request brings it.
_MERELY_WRONG = frozenset({ErrorCode.PERSISTED_QUERY_NOT_FOUND})
_DOCUMENT = {"query", "documentId", "extensions"}
_VARIES = {"Vary": "Accept, Authorization"}
_NOT_KEPT = {"Cache-Control": "no-store"} | _VARIES


class _Client(msgspec.Struct, frozen=True, kw_only=True):
    """What of a client an answer goes by: its headers, and who it is, None where it did not say."""

    media: str
    encodings: str | None
    if_none_match: str | None
    principal: Principal | None

    @property
    def gzip(self) -> bool:
        """Whether it takes compressed answers."""
        return self.encodings is not None and takes_gzip(self.encodings)


class GraphQLEndpoint:
    """Answers GraphQL requests from a store; threads work at them, but for what is known to be short.

    Who asks is `request.state.principal`, where something before the endpoint has set it, else who comes
    with a bearer token. Answers to anybody known are worked out for him alone: never kept here, nor on their
    way, nor given from what is kept.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        page: Callable[[Request], Awaitable[Response]],
        rates: RateLimit | None,
    ) -> None:
        """Take what answers a browser that comes without a document, and how often clients may ask.

        Raises `Refusal` for registered documents that cannot be used.
        """
        self._page = page
        self._store = store
        self._bearer = Bearer(Credentials(store, issuer_of(settings)))
        self._kept = Kept(_KEPT_ANSWERS)
        self._documents = Documents(settings.documents, registered_only=settings.registered_only)
        self._rates = rates
        self._within = settings.query_seconds
        self._keepable = {"Cache-Control": f"public, max-age={settings.cache_seconds}"} | _VARIES
        self._turns: Turns | None = None
        self._short = Short()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] in ("GET", "HEAD") and _asks_page(request := Request(scope, receive)):
            answer = await self._page(request)
        else:
            answer = await self._answer(scope, receive)
        await answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        media = answer_type(_text(headers.get(b"accept")))
        client = _Client(
            media=media or JSON,
            encodings=_text(headers.get(b"accept-encoding")),
            if_none_match=_text(headers.get(b"if-none-match")),
            principal=scope["state"].get("principal") if "state" in scope else None,
        )
        try:
            return await self._answer_to(scope, receive, headers, media, client)
        except TransportError as refused:
            return _refusal(refused, client)
        except Exception as failure:  # noqa: BLE001 - the rim: told by number, logged whole
            return _written(schema.failed(failure), client, 500, _NOT_KEPT)

    async def _answer_to(
        self,
        scope: Scope,
        receive: Receive,
        headers: Mapping[bytes, bytes],
        media: str | None,
        client: _Client,
    ) -> Response:
        """Answer one request; raises `TransportError` for one that is refused before it is looked at."""
        if self._rates:
            _count(self._rates, scope)
        asker = await self._bearer.asker(Request(scope)) if b"authorization" in headers else None
        if asker:
            client = msgspec.structs.replace(client, principal=asker.principal)
        if media is None:
            raise TransportError(ErrorCode.NOT_ACCEPTABLE, f"Answers are {GRAPHQL} or {JSON}.")
        asked = asked_by(await heard(scope, receive, headers))
        text = self._documents.text(asked)
        found = self._at_once(text, asked, client)
        if found is None:
            work = partial(self._answered, text, asked, client)
            found = await self._in_turn().run(partial(self._short.measured, _question(text, asked), work))
        given, is_lasting = found
        if is_lasting and not asked.keeps_document and not client.principal:
            mark_lasting(scope)
        if asker:
            given.background = self._bearer.noting(asker)
        return given

    def _answered(self, text: str, asked: Asked, client: _Client) -> tuple[Response, bool]:
        """Answer in a thread, and say whether the answer may be given again.

        An answer by GET that the client has already is not worked out again.
        """
        if asked.by_get and client.if_none_match and not client.principal:
            with self._store.read(within=self._within) as connection:
                tag = entity_tag(text, asked, client.media, data_version(connection))
            if matches(client.if_none_match, tag):
                return Response(
                    status_code=304, headers=self._keepable | _NOT_MODIFIED | {"ETag": tag}
                ), False
        found = schema.answer(
            schema.executable_schema,
            self._store,
            _request(text, asked),
            self._kept,
            within=self._within,
            principal=client.principal,
        )
        return self._told(found, text, asked, client), found.is_lasting

    def _at_once(self, text: str, asked: Asked, client: _Client) -> tuple[Response, bool] | None:
        """Answer here and now what is known to be short, to nobody known; None where a thread must.

        SQLite answers from this process' memory, which takes less than handing it to a thread and back.
        """
        question = _question(text, asked)
        if not self._store.is_sqlite or client.principal or client.if_none_match:
            return None
        if question not in self._short:
            return None

        return self._short.measured(question, partial(self._short_answer, text, asked, client))

    def _short_answer(self, text: str, asked: Asked, client: _Client) -> tuple[Response, bool] | None:
        """Answer within what others may be made to wait for; None where that is not enough."""
        found = schema.answer_at_once(
            schema.executable_schema,
            self._store,
            _request(text, asked),
            self._kept,
            within=min(self._within, _WITHIN_AT_ONCE),
            busy=_BUSY_AT_ONCE,
            most_cost=_MOST_AT_ONCE,
        )
        return (self._told(found, text, asked, client), found.is_lasting) if found else None

    def _told(self, found: Answer, text: str, asked: Asked, client: _Client) -> Response:
        """Write an answer as the client takes it."""
        if asked.keeps_document and found.is_executed:
            self._documents.keep(asked)
        headers = _NOT_KEPT
        if asked.by_get and found.is_lasting and found.extensions and not client.principal:
            tag = entity_tag(text, asked, client.media, found.extensions["dataVersion"])
            headers = self._keepable | {"ETag": tag}
        status = _status(found, client.media)
        if status == 405:
            headers = headers | {"Allow": "POST"}
        return _written(found, client, status, headers)

    def _in_turn(self) -> Turns:
        if self._turns is None:
            self._turns = Turns(_AT_ONCE, abreast=1 if self._store.is_sqlite else _AT_ONCE)
        return self._turns


# A whole answer adds this where it is written.
_NOT_MODIFIED = {"Vary": "Accept, Authorization, Accept-Encoding"}


def _text(header: bytes | None) -> str | None:
    return None if header is None else header.decode("latin-1")


def _asks_page(request: Request) -> bool:
    """Whether a browser asks for the page to ask from: it brings no document and takes HTML."""
    return not _DOCUMENT & request.query_params.keys() and prefers_page(request.headers.get("accept"))


def _count(rates: RateLimit, scope: Scope) -> None:
    """Count a request against its client's rate; raises `TransportError` where it is used up."""
    if wait := rates.counted(scope):
        told = {"Retry-After": str(math.ceil(wait))}
        raise TransportError(ErrorCode.RATE_LIMITED, "Too many requests; try again later.", **told)


def _question(text: str, asked: Asked) -> Hashable:
    return text, asked.operation_name


def _request(text: str, asked: Asked) -> schema.Request:
    return schema.Request(
        query=text,
        operation_name=asked.operation_name,
        variables=asked.variables,
        reads_only=asked.by_get,
    )


def _status(found: Answer, media: str) -> int:
    if not found.errors:
        return 200
    if found.is_limit:
        code = (found.errors[0].extensions or {}).get("code")
        return 405 if code == ErrorCode.METHOD_NOT_ALLOWED else 400
    return 400 if not found.is_executed and media == GRAPHQL else 200


def _written(found: Answer, client: _Client, status: int, headers: dict[str, str]) -> Response:
    body = msgspec.json.encode(found.document())
    return response(body, status, f"{client.media}; charset=utf-8", client.encodings, headers)


def _refusal(refused: TransportError, client: _Client) -> Response:
    error = schema.coded(refused.code, str(refused))
    found = Answer(errors=(error,), is_limit=refused.code not in _MERELY_WRONG)
    status = _STATUS.get(refused.code) or _status(found, client.media)
    return _written(found, client, status, _NOT_KEPT | refused.headers)
