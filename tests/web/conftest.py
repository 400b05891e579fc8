"""The application over a small inventory: in-process, and as a server on a port of its own."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from service.settings import Settings
from service.store import Store, open_store
from service.web import application
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, county_items, publish
from tests.support.stores import SqliteStores


@pytest.fixture(scope="module")
def served(sqlite_stores: SqliteStores) -> Iterator[Store]:
    """A store with a county's and its province's lists of two years."""
    url = sqlite_stores.migrated()
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    for division in (COUNTY, PROVINCE):
        publish(store, "2024", county_items(), division=division)
        publish(store, "2025", county_items()[1:], division=division)
    yield store
    store.close()
    sqlite_stores.remove(url)


class Client:
    """A client of an application, without a network."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send one request."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.request(method, path, **options)

        return anyio.run(send)

    def get(self, path: str, **options: Any) -> httpx.Response:
        """GET."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        """POST."""
        return self.request("POST", path, **options)


@pytest.fixture
def client(served: Store) -> Client:
    """A client of the application over the store."""
    return Client(application(served, Settings()))


@pytest.fixture(scope="module")
def address(served: Store) -> Iterator[str]:
    """The address of a server over the store."""
    with serving(application(served, Settings())) as base:
        yield base


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """The address of a server of an application."""
    config = uvicorn.Config(app, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        until = time.monotonic() + 60
        while not server.started:
            assert thread.is_alive()
            assert time.monotonic() < until
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=60)
