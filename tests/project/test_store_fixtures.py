from sqlalchemy import text

from service.store import Store, migrate, require_newest, sqlite_path
from tests.support.stores import StoreMaker


def test_store_is_migrated_empty_and_ones_own(store: Store, store_maker: StoreMaker) -> None:
    require_newest(store)
    with store.write() as connection:
        connection.execute(text("INSERT INTO division (code, name, level) VALUES ('110000', '北京市', 2)"))
    other = migrate(store_maker.migrated())
    with other.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM division")).scalar_one() == 0
    other.close()
    store_maker.remove(other.url.render_as_string())


def test_bare_address_has_no_tables_until_migrated(bare_store_url: str) -> None:
    path = sqlite_path(bare_store_url)
    assert path is None or not path.exists()
    created = migrate(bare_store_url)
    require_newest(created)
    created.close()
