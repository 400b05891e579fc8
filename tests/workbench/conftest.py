"""The application over a county whose offices are at work, on both stores."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from starlette.applications import Starlette

from service.access import Role
from service.settings import Settings
from service.store import Store, open_store
from service.web import application
from tests.proceedings.office import bodies
from tests.reading.inventory import (
    CITY,
    COUNTY,
    PROVINCE,
    add_divisions,
    add_instrument,
    county_items,
    publish,
)
from tests.support.stores import StoreMaker
from tests.workbench.clerks import Clerk, token

Sit = Callable[..., Clerk]


@cache
def _filled(maker: StoreMaker) -> str:
    """The address of a store with the county's power list of 2026, to be copied."""
    url = maker.migrated()
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    add_instrument(store, "中华人民共和国行政许可法", document_number="主席令第七号")
    publish(store, "2026", county_items())
    store.close()
    return url


@pytest.fixture
def county(store_maker: StoreMaker) -> Iterator[Store]:
    """The county's power list of 2026, published, on SQLite and on PostgreSQL in turn."""
    url = store_maker.copy(_filled(store_maker))
    store = open_store(url)
    yield store
    store.close()
    store_maker.remove(url)


@pytest.fixture
def app(county: Store) -> Starlette:
    """The application over the county."""
    return application(county, Settings())


@pytest.fixture
def sit(county: Store, app: Starlette) -> Sit:
    """Let somebody with roles sit down at the workbench, of the county or one body of it."""

    def sit_down(*roles: Role, body: str = "", division: str = COUNTY, name: str = "") -> Clerk:
        scope = {"body": bodies(county)[body]} if body else {}
        return Clerk(app).sign_in(token(county, *roles, name=name, division=division, **scope).text)

    return sit_down
