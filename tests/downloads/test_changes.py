"""Whatever changes in whichever list: what is published upon it is what a new publication comes to."""

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.downloads import site_sections
from service.items import ListedItem
from service.pages import Site, Sources, catalogue_of, write_site
from service.pages.working import Working
from service.store import Store, open_store
from service.vocabulary import ListKind
from tests.pages.inventory import LATER
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, add_instrument, publish
from tests.support.lists import listed
from tests.support.stores import SqliteStores

SITE = Site(public_url="https://qz.example/", pdf=False)
POWERS = 9
LAW = "《中华人民共和国行政许可法》第十二条"
Power = dict[str, str]
EDITS: dict[str, Callable[[Power], Power | None]] = {
    "telephone": lambda power: {**power, "supervision": power["supervision"] + "1"},
    "renamed": lambda power: {**power, "name": power["name"] + "（修订）"},
    "moved": lambda power: {**power, "body": "局0" if power["body"] != "局0" else "新局"},
    "recoded": lambda power: {**power, "code": power["code"][:-3] + "001"},
    "rebased": lambda power: {**power, "basis": LAW if power["basis"] != LAW else ""},
    "removed": lambda power: None,
}
# Which list, whether the edition is older than those before it, and what it does to which of its powers.
STEPS = st.lists(
    st.tuples(
        st.sampled_from([PROVINCE, CITY, COUNTY]),
        st.booleans(),
        st.dictionaries(st.integers(0, POWERS - 1), st.sampled_from(sorted(EDITS)), max_size=3),
    ),
    min_size=2,
    max_size=4,
)


def _power(number: int) -> Power:
    return {
        "name": f"事项{number}<&\"'",
        "body": f"局{number % 4}",
        "code": f"0001{number:05}000",
        "basis": LAW if number % 2 else "",
        "supervision": "0570-601234",
    }


def _item(power: Power) -> ListedItem:
    return listed(
        power["name"],
        body=power["body"],
        codes=(power["code"],),
        setting_basis=power["basis"],
        supervision=power["supervision"],
    )


def _published(store: Store, folder: Path, working: Working) -> dict[str, bytes]:
    with store.read() as connection:
        sections = site_sections(Sources(connection, catalogue_of(connection, SITE), working))
        write_site(folder, "", sections, lambda section, done, of: None)
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".quanze")
    }


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(STEPS)
def test_any_changes_are_published_as_if_all_were(
    sqlite_stores: SqliteStores,
    monkeypatch: pytest.MonkeyPatch,
    steps: list[tuple[str, bool, dict[int, str]]],
) -> None:
    url = sqlite_stores.migrated()
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    add_instrument(store, "中华人民共和国行政许可法")
    lists = {code: {number: _power(number) for number in range(POWERS)} for code in (PROVINCE, CITY, COUNTY)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for code, powers in lists.items():
            publish(store, "2025", map(_item, powers.values()), division=code, kind=ListKind.COMBINED)
        _published(store, folder / "site", Working(folder / "kept"))
        for place, (code, is_older, edits) in enumerate(steps, start=1):
            powers = lists[code]
            for number, edit in edits.items():
                # What was removed comes back as it was at first.
                changed = EDITS[edit](powers[number]) if number in powers else _power(number)
                powers.pop(number, None)
                if changed is not None:
                    powers[number] = changed
            publish(
                store,
                f"第{place}版",
                map(_item, powers.values()),
                division=code,
                kind=ListKind.COMBINED,
                effective=date(2020 if is_older else 2026, 1, place),
                now=LATER + timedelta(hours=place),
            )
            changed_site = _published(store, folder / "site", Working(folder / "kept"))
        with monkeypatch.context() as patch:
            patch.setattr("service.pages.sources.told_in", lambda origin, page, address: None)
            assert changed_site == _published(store, folder / "anew", Working(folder / "unkept"))
    store.close()
    sqlite_stores.remove(url)
