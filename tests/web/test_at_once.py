"""Questions known to be short are answered without a thread; the answers are those that a thread gives."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import delete, event

import service.web.graphql
import service.web.turns
from service.access import Grant, Role
from service.settings import Settings
from service.store import Store
from service.store.core import edition_figures
from service.web import application
from tests.reading.inventory import CITY, COUNTY, PROVINCE
from tests.web.conftest import Client
from tests.web.test_principals import client_of

QUERY = "query I($d: String, $n: Int) { items(division: $d, first: $n) { nodes { name body { name } } } }"


@pytest.fixture(autouse=True)
def _a_slow_machine_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """These questions are short, however many milliseconds they take here."""
    monkeypatch.setattr(service.web.turns, "_SHORT_SECONDS", 60.0)
    for bound in ("_WITHIN_AT_ONCE", "_BUSY_AT_ONCE"):
        monkeypatch.setattr(service.web.graphql, bound, 60.0)


@contextmanager
def readers(store: Store) -> Iterator[set[int]]:
    """The threads that read from the store in the block."""
    found: set[int] = set()

    def note(*_: Any) -> None:
        found.add(threading.get_ident())

    event.listen(store.engine, "before_cursor_execute", note)
    yield found
    event.remove(store.engine, "before_cursor_execute", note)


def ask(client: Client, division: str, query: str = QUERY, first: int = 5) -> Any:
    variables = {"d": division, "n": first}
    return client.post("/graphql", json={"query": query, "variables": variables}).json()


def test_a_question_known_to_be_short_needs_no_thread(served: Store) -> None:
    client, fresh = (Client(application(served, Settings())) for _ in range(2))
    with readers(served) as threads:
        ask(client, COUNTY)
    assert threads
    assert threading.get_ident() not in threads
    ask(client, PROVINCE)
    with readers(served) as threads:
        found = [ask(client, COUNTY, first=3), ask(client, CITY)]
    assert threads == {threading.get_ident()}
    assert found == [ask(fresh, COUNTY, first=3), ask(fresh, CITY)]
    assert found[0]["data"]["items"]["nodes"]


@pytest.mark.parametrize("bound", ["_WITHIN_AT_ONCE", "_MOST_AT_ONCE"])
def test_what_is_not_short_after_all_is_answered_by_a_thread(
    served: Store, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    client, fresh = (Client(application(served, Settings())) for _ in range(2))
    for division in (COUNTY, PROVINCE):
        ask(client, division)
    monkeypatch.setattr(service.web.graphql, bound, 0)
    with readers(served) as threads:
        found = ask(client, COUNTY, first=2)
    assert threads - {threading.get_ident()}
    assert found == ask(fresh, COUNTY, first=2)


def test_errors_and_mutations_are_told_as_ever(served: Store) -> None:
    client = Client(application(served, Settings()))
    for division in (COUNTY, PROVINCE):
        ask(client, division)
    for _ in range(2):
        assert ask(client, COUNTY, first=900)["errors"][0]["extensions"]["code"] == "BAD_ARGUMENT"
        assert ask(client, COUNTY)["data"]["items"]["nodes"]
    discards = (
        f'mutation {{ discardEdition(division: "{COUNTY}", kind: POWER, label: "x") {{ __typename }} }}'
    )
    for _ in range(3):
        assert ask(client, COUNTY, discards)["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_whoever_is_known_is_answered_by_a_thread(served: Store) -> None:
    app = application(served, Settings())
    client, known = Client(app), client_of(app, Grant(role=Role.ESTABLISHMENT_REVIEWER, division=COUNTY))
    for division in (COUNTY, PROVINCE):
        ask(client, division)
    with readers(served) as threads:
        found = ask(known, COUNTY, first=4)
    assert threads
    assert threading.get_ident() not in threads
    assert found == ask(client, COUNTY, first=4)


def test_whole_editions_are_counted_by_a_thread_and_what_is_kept_of_them_needs_none(served: Store) -> None:
    with served.write() as connection:
        connection.execute(delete(edition_figures))
    client, fresh = (Client(application(served, Settings())) for _ in range(2))
    cut = "query C($d: String!) { statistics(division: $d, kind: POWER) { timeCut { total { items } } } }"
    for number in range(3):
        ask(client, COUNTY, cut, first=number)
    with readers(served) as threads:
        found = [ask(client, COUNTY, cut, first=4)]
    assert threads == {threading.get_ident()}
    with readers(served) as threads:
        found.append(ask(client, PROVINCE, cut))
    assert threads - {threading.get_ident()}
    assert found == [ask(fresh, COUNTY, cut), ask(fresh, PROVINCE, cut)]
