"""A filled store and the way a client asks it, on SQLite and PostgreSQL in turn."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from schema import Answer, Kept, Request, answer, executable_schema
from service.items import Duty
from service.store import Store, open_store
from service.vocabulary import Category, ListKind
from tests.reading.inventory import (
    CITY,
    COUNTY,
    LOADED_AT,
    PROVINCE,
    add_divisions,
    add_instrument,
    county_items,
    publish,
)
from tests.support.lists import listed
from tests.support.stores import StoreMaker

Ask = Callable[..., Answer]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A county's power lists of two years and a draft, its responsibility list, lists above it."""
    maker: StoreMaker = request.getfixturevalue(f"{request.param}_stores")
    url = maker.migrated()
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    add_instrument(store, "中华人民共和国行政许可法", document_number="主席令第七号")
    items = county_items()
    publish(store, "2024", items)
    renamed = listed("特种设备使用和变更登记", body="市场监督管理局", codes=("000131024000",))
    later = [*items[:6], renamed, *items[7:11], listed("新设的登记", body="自然资源局")]
    publish(store, "2025", later, now=LOADED_AT + timedelta(days=1))
    publish(store, "2026", [listed("草稿事项")], draft=True)
    duties = (Duty(stage="审查", text="审查材料", basis="第三条"), Duty(text="归档"))
    publish(
        store,
        "2025",
        [listed("餐饮服务食品经营许可", body="市场监督管理局", codes=("000131023000",), duties=duties)],
        kind=ListKind.RESPONSIBILITY,
    )
    for division in (CITY, PROVINCE):
        publish(store, "2025", [*items[:2], listed("上级独有", category=Category.OTHER)], division=division)
    yield store
    store.close()
    maker.remove(url)


@pytest.fixture
def ask(filled: Store) -> Ask:
    """Ask the filled store."""
    kept = Kept(4)

    def asked(query: str, **variables: Any) -> Answer:
        return answer(executable_schema, filled, Request(query=query, variables=variables), kept)

    return asked


@pytest.fixture
def data(ask: Ask) -> Callable[..., Any]:
    """Ask the filled store and insist on an answer without errors."""

    def asked(query: str, **variables: Any) -> Any:
        found = ask(query, **variables)
        assert not found.errors, found.errors
        return found.data

    return asked


@pytest.fixture
def code(ask: Ask) -> Callable[..., str]:
    """Ask what is refused, and return the code of the one error."""

    def asked(query: str, **variables: Any) -> str:
        (error,) = ask(query, **variables).errors
        assert error.extensions
        return str(error.extensions["code"])

    return asked
