"""A clock that was set back changes neither which edition is the latest nor what was known when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from service.editions import LoadRequest, editions, latest_edition, load
from service.editions.publish import publish
from service.store import Store
from service.store.reference import load_reference
from service.vocabulary import ListKind
from tests.support.lists import file_of, listed

COUNTY = "330824"
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("back", [timedelta(microseconds=1), timedelta(hours=1), timedelta(days=4000)])
def test_the_clock_set_back(store: Store, back: timedelta) -> None:
    with store.write() as connection:
        load_reference(connection)
    for number, moment in enumerate((NOON, NOON - back, NOON - back)):
        request = LoadRequest(
            division=COUNTY, kind=ListKind.POWER, label=f"版本{number}", effective=date(2026, 1, 1)
        )
        load(store, file_of([listed(f"事项{number}")]), request, moment)
        with store.write() as connection:
            publish(connection, COUNTY, ListKind.POWER, request.label, moment)
    with store.read() as connection:
        recorded = {row.label: row.recorded_at for row in editions(connection, COUNTY)}
        latest = latest_edition(connection, COUNTY, ListKind.POWER)
    assert latest is not None
    assert latest.label == "版本2"
    assert recorded["版本0"] < recorded["版本1"] < recorded["版本2"]
