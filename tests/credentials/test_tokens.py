from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from service.access import NATION, Grant, Principal, Role
from service.audit import stored_records
from service.credentials import (
    PREFIX,
    NotAuthenticatedError,
    Scope,
    authenticate,
    note_use,
    revoke,
    tokens,
)
from service.errors import Refusal
from service.store import Store
from service.store.core import access_token, body
from tests.credentials.issuing import NOW
from tests.credentials.tokening import WANG, issued_token
from tests.reading.inventory import CITY, COUNTY, PROVINCE, county_items, publish


def _refusal(store: Store, by: Principal | None = WANG, **asked: object) -> str:
    with pytest.raises(Refusal) as refused:
        issued_token(store, by, **asked)
    return refused.value.code


def _principal(store: Store, token: str, now: datetime = NOW) -> Principal | None:
    with store.read() as connection:
        try:
            return authenticate(connection, token, now).principal
        except NotAuthenticatedError:
            return None


def _administrator(division: str, **scope: object) -> Principal:
    grant = Grant(role=Role.ADMINISTRATOR, division=division, **scope)  # type: ignore[arg-type]
    return Principal(subject="token:99", name="管理员", grants=(grant,))


def test_a_token_tells_who_comes_with_it(county: Store) -> None:
    issued = issued_token(
        county, roles=[Role.PUBLISHER, Role.APPROVER], scope=Scope(division=PROVINCE, below=True)
    )
    assert _principal(county, issued.text) == Principal(
        subject=f"token:{issued.token.id}",
        name="县编办",
        grants=(
            Grant(role=Role.APPROVER, division=PROVINCE, below=True),
            Grant(role=Role.PUBLISHER, division=PROVINCE, below=True),
        ),
    )


def test_a_token_is_256_random_bits_of_which_the_store_keeps_a_hash(county: Store) -> None:
    issued = issued_token(county)
    secret = issued.text.removeprefix(f"{PREFIX}{issued.token.id}_")
    assert len(secret) == 43
    assert issued_token(county).text.rpartition("_")[2] != secret
    with county.read() as connection:
        rows = connection.execute(select(access_token)).all()
        audit = " ".join(map(str, stored_records(connection)))
    assert secret not in str(rows) + audit
    assert all(len(row.secret_hash) == 32 for row in rows)


@pytest.mark.parametrize("part", ["short", "other", "number", "prefix", "empty", "huge", "wide", "surrogate"])
def test_no_other_text_is_a_token(county: Store, part: str) -> None:
    good = issued_token(county)
    secret = good.text.rpartition("_")[2] if good.text.count("_") == 2 else good.text[-43:]
    wrong = {
        "short": good.text[:-1],
        "other": f"{PREFIX}{good.token.id}_{'A' * 43}",
        "number": f"{PREFIX}{good.token.id + 1}_{secret}",
        "prefix": good.text.removeprefix(PREFIX),
        "empty": "",
        "huge": f"{PREFIX}{'9' * 30}_{'A' * 43}",
        "wide": good.text.replace(PREFIX, "ｑuanze_"),
        "surrogate": f"{PREFIX}1_{chr(0xD800) * 43}",
    }[part]
    assert _principal(county, good.text)
    assert _principal(county, wrong) is None


def test_a_token_expires(county: Store) -> None:
    issued = issued_token(county, days=1)
    assert _principal(county, issued.text, NOW + timedelta(hours=23, minutes=59))
    assert _principal(county, issued.text, NOW + timedelta(days=1)) is None


def test_a_revoked_token_is_worth_nothing_and_revoking_again_changes_nothing(county: Store) -> None:
    issued, other = issued_token(county), issued_token(county)
    with county.write() as connection:
        revoked = revoke(WANG, connection, issued.token.id, now=NOW, why="离岗")
        again = revoke(WANG, connection, issued.token.id, now=NOW + timedelta(days=1))
    assert revoked.revoked_at == again.revoked_at == NOW
    assert _principal(county, issued.text) is None
    assert _principal(county, other.text)
    with county.read() as connection:
        acts = [(record.act, record.why) for record in stored_records(connection)]
    assert acts == [("token.issue", ""), ("token.issue", ""), ("token.revoke", "离岗")]


