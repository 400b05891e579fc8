"""Public pages kept ready: headers and bytes, plain and compressed, for as long as the data are the same."""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from service.pages import Catalogue, Site, catalogue_of
from service.store import Store, data_version
from service.store.moments import Moments
from service.web.compression import SMALLEST
from service.web.repeated import Repeated

_MOST_BYTES = 64 * 1024 * 1024
# How long a page is taken as fresh without asking, in seconds: of a store that tells moments, and of others.
_UNASKED = 0.005
_TRUSTED = 1.0
_LEVEL = 6
# Requests that bear one of these take the long way: their answers differ in status or headers.
_TOLD_APART = frozenset({b"origin", b"if-none-match", b"x-request-id"})


class Page(NamedTuple):
    """An answer as it is sent: `tag` names its content; both bodies with their headers."""

    tag: bytes
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    small_headers: list[tuple[bytes, bytes]]
    small: bytes

    @property
    def size(self) -> int:
        """What keeping it takes, in bytes."""
        return len(self.body) + len(self.small)

    def body_for(self, takes: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
        """Return headers, not to be changed, and body for a client that sent this Accept-Encoding."""
        if b"gzip" in takes and b"gzip;q=0" not in takes:
            return self.small_headers, self.small
        return self.headers, self.body

    async def send(self, scope: Scope, send: Send) -> None:
        """Answer a request: 304 where the client has it, compressed where it takes that."""
        asked = dict(scope["headers"])
        if self.status == 200 and self.tag in asked.get(b"if-none-match", b""):
            kept = [pair for pair in self.headers if pair[0] not in (b"content-length", b"content-type")]
            await send({"type": "http.response.start", "status": 304, "headers": kept})
            await send({"type": "http.response.body", "body": b""})
            return
        headers, body = self.body_for(asked.get(b"accept-encoding", b""))
        await send({"type": "http.response.start", "status": self.status, "headers": headers.copy()})
        await send({"type": "http.response.body", "body": body})


def page_of(body: bytes, media: str, headers: Mapping[str, str], status: int = 200) -> Page:
    """Make an answer ready to be sent."""
    tag = b'"' + hashlib.sha256(body).hexdigest()[:32].encode() + b'"'
    plain = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    plain += [(b"content-type", media.encode()), (b"etag", b"W/" + tag), (b"vary", b"Accept-Encoding")]
    small = gzip.compress(body, _LEVEL, mtime=0) if len(body) >= SMALLEST else body
    packed = [(b"content-encoding", b"gzip")] if small is not body else []
    return Page(
        tag,
        status,
        [*plain, (b"content-length", str(len(body)).encode())],
        body,
        [*plain, *packed, (b"content-length", str(len(small)).encode())],
        small,
    )


class Shelf:
    """Pages by path as of one data version; everything goes when another is told.

    Whether a SQLite store is still the same is told by `Moments`, and asked at most two hundred times a
    second; a PostgreSQL store is asked for its data version at most once a second.
    """

    def __init__(self, store: Store, site: Site, most_bytes: int = _MOST_BYTES) -> None:
        """Take the store, what the catalogue is of, and how much may be kept."""
        self._store = store
        self._site = site
        self._moments = Moments(store)
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._bytes = 0
        self._moment: Hashable | None = None
        self._checked = float("-inf")
        self._asked = float("-inf")
        self._version = -1
        self._catalogue: Catalogue | None = None

    def get(self, path: str) -> Page | None:
        """Return the page kept for the path, if it is known to be fresh; quick enough for the event loop."""
        page = self._pages.get(path)
        if page is None or not self._is_fresh():
            return None
        try:
            self._pages.move_to_end(path)
        except KeyError:  # it went a moment ago
            return None
        return page

    def _is_fresh(self) -> bool:
        now = time.monotonic()
        if now - self._asked < _UNASKED:
            return True
        moment = self._moments.now()
        if moment is None:
            return now - self._checked < _TRUSTED
        if moment != self._moment:
            return False
        self._asked = now
        return True

    def put(self, path: str, page: Page, version: int) -> None:
        """Keep a page that was made of that data version."""
        with self._lock:
            if version != self._version or page.size > self._most_bytes or path in self._pages:
                return
            self._pages[path] = page
            self._bytes += page.size
            while self._bytes > self._most_bytes:
                self._bytes -= self._pages.popitem(last=False)[1].size

    def catalogue(self, connection: Connection, moment: Hashable | None) -> tuple[Catalogue, int]:
        """Return what is published in a snapshot taken after the moment, and its data version."""
        version = data_version(connection)
        with self._lock:
            if version != self._version or self._catalogue is None:
                self._pages.clear()
                self._bytes = 0
                self._catalogue = catalogue_of(connection, self._site)
                self._version = version
            self._moment, self._checked = moment, time.monotonic()
            return self._catalogue, version

    def moment(self) -> Hashable | None:
        """Return the moment the store is at, to be asked before a snapshot is taken."""
        return self._moments.now()

    def close(self) -> None:
        """Let go of the store."""
        self._moments.close()


class KeepingStarlette(Starlette):
    """An application that answers what is kept before anything else is asked, and counts it."""

    _shelf: Shelf | None = None
    _repeated: Repeated | None = None

    def keep(self, shelf: Shelf, count: Callable[[], None]) -> None:
        """Answer from the shelf, whose pages bear all headers that they need."""
        self._shelf = shelf
        self._count = count

    def repeat(self, repeated: Repeated) -> None:
        """Have requests answered by it that it takes; the others are its `unkept`'s."""
        self._repeated = repeated

    async def unkept(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request of which nothing is kept."""
        await super().__call__(scope, receive, send)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a plain GET of a kept page and a query asked again, pass on the rest."""
        if scope["type"] == "http" and self._repeated and self._repeated.is_asked(scope):
            await self._repeated(scope, receive, send)
            return
        if scope["type"] == "http" and scope["method"] == "GET" and not scope["query_string"] and self._shelf:
            page = self._shelf.get(scope["path"])
            takes = b""
            for name, value in scope["headers"] if page else ():
                if name == b"accept-encoding":
                    takes = value
                elif name in _TOLD_APART:
                    page = None
            if page is not None:
                self._count()
                # Nothing outside of this changes headers, so what is kept is sent as it is.
                headers, body = page.body_for(takes)
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                await send({"type": "http.response.body", "body": body})
                return
        await self.unkept(scope, receive, send)
