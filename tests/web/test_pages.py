"""Pages, files and checks; GraphiQL in a browser without any outside request."""

import gc
import gzip
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import expect

from service.pages import POLICY
from service.settings import Settings
from service.store import Store
from service.web import application
from service.web.headers import SECURITY_HEADERS
from tests.reading.inventory import COUNTY
from tests.support.browsing import CHROMIUM, PATIENCE, running_browser
from tests.web.conftest import Client

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_checks(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")


def test_not_ready_without_a_store(tmp_path: Path) -> None:
    client = Client(application(Store(f"sqlite:///{tmp_path / 'none' / 'store.db'}"), Settings()))
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_a_request_that_fails_as_a_whole_tells_a_reference(tmp_path: Path) -> None:
    client = Client(application(Store(f"sqlite:///{tmp_path / 'none' / 'store.db'}"), Settings()))
    response = client.post("/graphql", json={"query": "{ items { totalCount } }"})
    assert response.status_code == 500
    assert response.json()["errors"][0]["extensions"]["code"] == "INTERNAL"


def test_home_says_what_is_here(client: Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    for said in ("开化县", "浙江省", "权力清单", "2025", 'href="/graphiql"', "/graphql", "两年对账"):
        assert said in page.text


def test_files_made_in_passing_go_with_the_application(
    served: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    client = Client(application(served, Settings()))
    client.get("/")
    assert not list(tmp_path.glob("quanze-files-*"))
    assert client.get(f"/divisions/{COUNTY}/power/2025-01-01/list.csv").status_code == 200
    assert len(list(tmp_path.glob("quanze-files-*/*"))) == 1
    del client
    gc.collect()
    assert not list(tmp_path.glob("quanze-files-*"))


def test_home_of_an_empty_store(sqlite_store: Store) -> None:
    client = Client(application(sqlite_store, Settings()))
    assert "还没有公布任何清单" in client.get("/").text
    assert client.get("/graphiql").status_code == 200


def test_a_browser_at_the_endpoint_gets_graphiql_and_a_program_does_not(client: Client) -> None:
    page = client.get("/graphql", headers=BROWSER)
    assert page.headers["content-type"].startswith("text/html")
    assert page.text == client.get("/graphiql").text
    assert client.get("/graphql").status_code == 400
    assert client.request("HEAD", "/graphql", headers=BROWSER).status_code == 200
    asked = client.get("/graphql", params={"query": "{ __typename }"}, headers=BROWSER)
    assert asked.json()["data"] == {"__typename": "Query"}


def test_every_answer_carries_the_security_headers(client: Client) -> None:
    for path in ("/", "/graphiql", "/graphql", "/healthz", "/assets/graphiql/main.css", "/nothing"):
        headers = client.get(path).headers
        expected = SECURITY_HEADERS
        if path in ("/", "/nothing"):  # what is published needs less than GraphiQL does
            policy = f"{POLICY}; frame-ancestors 'none'"
            assert "unsafe" not in policy
            expected = {**expected, "Content-Security-Policy": policy}
        assert {name: headers[name] for name in expected} == expected, path


def test_files_are_sent_compressed_and_only_once(client: Client) -> None:
    sent = client.get("/assets/graphiql/graphiql.js")
    assert sent.headers["content-encoding"] == "gzip"
    assert sent.headers["content-type"] == "text/javascript; charset=utf-8"
    plain = client.get("/assets/graphiql/graphiql.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == sent.content
    again = client.get("/assets/graphiql/graphiql.js", headers={"if-none-match": sent.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("nothing.js", "graphiql.js.gz", "..%2Fapp.py", "%2e%2e%2fgraphiql.html"):
        assert client.get(f"/assets/graphiql/{name}").status_code == 404


def test_no_built_file_is_large() -> None:
    folder = Path(__file__).parents[2] / "service" / "web" / "static" / "graphiql"
    files = list(folder.iterdir())
    assert sum(file.stat().st_size for file in files) < 3_000_000
    assert all(gzip.decompress(file.read_bytes()) for file in files)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_graphiql_runs_its_ready_queries_without_any_outside_request(address: str) -> None:
    with running_browser() as browser:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        asked: list[str] = []
        failures: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("console", lambda said: failures.append(said.text) if said.type == "error" else None)
        page.goto(f"{address}/graphiql")
        for number, expected in enumerate(("items", "compare", "alignment")):
            page.locator("[role=tab]").nth(number).click()
            expect(page.locator(".graphiql-query-editor")).to_contain_text(f"{expected}(")
            # GraphiQL reads the tab's operation a moment after showing it; until then it asks the one before.
            for _ in range(60):
                page.wait_for_timeout(500)
                page.locator(".graphiql-execute-button").click()
                with suppress(AssertionError):
                    expect(page.locator(".result-window")).to_contain_text(f'"{expected}"', timeout=2_000)
                    break
            expect(page.locator(".result-window")).to_contain_text(f'"{expected}"')
            expect(page.locator(".result-window")).not_to_contain_text("errors")
    assert not failures
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
