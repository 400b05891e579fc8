"""What is told of every request: an id, counts and times, a line in the log where it was slow or failed."""

import random
import re
import time
from collections.abc import Iterable
from contextlib import nullcontext

import structlog
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.web.metrics import Metrics
from service.web.tracing import Traces, describe

_REQUEST_ID = re.compile(r"[0-9A-Za-z._-]{1,64}")
_UNTRACED = nullcontext()
_log = structlog.get_logger("quanze.requests")


class Observed:
    """Gives each request an id (the proxy's, where it sends a sound one), counts it, and logs it.

    The log names the route and never the address asked for, what was sent with it, or who asked.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        routes: Iterable[Route],
        metrics: Metrics,
        traces: Traces | None,
        slow: float,
        log_all: bool,
    ) -> None:
        """Take the routes that requests are named by, and from how many seconds on one is slow."""
        self._app = app
        self._paths: dict[object, str] = {route.endpoint: route.path for route in routes}
        self._metrics = metrics
        self._traces = traces
        self._slow = slow
        self._log_all = log_all

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and its answer back, with the id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, status = _id_of(scope), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((b"x-request-id", request_id.encode()))
            await send(message)

        started = time.perf_counter()
        self._metrics.begun()
        bound = structlog.contextvars.bind_contextvars(request_id=request_id)
        with self._traces.request(scope) if self._traces else _UNTRACED as span:
            try:
                await self._app(scope, receive, send_with_id)
            finally:
                seconds = time.perf_counter() - started
                route = self._paths.get(scope.get("endpoint"), "(none)")
                self._metrics.ended(scope["method"], route, status, seconds)
                if span is not None:
                    describe(span, scope["method"], route, status, request_id)
                if self._log_all or seconds > self._slow or status >= 500:
                    _log.info(
                        "slow request" if seconds > self._slow else "request",
                        method=scope["method"],
                        route=route,
                        status=status,
                        seconds=round(seconds, 4),
                    )
                structlog.contextvars.reset_contextvars(**bound)


def _id_of(scope: Scope) -> str:
    """The id that a request comes with, where it is sound, else one of its own: it is no secret."""
    asked: str = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
    return asked if _REQUEST_ID.fullmatch(asked) else random.randbytes(8).hex()  # noqa: S311
