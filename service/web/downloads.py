"""Files to take over HTTP: made once in a snapshot, kept on disk, sent from there to however slow a reader.

So neither a thread nor a snapshot of the store is held for longer than the making of a file takes.
"""

import hashlib
import os
import shutil
import tempfile
import threading
import weakref
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import anyio
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from service.downloads import Made, find_made
from service.pages import Sources
from service.pages.working import Working
from service.store import Store
from service.web.caching import matches
from service.web.headers import SECURITY_HEADERS
from service.web.keeping import Shelf

_MOST_BYTES = 2 << 30
_AT_ONCE = 2


class _Kept(NamedTuple):
    """A file that is ready: where it lies, its tag, its headers."""

    path: Path | None
    tag: str
    media: str
    name: str


ENDINGS = (".xlsx", ".csv", ".json", ".jsonld", ".pdf", ".atom", ".xml")
"""How the addresses of files end."""


class Downloads:
    """The files of a store's published lists."""

    def __init__(self, store: Store, shelf: Shelf, working: Working) -> None:
        """Take the store, what keeps the catalogue, and where alignments are kept."""
        self._store = store
        self._shelf = shelf
        self._working = working
        self._passing: Path | None = None
        self._sizes: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = {}
        self._limiter: anyio.CapacityLimiter | None = None

    async def answer(self, request: Request, address: str, headers: dict[str, str]) -> Response | None:
        """Return the file at that address, 304 where the client has it; None where there is none.

        Raises `Refusal` for a format that is not to be had.
        """
        # A limiter belongs to the event loop, so that it is made when the first is asked for.
        self._limiter = self._limiter or anyio.CapacityLimiter(_AT_ONCE)
        named = request.headers.get("if-none-match")
        kept = await anyio.to_thread.run_sync(self._kept, address, named, limiter=self._limiter)
        if kept is None:
            return None
        told = {**SECURITY_HEADERS, **headers, "ETag": kept.tag}
        if kept.path is None:
            return Response(status_code=304, headers=told)
        if kept.name:
            told["Content-Disposition"] = disposition(address, kept.name)
        return FileResponse(kept.path, headers=told, media_type=kept.media)

    def close(self) -> None:
        """Throw the files away."""
        with self._lock:
            if self._passing:
                shutil.rmtree(self._passing, ignore_errors=True)
            self._passing = None
            self._sizes.clear()

    def _kept(self, address: str, has: str | None) -> _Kept | None:
        moment = self._shelf.moment()
        with self._store.read() as connection:
            catalogue, _ = self._shelf.catalogue(connection, moment)
            sources = Sources(connection, catalogue, self._working)
            made = find_made(sources, address)
            if made is None:
                return None
            tag = f'"{hashlib.sha256(made.key + address.encode()).hexdigest()[:32]}"'
            if matches(has, tag):
                return _Kept(None, tag, made.media, made.name)
            path = self._folder() / tag.strip('"')
            with self._alone(path.name):
                if not self._touched(path):
                    self._make(made, path)
        return _Kept(path, tag, made.media, made.name)

    def _make(self, made: Made, path: Path) -> None:
        part = path.with_suffix(".part")
        try:
            with part.open("wb") as target:
                made.write(target)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        with self._lock:
            self._sizes[path.name] = path.stat().st_size
            while len(self._sizes) > 1 and sum(self._sizes.values()) > _MOST_BYTES:
                (path.parent / self._sizes.popitem(last=False)[0]).unlink(missing_ok=True)

    def _folder(self) -> Path:
        """Where the files lie: made for the first of them, gone at the latest with this process."""
        with self._lock:
            if self._passing is None:
                self._passing = Path(tempfile.mkdtemp(prefix="quanze-files-"))
                weakref.finalize(self, shutil.rmtree, self._passing, ignore_errors=True)
            return self._passing

    def _touched(self, path: Path) -> bool:
        with self._lock:
            if path.name not in self._sizes:
                return False
            self._sizes.move_to_end(path.name)
            return True

    def _alone(self, name: str) -> threading.Lock:
        """The lock of a file, so that what many ask for at once is made once."""
        with self._lock:
            if len(self._making) > 1_000:
                self._making = {key: lock for key, lock in self._making.items() if lock.locked()}
            return self._making.setdefault(name, threading.Lock())


def disposition(address: str, name: str) -> str:
    """Return the header that names a file: in Chinese (RFC 5987), and plainly for who cannot read that."""
    plain = "-".join(part for part in address.split("/")[1:] if part)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