def test_the_day_of_last_use_is_noted_and_no_more(county: Store) -> None:
    issued = issued_token(county)
    for day in (date(2026, 11, 24), date(2026, 11, 23)):
        with county.write() as connection:
            note_use(connection, issued.token.id, day)
    with county.read() as connection:
        assert [token.last_used_on for token in tokens(WANG, connection)] == [date(2026, 11, 24)]


def test_an_administrator_issues_within_his_scope_alone(county: Store) -> None:
    admin = _administrator(COUNTY)
    assert issued_token(county, admin).token.issued_by == "token:99"
    assert _refusal(county, admin, scope=Scope(division=CITY)) == "forbidden"
    assert _refusal(county, admin, scope=Scope(division=COUNTY, below=True)) == "forbidden"
    assert _refusal(county, _administrator(COUNTY, body=3)) == "forbidden"
    assert _refusal(county, None) == "forbidden"
    everywhere = _administrator(PROVINCE, below=True)
    assert issued_token(county, everywhere, scope=Scope(division=COUNTY, below=True))
    assert _refusal(county, everywhere, scope=Scope(division=NATION, below=True)) == "forbidden"


def test_an_administrator_lists_and_revokes_within_his_scope_alone(county: Store) -> None:
    mine, other = issued_token(county), issued_token(county, scope=Scope(division=CITY))
    admin = _administrator(COUNTY)
    with county.read() as connection:
        assert [token.id for token in tokens(admin, connection)] == [mine.token.id]
        assert tokens(None, connection) == []
    for number in (other.token.id, 12345):
        with pytest.raises(Refusal) as refused, county.write() as connection:
            revoke(admin, connection, number, now=NOW)
        assert refused.value.code == "forbidden"
    with pytest.raises(Refusal) as refused, county.write() as connection:
        revoke(WANG, connection, 12345, now=NOW)
    assert refused.value.code == "unknown-token"
    assert _principal(county, other.text)


def test_what_cannot_be_is_refused(county: Store) -> None:
    cannot_be: list[dict[str, object]] = [
        {"name": " "},
        {"name": "甲" * 65},
        {"name": "甲\n乙"},
        {"roles": []},
        {"days": 0},
        {"days": 1097},
        {"scope": Scope(division="33")},
    ]
    for wrong in cannot_be:
        assert _refusal(county, WANG, **wrong) == "bad-argument", wrong
    assert _refusal(county, scope=Scope(division="620000")) == "unknown-division"
    assert _refusal(county, scope=Scope(division=COUNTY, body=7)) == "unknown-body"


def test_a_token_may_be_of_a_body_of_the_division(county: Store) -> None:
    publish(county, "2025", county_items())
    with county.read() as connection:
        number = connection.execute(select(body.c.id).order_by(body.c.id)).scalars().first()
    issued = issued_token(county, roles=[Role.BODY_EDITOR], scope=Scope(division=COUNTY, body=number))
    found = _principal(county, issued.text)
    assert found
    assert found.grants == (Grant(role=Role.BODY_EDITOR, division=COUNTY, body=number),)
    assert _refusal(county, scope=Scope(division=CITY, body=number)) == "unknown-body"


def test_the_nation_may_be_a_scope(county: Store) -> None:
    issued = issued_token(county, scope=Scope(division=NATION, below=True))
    assert _principal(county, issued.text)


def test_a_role_that_the_store_does_not_know_is_refused_by_it(county: Store) -> None:
    issued_token(county)
    with (
        pytest.raises(Exception, match="role_known"),
        county.write() as connection,
    ):
        connection.execute(text("UPDATE access_grant SET role = 'EMPEROR'"))
