"""Pages for people: what is published, searching it, and GraphiQL."""

import threading
from typing import Any

import anyio
import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from service.errors import Refusal
from service.pages import (
    POLICY,
    Asked,
    Asking,
    addresses,
    not_found,
    rendered,
    search_script,
    search_view,
    site_of,
    stylesheet,
)
from service.pages.rendering import script_json
from service.pages.working import Working
from service.settings import Settings
from service.store import Store
from service.web.downloads import ENDINGS, Downloads
from service.web.headers import SECURITY_HEADERS
from service.web.keeping import Page, Shelf, page_of
from service.web.ready import ready_queries

_templates = Environment(
    loader=PackageLoader("service.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_HTML = "text/html; charset=utf-8"
_LONG = ("/alignment/", "/changes/", "/findings/")
_FRAMED = "; frame-ancestors 'none'"


class Pages:
    """The pages, over a store."""

    def __init__(self, store: Store, settings: Settings) -> None:
        """Take the store, and how long a CDN or browser may keep a page before asking again."""
        self._store = store
        self._site = site_of(settings)
        self.shelf = Shelf(store, self._site)
        self._working = Working(store)
        self._downloads = Downloads(store, self.shelf, self._working)
        self._making = {True: threading.Lock(), False: threading.Lock()}
        self._seconds = settings.query_seconds
        self._headers = {
            **SECURITY_HEADERS,
            "Content-Security-Policy": POLICY + _FRAMED,
            "Cache-Control": f"public, max-age={settings.cache_seconds}",
        }
        lasting = {**SECURITY_HEADERS, "Cache-Control": "public, max-age=3600"}
        self._sheet = page_of(stylesheet(), "text/css; charset=utf-8", lasting)
        self._script = page_of(search_script(), "text/javascript; charset=utf-8", lasting)

    async def page(self, request: Request) -> Response:
        """A published page; a search is answered anew each time."""
        address = request.url.path.removeprefix("/")
        if address == addresses.SEARCH and request.query_params.get("q", "").strip():
            body, status = await anyio.to_thread.run_sync(self._search, request)
            return HTMLResponse(body, status, headers=self._headers | {"Cache-Control": "no-store"})
        if address.endswith(ENDINGS):
            return await self._file(request, address)
        page = await anyio.to_thread.run_sync(self._page, address)
        if page is not None:
            return _Ready(page)
        slashed = None if address.endswith("/") else await anyio.to_thread.run_sync(self._page, f"{address}/")
        if slashed is not None:
            return RedirectResponse(f"{address.rpartition('/')[2]}/", 308)
        return self._missing(address, 404)

    async def _file(self, request: Request, address: str) -> Response:
        """A file to take, or the page that says why there is none."""
        held = {"Cache-Control": self._headers["Cache-Control"]}
        try:
            answer = await self._downloads.answer(request, address, held)
        except Refusal as refusal:
            return self._missing(
                address, 409, heading="没有这个格式", reason=f"{refusal.message}{refusal.fix}"
            )
        return answer or self._missing(address, 404)

    def _missing(self, address: str, status: int, **told: str) -> Response:
        body = rendered(msgspec.structs.replace(not_found(address), **told), self._site)
        return HTMLResponse(body, status, headers=self._headers | {"Cache-Control": "no-store"})

    async def sheet(self, _request: Request) -> Response:
        """The stylesheet."""
        return _Ready(self._sheet)

    async def script(self, _request: Request) -> Response:
        """The script of the search page, which leaves alone what is answered here."""
        return _Ready(self._script)

    async def graphiql(self, _request: Request) -> Response:
        """GraphiQL with the ready queries as tabs."""
        return HTMLResponse(await anyio.to_thread.run_sync(self._graphiql))

    def close(self) -> None:
        """Let go of the store."""
        self._downloads.close()
        self.shelf.close()

    def _page(self, address: str) -> Page | None:
        """Make a page and keep it; one at a time, so that what many ask for at once is made once.

        What takes long to work out waits for its like alone.
        """
        with self._making[address.endswith(_LONG)]:
            kept = self.shelf.get(f"/{address}")
            if kept is not None:
                return kept
            moment = self.shelf.moment()
            with self._store.read() as connection:
                catalogue, version = self.shelf.catalogue(connection, moment)
                view = Asking(connection, catalogue, self._working).view(address)
            if view is None:
                return None
            page = page_of(rendered(view, self._site), _HTML, self._headers)
            self.shelf.put(f"/{address}", page, version)
            return page

    def _search(self, request: Request) -> tuple[bytes, int]:
        given = request.query_params
        asked = Asked(
            words=given.get("q", "").strip()[:200],
            division=given.get("division", "")[:12],
            category=given.get("category", "")[:20],
            after=given.get("after") or None,
        )
        moment = self.shelf.moment()
        with self._store.read(within=self._seconds) as connection:
            catalogue, _ = self.shelf.catalogue(connection, moment)
            try:
                return rendered(search_view(connection, catalogue, asked), self._site), 200
            except Refusal as refusal:
                view = not_found(addresses.SEARCH)
                told = msgspec.structs.replace(view, heading="不能这样查找", reason=refusal.message)
                return rendered(told, self._site), 400

    def _graphiql(self) -> str:
        with self._store.read() as connection:
            ready = ready_queries(connection)
        tabs = [{"query": entry.query, "variables": _indented(entry.variables)} for entry in ready]
        return _templates.get_template("graphiql.html").render(
            page=script_json({"endpoint": "/graphql", "tabs": tabs})
        )


class _Ready(Response):
    """A page that is ready, as an answer."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.status_code = page.status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._page.send(scope, send)


def _indented(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value)).decode()
