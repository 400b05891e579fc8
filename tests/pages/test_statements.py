"""How many statements a page takes: as many for many items as for one."""

from pathlib import Path

import pytest
from sqlalchemy import select

from service.pages import Asking, Site, addresses, catalogue_of
from service.pages.items import item_views
from service.pages.working import Working
from service.store import Store
from service.store.core import current_item
from service.vocabulary import ListKind
from tests.reading.inventory import COUNTY, add_divisions, counted_statements, publish
from tests.support.lists import listed


@pytest.fixture
def long_and_short(sqlite_store: Store) -> Store:
    """A body of one item and a body of fifty."""
    add_divisions(sqlite_store, "330000", "330800", COUNTY)
    many = [listed(f"事项{n}", body="大局", setting_basis=f"《条例{n}》第一条") for n in range(50)]
    publish(sqlite_store, "2025", [listed("只有一项", body="小局", setting_basis="《条例》第一条"), *many])
    return sqlite_store


def test_pages_take_as_many_statements_for_many_items_as_for_one(
    long_and_short: Store, tmp_path: Path
) -> None:
    with long_and_short.read() as connection:
        catalogue = catalogue_of(connection, Site())
        asking = Asking(connection, catalogue, Working(tmp_path))
        bodies = connection.execute(
            select(current_item.c.body_id).group_by(current_item.c.body_id).order_by(current_item.c.body_id)
        ).scalars()
        counts = []
        for number in bodies:
            with counted_statements(long_and_short) as sent:
                assert asking.view(addresses.body(COUNTY, number))
            counts.append(len(sent))
        assert len(counts) == 2
        assert counts[0] == counts[1] < 8


def test_powers_are_read_together(long_and_short: Store) -> None:
    with long_and_short.read() as connection:
        catalogue = catalogue_of(connection, Site())
        ids = list(connection.execute(select(current_item.c.item_id)).scalars())
        counts = []
        for asked in (ids[:1], ids):
            with counted_statements(long_and_short) as sent:
                assert len(item_views(connection, catalogue, asked)) == len(asked)
            counts.append(len(sent))
    assert counts[0] == counts[1] < 20


def test_an_edition_is_counted_and_not_read(long_and_short: Store, tmp_path: Path) -> None:
    with long_and_short.read() as connection:
        asking = Asking(connection, catalogue_of(connection, Site()), Working(tmp_path))
        for address, most in (
            ("", 1),
            (addresses.latest(COUNTY, ListKind.POWER), 2),
            ("divisions/330824/", 2),
        ):
            with counted_statements(long_and_short) as sent:
                assert asking.view(address)
            assert len(sent) <= most, sent
            assert not any("content" in statement for statement in sent)
