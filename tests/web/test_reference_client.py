"""docs/portals/follow.py: the reference client holds an exact copy, and gets over what may happen to it."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from service.items import Duty
from service.settings import Settings
from service.store import Store, open_store
from service.vocabulary import ListKind
from service.web import application
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, county_items, publish
from tests.support.lists import listed
from tests.support.stores import SqliteStores
from tests.web.conftest import Client, serving

SCRIPT = Path(__file__).parents[2] / "docs" / "portals" / "follow.py"


@pytest.fixture(scope="module")
def client() -> ModuleType:
    spec = importlib.util.spec_from_file_location("follow", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def own(sqlite_stores: SqliteStores) -> Iterator[Store]:
    url = sqlite_stores.migrated()
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    yield store
    store.close()
    sqlite_stores.remove(url)


@pytest.fixture
def endpoint(own: Store) -> Iterator[str]:
    with serving(application(own, Settings())) as address:
        yield f"{address}/graphql"


def latest(store: Store, module: ModuleType) -> dict[str, Any]:
    """The latest items, asked for without the feed, with the same fields."""
    fields = module.QUERY.partition("item {")[2].rpartition("}\n    }\n  }\n}")[0]
    query = f"{{ items(first: 200) {{ nodes {{ key: id {fields} }} }} }}"
    found = Client(application(store, Settings())).post("/graphql", json={"query": query}).json()
    assert "errors" not in found, found
    return {item.pop("key"): item for item in found["data"]["items"]["nodes"]}


def test_the_copy_is_exact_and_goes_on(own: Store, endpoint: str, client: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "copy.json"
    assert client.follow(endpoint, path)["items"] == {}
    publish(own, "2024", county_items())
    many = [listed(f"第{n}项许可", body="财政局", supervision="12345") for n in range(250)]
    publish(own, "2024", many, division=PROVINCE)
    assert len(client.follow(endpoint, path)["items"]) == 262
    publish(own, "2024甲", many[:1], division=PROVINCE)
    publish(own, "2025", [*county_items()[3:], listed("新设的登记")])
    duties = (Duty(stage="受理", text="受理申请"),)
    lent = listed("餐饮服务食品经营许可", body="市场监督管理局", codes=("000131023000",), duties=duties)
    client.follow(endpoint, path)
    publish(own, "2025", [lent], kind=ListKind.RESPONSIBILITY)
    publish(own, "2026", many[:1], division=PROVINCE)
    copy = client.follow(endpoint, path)
    assert copy["items"] == latest(own, client)
    assert json.loads(path.read_text("utf-8")) == copy
    anew = client.follow(endpoint, tmp_path / "other.json")
    assert anew == copy


def test_a_cursor_of_a_store_that_was_set_back_begins_anew(
    own: Store, endpoint: str, client: ModuleType, tmp_path: Path
) -> None:
    publish(own, "2024", county_items())
    path = tmp_path / "copy.json"
    client.write(path, {"cursor": "WyJjaGFuZ2VzIiw5LDksOV0", "items": {"gone": {}}})
    assert client.follow(endpoint, path)["items"] == latest(own, client)


def test_as_a_command(own: Store, endpoint: str, tmp_path: Path) -> None:
    publish(own, "2024", county_items())
    command = [sys.executable, str(SCRIPT), endpoint, str(tmp_path / "copy.json")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout) == (0, f"{len(county_items())} items\n")
    command[2] = "http://127.0.0.1:9/graphql"
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 1
    assert ran.stderr.startswith("no answer")
