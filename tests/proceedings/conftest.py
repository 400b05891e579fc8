"""A county with a published power list, on both stores."""

import pytest

from service.store import Store
from tests.reading.inventory import (
    CITY,
    COUNTY,
    PROVINCE,
    add_divisions,
    add_instrument,
    county_items,
    publish,
)


@pytest.fixture
def county(store: Store) -> Store:
    """The county's power list of 2026, published."""
    add_divisions(store, PROVINCE, CITY, COUNTY)
    add_instrument(store, "中华人民共和国行政许可法", document_number="主席令第七号")
    publish(store, "2026", county_items())
    return store
