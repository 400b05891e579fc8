"""kill -9 in the middle of `quanze db upgrade`: the store is of the old schema or the new, and whole."""

from pathlib import Path

import pytest

from service.store import open_store
from service.store.migrate import differences
from tests.faults.killing import IN_SOAK, IN_TEST, Commands, left, moments
from tests.support.states import STATES, contents, restore_state
from tests.support.stores import StoreMaker

_OWN_NUMBERS = {"alembic_version", "data_version", "number_series"}


def _kill(stores: StoreMaker, commands: Commands, directory: Path, count: int) -> None:
    """Kill the upgrade of a store with data at so many moments; run again it ends as if never killed."""
    prepared = stores.bare()
    restore_state(STATES[0], prepared, directory)
    before = contents(prepared)
    whole = stores.copy(prepared)
    seconds = commands.done(whole, "db", "upgrade")
    after = left(whole)
    kept = contents(whole)
    interrupted = 0
    for moment in moments(count, seed=5):
        url = stores.copy(prepared)
        commands.run(url, "db", "upgrade", kill_after=moment * seconds)
        found = contents(url)
        if found == before:
            interrupted += 1
        else:
            assert found.keys() == kept.keys(), moment
            assert found["alembic_version"] == kept["alembic_version"], moment
            store = open_store(url)
            assert differences(store) == [], moment
            store.close()
            for name in before.keys() - _OWN_NUMBERS:
                assert before[name] <= found[name], (moment, name)
        commands.done(url, "db", "upgrade")
        assert left(url) == after, moment
        stores.remove(url)
    assert interrupted > count / 4
    stores.remove(whole)
    stores.remove(prepared)


def test_a_killed_upgrade(store_maker: StoreMaker, commands: Commands, tmp_path: Path) -> None:
    _kill(store_maker, commands, tmp_path, IN_TEST)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_hundred_killed_upgrades(store_maker: StoreMaker, commands: Commands, tmp_path: Path) -> None:
    _kill(store_maker, commands, tmp_path, IN_SOAK)
