"""Prepared statements: what a column is called by several names is read once and given under each."""

from sqlalchemy import bindparam, select

from service.store import Store
from service.store.core import division
from service.store.driver import driver_rows
from service.store.prepared import Prepared

_TWICE = Prepared(
    lambda _: (
        select(division.c.code, division.c.name.label("one"), division.c.name.label("two"))
        .add_columns(division.c.code.label("key"))
        .where(division.c.code == bindparam("code"))
    )
)


def test_a_column_has_all_its_names(store: Store) -> None:
    with store.write() as connection:
        connection.execute(division.insert().values(code="330824", name="开化县", level=4))
    with store.read() as connection:
        (row,) = _TWICE.rows(connection, code="330824")
        assert (row.code, row.key) == ("330824", "330824")
        assert (row.one, row.two) == ("开化县", "开化县")
        assert len(row) == 2
        (bare,) = _TWICE.bare(connection, code="330824")
        assert tuple(bare) == ("330824", "开化县")
        assert driver_rows(connection, "SELECT count(*) FROM division")[0][0] == 1
