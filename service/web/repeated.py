"""Queries asked again, answered before anything else is asked: as they were sent the last time.

What is kept is what left the whole stack, headers and all, so that limits, security headers and those for
other origins have been applied to it.
"""

import time
from collections.abc import Hashable, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.web.answers import KeptAnswers, Key, SentAnswer
from service.web.asked import may_be_body
from service.web.compression import takes_gzip
from service.web.media import answer_type
from service.web.observing import REQUEST_ID, Observer, mark_begun, request_id_of
from service.web.rates import RateLimit

_LASTING = "is_lasting"
_LONGEST_KEPT = 64 * 1024
# Requests that bear one of these are answered each for itself: the answers differ, or come in several steps.
_TOLD_APART = frozenset({b"authorization", b"if-none-match", b"expect"})


def mark_lasting(scope: Scope) -> None:
    """Say that a request's answer, sent in one piece, is anybody's who asks the same until data change."""
    scope.setdefault("state", {})[_LASTING] = True


class Repeated:
    """Answers requests to one path from what was answered there, and has `app` answer the others."""

    def __init__(
        self, app: ASGIApp, path: str, answers: KeptAnswers, observer: Observer, rates: RateLimit | None
    ) -> None:
        """Take the whole application, which counts the others against `rates` itself."""
        self._app = app
        self._path = path
        self._answers = answers
        self._observer = observer
        self._rates = rates

    def is_asked(self, scope: Scope) -> bool:
        """Whether it answers a request."""
        path: str = scope["path"]
        return path == self._path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        started = time.perf_counter()
        headers: dict[bytes, bytes] = dict(scope["headers"])
        method, written = scope["method"], None
        # Of a header that is there twice not everything that reads it takes the same one.
        if len(headers) < len(scope["headers"]) or not _TOLD_APART.isdisjoint(headers):
            pass
        elif method == "GET":
            written = scope["query_string"]
        elif method == "POST" and may_be_body(headers) and self._may_pass(scope):
            # It is counted before its body is waited for, which may never end.
            messages = [await receive()]
            if messages[0].get("more_body"):
                await _receive_on(messages, receive)
            written = _whole(messages)
            receive = _again(messages, receive)
            mark_begun(scope, started)
        key = _key(scope, headers, written)
        moment = self._answers.moment() if key and self._answers.is_asked_again(key) else None
        if key is None or moment is None:
            await self._app(scope, receive, send)
            return
        kept = self._answers.get(key)
        if kept is None or not self._may_pass(scope):
            await self._app(scope, receive, self._keeping(scope, key, moment, send))
            return
        request_id = request_id_of(headers)
        with self._observer.traced(scope) as span:
            sent = [*kept.headers, (REQUEST_ID, request_id.encode())]
            await send({"type": "http.response.start", "status": kept.status, "headers": sent})
            await send({"type": "http.response.body", "body": kept.body})
            seconds = time.perf_counter() - started
            self._observer.tell(method, self._path, kept.status, seconds, request_id, span)

    def _may_pass(self, scope: Scope) -> bool:
        """Count a request, whoever answers it; one that its client may not put is the application's."""
        return not self._rates or not self._rates.counted(scope)

    def _keeping(self, scope: Scope, key: Key, moment: Hashable, send: Send) -> Send:
        """Return what sends an answer and keeps it where that was said of it."""
        started: list[Message] = []

        async def send_and_keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.append(message)
            elif scope.get("state", {}).get(_LASTING) and not message.get("more_body"):
                headers = [header for header in started[0]["headers"] if header[0] != REQUEST_ID]
                answer = SentAnswer(started[0]["status"], headers, message["body"])
                self._answers.put(key, moment, answer)
            await send(message)

        return send_and_keep


def _key(scope: Scope, headers: dict[bytes, bytes], written: bytes | None) -> Key | None:
    """What the answer to a request is kept by; None for one that is not answered from what is kept."""
    if written is None or "principal" in scope.get("state", ()):
        return None
    media = answer_type(headers[b"accept"].decode("latin-1") if b"accept" in headers else None)
    if media is None:
        return None
    encodings = headers.get(b"accept-encoding")
    gzip = encodings is not None and takes_gzip(encodings.decode("latin-1"))
    return Key(scope["method"] == "GET", written, headers.get(b"origin"), media, gzip)


async def _receive_on(messages: list[Message], receive: Receive) -> None:
    """Add the further messages of a body, as far as it is not longer than is kept."""
    left = _LONGEST_KEPT - len(messages[0].get("body", b""))
    while messages[-1].get("more_body") and left >= 0:
        messages.append(await receive())
        left -= len(messages[-1].get("body", b""))


def _whole(messages: Sequence[Message]) -> bytes | None:
    """The body that these messages are; None where there is more of it, or its client has gone."""
    if messages[-1]["type"] != "http.request" or messages[-1].get("more_body"):
        return None
    if len(messages) == 1:
        body: bytes = messages[0].get("body", b"")
        return body
    return b"".join([message.get("body", b"") for message in messages])


def _again(messages: list[Message], receive: Receive) -> Receive:
    """Return what gives the messages that were received once more, then what comes after them."""
    messages.reverse()

    async def receive_again() -> Message:
        return messages.pop() if messages else await receive()

    return receive_again
