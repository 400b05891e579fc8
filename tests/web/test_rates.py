"""The limit to how often one client may ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.settings import Settings
from service.store import Store
from service.web import application
from service.web.rates import RateLimit, client_of
from tests.web.conftest import Client


def test_over_the_rate_is_told_when_to_come_again(served: Store) -> None:
    client = Client(application(served, Settings(rate_limit=3)))
    answers = [client.post("/graphql", json={"query": "{ __typename }"}) for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    refused = answers[-1]
    assert refused.json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert client.get("/healthz").status_code == 200


@given(gaps=st.lists(st.floats(0, 20), max_size=80), per_minute=st.integers(1, 60))
def test_never_more_than_the_bucket_and_what_flowed_in(gaps: list[float], per_minute: int) -> None:
    rates = RateLimit(per_minute)
    now = 1000.0
    for passed, gap in enumerate(gaps, start=1):
        now += gap
        wait = rates.wait("10.0.0.1", now)
        if wait:
            assert rates.wait("10.0.0.1", now + wait * 0.99) > 0
            now += wait * 1.01
            assert rates.wait("10.0.0.1", now) == 0
        assert passed <= per_minute + (now - 1000) * per_minute / 60 + 1e-6


def test_clients_do_not_use_up_one_anothers() -> None:
    rates = RateLimit(1)
    assert [rates.wait(f"10.0.{n // 250}.{n % 250}", 0.0) for n in range(20_000)] == [0.0] * 20_000
    assert rates.wait("10.0.79.249", 0.0) > 0


@pytest.mark.parametrize(
    ("address", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("not an address", "another", False),
    ],
)
def test_who_is_one_client(address: str, other: str, same: bool) -> None:
    assert (client_of(address) == client_of(other)) is same
    assert client_of(None) == ""
