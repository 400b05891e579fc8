"""What is told of requests: an id, counts and times, log lines without what was asked."""

import re
import threading
import time
from collections.abc import Iterator, MutableMapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
import structlog
from sqlalchemy import text

from service.settings import Settings
from service.store import Store
from service.store.slow import tell_slow_statements
from service.web import application
from tests.support.serving import PATIENCE, running_service
from tests.support.stores import SqliteStores
from tests.web.conftest import Client

SECRET = "查询中的内容"


@pytest.fixture
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What is logged, with what is bound to the request."""
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        yield lines


def client(store: Store, **settings: object) -> Client:
    return Client(application(store, Settings(**settings)))  # type: ignore[arg-type]


@pytest.mark.parametrize("sent", ["a", "0af7651916cd43dd8448eb211c80319c", "x" * 64])
def test_a_request_keeps_the_id_it_comes_with(served: Store, sent: str) -> None:
    assert client(served).get("/healthz", headers={"X-Request-Id": sent}).headers["x-request-id"] == sent


@pytest.mark.parametrize("sent", ["", "x" * 65, "a b", "a\tb", "<script>", "é"])
def test_an_id_that_is_none_is_replaced(served: Store, sent: str) -> None:
    headers = {"X-Request-Id": sent.encode("latin-1")}
    got = client(served).get("/healthz", headers=headers).headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{16}", got)


def test_metrics_are_not_there_unless_asked_for(served: Store) -> None:
    assert client(served).get("/metrics").status_code == 404


def test_metrics_count_requests_by_route_and_status(served: Store) -> None:
    watched = client(served, metrics=True)
    for _ in range(3):
        watched.get("/healthz")
    watched.get("/graphql", params={"query": "{"})
    watched.get("/assets/graphiql/none")
    watched.get(f"/{SECRET}")
    watched.request("BREW", "/healthz")
    told = watched.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain")
    counted = set(re.findall(r"^quanze_http_requests_total(\{.*\} .*)$", told.text, re.M))
    assert '{method="GET",route="/healthz",status="200"} 3.0' in counted
    assert '{method="GET",route="/assets/graphiql/{name}",status="404"} 1.0' in counted
    assert '{method="GET",route="/{address:path}",status="404"} 1.0' in counted
    assert '{method="other",route="/healthz",status="405"} 1.0' in counted
    assert 'quanze_http_request_seconds_count{route="/healthz"} 4.0' in told.text
    assert "quanze_http_requests_under_way 1.0" in told.text
    assert re.search(r"^quanze_data_version [1-9]\d*\.0$", told.text, re.M)
    assert SECRET not in told.text


def test_slow_requests_are_logged_with_their_id_and_not_what_they_asked(
    served: Store, logged: list[MutableMapping[str, Any]]
) -> None:
    slow = client(served, slow_seconds=1e-9)
    asked = {"query": "query ($t: String) { items(text: $t) { totalCount } }", "variables": {"t": SECRET}}
    slow.post(f"/graphql?{SECRET}", json=asked, headers={"X-Request-Id": "r1", "Authorization": "Bearer s3"})
    (line,) = [line for line in logged if line["event"] == "slow request"]
    assert {key: line[key] for key in ("request_id", "method", "route", "log_level")} == {
        "request_id": "r1",
        "method": "POST",
        "route": "/graphql",
        "log_level": "info",
    }
    assert SECRET not in repr(logged)
    assert "s3" not in repr(logged)


def test_every_request_is_logged_only_when_asked_for(
    served: Store, logged: list[MutableMapping[str, Any]]
) -> None:
    client(served).get("/healthz")
    assert logged == []
    client(served, log_requests=True).get("/healthz")
    assert [(line["event"], line["route"], line["status"]) for line in logged] == [
        ("request", "/healthz", 200)
    ]


def test_a_statement_that_takes_long_is_told_without_its_values(store: Store) -> None:
    told: list[tuple[str, float]] = []
    everything: list[str] = []
    tell_slow_statements(store, 0.05, lambda *slow: told.append(slow))
    tell_slow_statements(store, 60, lambda statement, _seconds: everything.append(statement))
    slow = {
        "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000)"
        " SELECT count(*) FROM n WHERE i <> :secret",
        "postgresql": "SELECT pg_sleep(0.1) WHERE :secret > 1",
    }
    with store.read() as connection:
        connection.execute(text("SELECT 1"))
        connection.execute(text(slow[connection.dialect.name]), {"secret": 4711})
    assert everything == []
    # What takes no time by itself does on a busy machine.
    ((statement, seconds),) = [each for each in told if each[0] != "SELECT 1"]
    assert "SELECT" in statement
    assert "4711" not in statement
    assert seconds > 0.05


def test_several_workers_count_together(sqlite_stores: SqliteStores, tmp_path: Path) -> None:
    with running_service(sqlite_stores.migrated(), workers=2, QUANZE_METRICS="true") as url:
        for _ in range(40):  # each on a connection of its own, which either worker may take
            httpx.get(f"{url}/healthz", timeout=PATIENCE)
        until = time.monotonic() + PATIENCE
        while _healthy(url) < 40:  # the last is counted a moment after it is answered
            assert time.monotonic() < until
            time.sleep(0.01)


def _healthy(url: str) -> float:
    """How many requests for /healthz the workers have counted."""
    told = httpx.get(f"{url}/metrics", timeout=PATIENCE).text
    (count,) = re.findall(
        r'^quanze_http_requests_total\{.*route="/healthz",status="200".*\} (.*)$', told, re.M
    )
    return float(count)


class _Collector(BaseHTTPRequestHandler):
    """Takes what is sent to it and keeps the bytes."""

    received: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        self.received.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_traces_go_to_the_collector_within_the_callers_trace(sqlite_stores: SqliteStores) -> None:
    collector = HTTPServer(("127.0.0.1", 0), _Collector)
    threading.Thread(target=collector.serve_forever, daemon=True).start()
    trace = "0af7651916cd43dd8448eb211c80319c"
    address = f"http://127.0.0.1:{collector.server_port}/v1/traces"
    with running_service(sqlite_stores.migrated(), QUANZE_TRACES=address) as url:
        headers = {"traceparent": f"00-{trace}-b7ad6b7169203331-01", "X-Request-Id": "r7"}
        httpx.get(f"{url}/assets/graphiql/{SECRET}", headers=headers, timeout=PATIENCE)
    collector.shutdown()
    collector.server_close()
    sent = b"".join(_Collector.received)
    for part in (bytes.fromhex(trace), b"GET /assets/graphiql/{name}", b"r7", b"quanze"):
        assert part in sent
    assert SECRET.encode() not in sent
