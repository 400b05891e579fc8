"""The sample files of docs/deployment, taken by the programs they are for."""

import hashlib
import json
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml

from loaders import ReadOptions, read_list
from service.cli.app import _COMMANDS
from service.editions import LoadRequest, LoadState, load
from service.settings import Settings
from service.store import open_store
from service.store.reference import load_reference
from service.vocabulary import ListKind
from tests.bench.corpus import DIVISION, list_rows, write_csv
from tests.support.repository import ROOT
from tests.support.serving import PATIENCE, free_port, running_service
from tests.support.stores import SqliteStores

SAMPLES = ROOT / "docs" / "deployment"
QUERY = "{ divisions(first: 1) { nodes { code } } }"
HASH = hashlib.sha256(QUERY.encode()).hexdigest()


@pytest.fixture(scope="module")
def proxied(
    sqlite_stores: SqliteStores, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """The service behind nginx as the sample sets it up: the proxy's address and the service's."""
    with _behind_nginx(sqlite_stores.migrated(), tmp_path_factory.mktemp("nginx")) as addresses:
        yield addresses


@contextmanager
def _behind_nginx(store_url: str, folder: Path, cache_seconds: int = 60) -> Iterator[tuple[str, str]]:
    nginx, openssl = shutil.which("nginx", path="/usr/sbin:/usr/bin"), shutil.which("openssl")
    if not nginx or not openssl:
        pytest.skip("nginx or openssl is not installed")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    with running_service(store_url, QUANZE_METRICS="true", QUANZE_CACHE_SECONDS=str(cache_seconds)) as url:
        port = free_port()
        replaced = {
            "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
            "/etc/ssl/lists.example.gov.cn.pem": str(certificate),
            "/etc/ssl/private/lists.example.gov.cn.key": str(key),
            "/var/cache/nginx/quanze": str(folder / "cache"),
            "127.0.0.1:8000": url.removeprefix("http://"),
        }
        sample = (SAMPLES / "nginx.conf").read_text("utf-8")
        for there, here in replaced.items():
            assert sample.count(there) == 1, there
            sample = sample.replace(there, here)
        (folder / "nginx.conf").write_text(
            f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;\n"
            f"events {{}}\nhttp {{ access_log off; client_body_temp_path {folder}/body;"
            f" proxy_temp_path {folder}/proxy;\n{sample}}}\n"
        )
        with subprocess.Popen([nginx, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL) as process:
            try:
                proxy = f"https://127.0.0.1:{port}"
                _await(proxy, certificate)
                yield proxy, url
            finally:
                process.terminate()


def _await(proxy: str, certificate: Path) -> None:
    for _ in range(1200):
        try:
            httpx.get(f"{proxy}/healthz", verify=_trusting(certificate), timeout=PATIENCE)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx does not answer")


def _trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


def _client(proxy: str) -> httpx.Client:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return httpx.Client(base_url=proxy, verify=context, timeout=PATIENCE)


def _asked(url: str) -> float:
    """How many GraphQL requests have reached the service."""
    told = httpx.get(f"{url}/metrics", timeout=PATIENCE).text
    return sum(
        float(count)
        for count in re.findall(r'^quanze_http_requests_total\{.*route="/graphql".*\} (.*)$', told, re.M)
    )


def test_the_proxy_answers_what_was_asked_by_hash(proxied: tuple[str, str]) -> None:
    proxy, url = proxied
    extensions = json.dumps({"persistedQuery": {"version": 1, "sha256Hash": HASH}})
    by_hash = {"extensions": extensions, "variables": "{}"}
    with _client(proxy) as client:
        assert client.get("/graphql", params={**by_hash, "query": QUERY}).status_code == 200
        first = client.get("/graphql", params=by_hash)
        assert first.json()["data"] == {"divisions": {"nodes": []}}
        before = _asked(url)
        for _ in range(20):
            again = client.get("/graphql", params=by_hash)
            assert (again.status_code, again.content) == (200, first.content)
            assert again.headers["x-cache"] == "HIT"
        assert _asked(url) == before
        told = client.get("/graphql", params=by_hash, headers={"If-None-Match": first.headers["etag"]})
        assert (told.status_code, told.content) == (304, b"")
        assert _asked(url) == before
        known = client.get("/graphql", params=by_hash, headers={"Authorization": "Bearer nobody"})
        assert known.headers["x-cache"] == "BYPASS"
        assert _asked(url) == before + 1
        for count in (2, 3):
            posted = client.post("/graphql", json={"query": QUERY})
            assert (posted.status_code, posted.headers.get("x-cache")) == (200, None)
            assert _asked(url) == before + count


def test_what_is_published_is_seen_behind_the_proxy(sqlite_stores: SqliteStores, tmp_path: Path) -> None:
    """As soon as an answer has been kept for QUANZE_CACHE_SECONDS, here one, it is asked for anew."""
    store_url = sqlite_stores.migrated()
    store = open_store(store_url)
    with store.write() as connection:
        load_reference(connection)
    asked = {"query": f'{{ items(division: "{DIVISION}", first: 5) {{ nodes {{ name }} }} }}'}
    with (
        _behind_nginx(store_url, tmp_path, cache_seconds=1) as (proxy, _),
        _client(proxy) as client,
    ):
        told: list[str] = []
        while told[-2:] not in (["MISS", "HIT"], ["EXPIRED", "HIT"]):  # two within the second
            assert len(told) < 100
            empty = client.get("/graphql", params=asked)
            assert empty.json()["data"]["items"]["nodes"] == []
            told.append(empty.headers["x-cache"])
        write_csv(tmp_path / "list.csv", list_rows(20, 3))
        content = read_list(tmp_path / "list.csv", ReadOptions(kind=ListKind.COMBINED))
        request = LoadRequest(division=DIVISION, kind=ListKind.COMBINED, label="1", publish=True)
        assert load(store, content, request).state is LoadState.PUBLISHED
        deadline = time.monotonic() + PATIENCE
        while not (nodes := client.get("/graphql", params=asked).json()["data"]["items"]["nodes"]):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert len(nodes) == 5
    store.close()


def test_the_proxy_hands_ids_on_and_refuses_large_bodies(proxied: tuple[str, str]) -> None:
    proxy, _ = proxied
    with _client(proxy) as client:
        answer = client.get("/healthz")
        assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])
        assert answer.headers["strict-transport-security"]
        assert client.post("/graphql", content=b" " * (2 << 20)).status_code == 413


