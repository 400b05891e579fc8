from service.store import Store, migrate, require_newest
from service.store.migrate import differences


def test_tables_as_declared_are_the_tables_as_migrated(store: Store) -> None:
    assert differences(store) == []


def test_migrating_again_changes_nothing(store_url: str) -> None:
    again = migrate(store_url)
    require_newest(again)
    assert differences(again) == []
    again.close()
