"""kill -9 in the middle of `quanze db upgrade`: the store is of the old schema or the new, and whole."""

from pathlib import Path

from service.store import open_store
from service.store.migrate import differences
from tests.faults.killing import Commands, left, moments, moments_to_kill
from tests.support.states import STATES, contents, restore_state
from tests.support.stores import StoreMaker

_OWN_NUMBERS = {"alembic_version", "data_version", "number_series"}


@moments_to_kill
def test_a_killed_upgrade_run_again_ends_as_if_never_killed(
    store_maker: StoreMaker, commands: Commands, tmp_path: Path, kills: int
) -> None:
    prepared = store_maker.bare()
    restore_state(STATES[0], prepared, tmp_path)
    before = contents(prepared)
    whole = store_maker.copy(prepared)
    seconds = commands.done(whole, "db", "upgrade")
    after = left(whole)
    kept = contents(whole)
    interrupted = 0
    for moment in moments(kills, seed=5):
        url = store_maker.copy(prepared)
        commands.run(url, "db", "upgrade", kill_after=moment * seconds)
        found = contents(url)
        if is_before := found == before:
            interrupted += 1
        else:
            assert found.keys() == kept.keys(), moment
            assert found["alembic_version"] == kept["alembic_version"], moment
            store = open_store(url)
            assert differences(store) == [], moment
            store.close()
            for name in before.keys() - _OWN_NUMBERS:
                assert before[name] <= found[name], (moment, name)
        again = commands.done(url, "db", "upgrade")
        seconds = min(seconds, again) if is_before else seconds
        assert left(url) == after, moment
        store_maker.remove(url)
    assert interrupted > kills / 4
    store_maker.remove(whole)
    store_maker.remove(prepared)