def test_the_unit_is_one_that_systemd_takes() -> None:
    if not (analyze := shutil.which("systemd-analyze")):
        pytest.skip("systemd-analyze is not installed")
    said = subprocess.run(
        [analyze, "verify", SAMPLES / "quanze.service"], capture_output=True, text=True, check=False
    ).stderr
    complaints = [line for line in said.splitlines() if "is not executable" not in line]
    assert complaints == []


def test_samples_name_settings_and_commands_that_there_are() -> None:
    known = {f"QUANZE_{name.upper()}" for name in Settings.model_fields}
    for sample in SAMPLES.iterdir():
        text = sample.read_text("utf-8")
        assert set(re.findall(r"QUANZE_[A-Z_]+", text)) <= known, sample
        assert set(re.findall(r"\.venv/bin/quanze ([a-z-]+)", text)) <= set(_COMMANDS), sample
    compose = yaml.safe_load((SAMPLES / "compose.yaml").read_text("utf-8"))
    for service in ("upgrade", "service"):
        assert compose["services"][service]["command"][1] in _COMMANDS
        assert compose["services"][service]["read_only"] is True
        assert compose["services"][service]["environment"]["QUANZE_DATABASE_URL"]


def test_the_password_is_for_the_user_of_the_container() -> None:
    (user,) = re.findall(r"^USER (\d+)$", (ROOT / "Dockerfile").read_text("utf-8"), re.M)
    sample = (SAMPLES / "compose.yaml").read_text("utf-8")
    secret = SAMPLES / yaml.safe_load(sample)["secrets"]["database-password"]["file"]
    assert f"sudo chown {user} {secret.relative_to(ROOT)}\n" in sample


def test_the_dashboard_shows_metrics_that_there_are(proxied: tuple[str, str]) -> None:
    told = httpx.get(f"{proxied[1]}/metrics", timeout=PATIENCE).text
    dashboard = json.loads((SAMPLES / "grafana.json").read_text("utf-8"))
    shown = {
        name
        for panel in dashboard["panels"]
        for target in panel["targets"]
        for name in re.findall(r"quanze_[a-z_]+", target["expr"])
    }
    assert len(shown) >= 4
    for name in shown:
        assert re.search(rf"^{name}[ {{]", told, re.M), name
