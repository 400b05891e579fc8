"""What tests of credentials share."""

import pytest

from service.store import Store
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions


@pytest.fixture
def county(store: Store) -> Store:
    """A store of three divisions, on both stores."""
    add_divisions(store, PROVINCE, CITY, COUNTY)
    return store
