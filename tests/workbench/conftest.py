"""The application over a county whose offices are at work, on both stores."""

from collections.abc import Callable

import pytest
from starlette.applications import Starlette

from service.access import Role
from service.settings import Settings
from service.store import Store
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
from tests.workbench.clerks import Clerk, token

Sit = Callable[..., Clerk]


@pytest.fixture
def county(store: Store) -> Store:
    """The county's power list of 2026, published."""
    add_divisions(store, PROVINCE, CITY, COUNTY)
    add_instrument(store, "中华人民共和国行政许可法", document_number="主席令第七号")
    publish(store, "2026", county_items())
    return store


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
