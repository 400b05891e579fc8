"""Cross-origin requests: pages of the origins that the settings name may ask from a browser.

Nothing here rests on cookies, so credentials are never allowed.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_EXPOSED = "ETag, Retry-After"
ANY = "*"


class CrossOrigin:
    """Adds to answers what lets a browser hand them to a page of an allowed origin; answers preflights."""

    def __init__(self, app: ASGIApp, *, origins: frozenset[str]) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer back with the headers."""
        if scope["type"] != "http" or not self._origins:
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        added = self._allowed(asked.get("origin"))
        if scope["method"] == "OPTIONS" and added and "access-control-request-method" in asked:
            await Response(status_code=204, headers=_PREFLIGHT | added | self._vary())(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(added)
                for value in self._vary().values():
                    headers.add_vary_header(value)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _allowed(self, origin: str | None) -> dict[str, str]:
        if ANY in self._origins:
            return {"Access-Control-Allow-Origin": ANY, "Access-Control-Expose-Headers": _EXPOSED}
        if origin in self._origins:
            return {"Access-Control-Allow-Origin": str(origin), "Access-Control-Expose-Headers": _EXPOSED}
        return {}

    def _vary(self) -> dict[str, str]:
        """What a cache must know, whoever asks: the answer differs by origin, unless all are allowed."""
        return {} if not self._origins or ANY in self._origins else {"Vary": "Origin"}
