"""What a PostgreSQL store asks of its server: its own database, by a role that may do nothing else."""

import pytest
from sqlalchemy import text

from service.reading import ItemSelection, PageRequest, item_page
from service.store import migrate
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, county_items, publish
from tests.support.postgresql import PostgresqlServer


@pytest.fixture
def plain_url(postgresql_server: PostgresqlServer) -> str:
    """The address of an empty database that belongs to such a role."""
    postgresql_server.execute("CREATE ROLE plain LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION")
    postgresql_server.execute("CREATE DATABASE plain OWNER plain TEMPLATE template0")
    return postgresql_server.url("plain").replace("//quanze@", "//plain@")


def test_a_store_needs_no_extension_and_no_right_beyond_its_database(
    postgresql_server: PostgresqlServer, plain_url: str
) -> None:
    store = migrate(plain_url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2026", county_items())
    with store.read() as connection:
        assert connection.execute(text("SELECT current_user")).scalar_one() == "plain"
        assert len(item_page(connection, ItemSelection(text="登记"), PageRequest()).nodes) > 1
        extensions = connection.execute(text("SELECT extname FROM pg_extension")).scalars().all()
        used = text("SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL")
        assert connection.execute(used).scalars().all() == []  # numbers are given by the store's own series
    assert extensions == ["plpgsql"]  # which every database has
    store.close()
    postgresql_server.execute("DROP DATABASE plain WITH (FORCE)")
    postgresql_server.execute("DROP ROLE plain")
