from datetime import datetime, timedelta

from sqlalchemy import select

from service.access import Grant, Principal, Role
from service.credentials import (
    IDLES,
    LASTS,
    Asker,
    Issued,
    NotAuthenticatedError,
    close_session,
    find_session,
    note_session,
    open_session,
    revoke,
)
from service.store import Store
from service.store.core import access_session
from tests.credentials.issuing import NOW
from tests.credentials.tokening import WANG, issued_token
from tests.reading.inventory import COUNTY

LI = Principal(
    subject="oidc:https://id.example#li", name="李四", grants=(Grant(role=Role.APPROVER, division=COUNTY),)
)


def _asker(issued: Issued) -> Asker:
    token = issued.token
    return Asker(principal=token.principal, good_until=token.expires_at, token=token)


def _opened(store: Store, asker: Asker, now: datetime = NOW) -> str:
    with store.write() as connection:
        return open_session(connection, asker, now)


def _who(store: Store, text: str, now: datetime = NOW) -> Principal | None:
    with store.read() as connection:
        try:
            return find_session(connection, text, now).principal
        except NotAuthenticatedError:
            return None


def _use(store: Store, text: str, now: datetime) -> None:
    with store.write() as connection:
        note_session(connection, text, now)


def test_a_session_tells_whose_it_is_and_the_store_keeps_a_hash(county: Store) -> None:
    issued = issued_token(county)
    text = _opened(county, _asker(issued))
    assert _who(county, text) == issued.token.principal
    with county.read() as connection:
        (row,) = connection.execute(select(access_session)).all()
    assert text not in repr(row)
    assert issued.text not in repr(row)


def test_no_other_text_is_a_session(county: Store) -> None:
    text = _opened(county, _asker(issued_token(county)))
    for wrong in ("", text[:-1], f"{text}A", text.swapcase(), "\ud800" * 43, "汉" * 43):
        assert _who(county, wrong) is None


def test_a_session_ends_after_a_working_day_however_it_is_used(county: Store) -> None:
    text = _opened(county, _asker(issued_token(county)))
    moment = NOW
    while moment < NOW + LASTS - IDLES:
        moment += IDLES / 2
        assert _who(county, text, moment)
        _use(county, text, moment)
    assert _who(county, text, NOW + LASTS) is None


def test_a_session_that_is_not_used_ends(county: Store) -> None:
    text = _opened(county, _asker(issued_token(county)))
    assert _who(county, text, NOW + IDLES - timedelta(seconds=1))
    assert _who(county, text, NOW + IDLES) is None


def test_use_is_noted_now_and_then(county: Store) -> None:
    text = _opened(county, _asker(issued_token(county)))
    with county.read() as connection:
        assert not find_session(connection, text, NOW + timedelta(minutes=1)).is_stale(
            NOW + timedelta(minutes=1)
        )
        assert find_session(connection, text, NOW).is_stale(NOW + timedelta(minutes=6))


def test_revoking_the_token_ends_its_sessions(county: Store) -> None:
    issued = issued_token(county)
    texts = [_opened(county, _asker(issued)) for _ in range(2)]
    with county.write() as connection:
        revoke(WANG, connection, issued.token.id, now=NOW)
    assert [_who(county, text) for text in texts] == [None, None]


def test_a_session_ends_with_itsissued_token(county: Store) -> None:
    issued = issued_token(county, days=1)
    late = NOW + timedelta(hours=20)
    text = _opened(county, _asker(issued), late)
    for hours in (0.9, 1.8, 2.7, 3.6):
        _use(county, text, late + timedelta(hours=hours))
    assert _who(county, text, NOW + timedelta(days=1, seconds=-1))
    assert _who(county, text, NOW + timedelta(days=1)) is None


def test_somebody_an_issuer_knows_has_a_session_that_ends_with_hisissued_token(county: Store) -> None:
    text = _opened(county, Asker(principal=LI, good_until=NOW + timedelta(minutes=10)))
    assert _who(county, text) == LI
    assert _who(county, text, NOW + timedelta(minutes=10)) is None


def test_a_closed_session_is_gone_and_closing_again_does_nothing(county: Store) -> None:
    issued = issued_token(county)
    text, other = (_opened(county, _asker(issued)) for _ in range(2))
    for _ in range(2):
        with county.write() as connection:
            close_session(connection, text)
    assert _who(county, text) is None
    assert _who(county, other)


def test_of_one_person_the_last_ten_stay_and_others_are_left_alone(county: Store) -> None:
    issued = issued_token(county)
    theirs = _opened(county, Asker(principal=LI, good_until=NOW + LASTS))
    texts = [_opened(county, _asker(issued), NOW + timedelta(seconds=n)) for n in range(12)]
    known = [_who(county, text, NOW + timedelta(minutes=1)) is not None for text in texts]
    assert known == [False] * 2 + [True] * 10
    assert _who(county, theirs)


def test_what_has_ended_is_cleared_away(county: Store) -> None:
    issued = issued_token(county)
    _opened(county, _asker(issued))
    _opened(county, _asker(issued), NOW + LASTS)
    with county.read() as connection:
        assert len(connection.execute(select(access_session)).all()) == 1
