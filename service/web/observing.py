"""What is told of every request: an id, counts and times, a line in the log where it was slow or failed."""

import random
import re
import time
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import structlog
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.web.metrics import Metrics
from service.web.tracing import Traces, describe

if TYPE_CHECKING:
    from opentelemetry.trace import Span

REQUEST_ID = b"x-request-id"
_BEGUN = "begun"
_SOUND_ID = re.compile(r"[0-9A-Za-z._-]{1,64}")
_UNTRACED: AbstractContextManager[None] = nullcontext()
_log = structlog.get_logger("quanze.requests")


class Observer:
    """Counts requests, and logs those that are slow or failed, or all.

    The log names the route and never the address asked for, what was sent with it, or who asked.
    """

    def __init__(self, metrics: Metrics, traces: Traces | None, *, slow: float, log_all: bool) -> None:
        """Take from how many seconds on a request is slow."""
        self._metrics = metrics
        self._traces = traces
        self._slow = slow
        self._log_all = log_all

    def traced(self, scope: Scope) -> "AbstractContextManager[Span | None]":
        """The span of a request, None where none are kept."""
        return self._traces.request(scope) if self._traces else _UNTRACED

    def begun(self) -> None:
        """Count a request under way."""
        self._metrics.begun()

    def ended(self) -> None:
        """Count it no more."""
        self._metrics.ended()

    def tell(
        self, method: str, route: str, status: int, seconds: float, request_id: str, span: "Span | None"
    ) -> None:
        """Tell of a request that was answered."""
        self._metrics.answered(method, route, status, seconds)
        if span is not None:
            describe(span, method, route, status, request_id)
        if self._log_all or seconds > self._slow or status >= 500:
            _log.info(
                "slow request" if seconds > self._slow else "request",
                request_id=request_id,
                method=method,
                route=route,
                status=status,
                seconds=round(seconds, 4),
            )


def mark_begun(scope: Scope, started: float) -> None:
    """Say when a request came, by `time.perf_counter`, where it was waited for before `Observed`."""
    scope.setdefault("state", {})[_BEGUN] = started


class Observed:
    """Gives each request an id (the proxy's, where it sends a sound one) and tells the observer of it."""

    def __init__(self, app: ASGIApp, *, routes: Iterable[Route], observer: Observer) -> None:
        """Take the routes that requests are named by."""
        self._app = app
        self._paths: dict[object, str] = {route.endpoint: route.path for route in routes}
        self._observer = observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and its answer back, with the id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, status = request_id_of(dict(scope["headers"])), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((REQUEST_ID, request_id.encode()))
            await send(message)

        started = scope.get("state", {}).get(_BEGUN) or time.perf_counter()
        self._observer.begun()
        bound = structlog.contextvars.bind_contextvars(request_id=request_id)
        with self._observer.traced(scope) as span:
            try:
                await self._app(scope, receive, send_with_id)
            finally:
                self._observer.ended()
                seconds = time.perf_counter() - started
                route = self._paths.get(scope.get("endpoint"), "(none)")
                self._observer.tell(scope["method"], route, status, seconds, request_id, span)
                structlog.contextvars.reset_contextvars(**bound)


def request_id_of(headers: Mapping[bytes, bytes]) -> str:
    """Return the id that a request comes with, where it is sound, else one of its own: it is no secret."""
    asked = headers.get(REQUEST_ID)
    if asked is not None and _SOUND_ID.fullmatch(given := asked.decode("latin-1")):
        return given
    return f"{random.getrandbits(64):016x}"
