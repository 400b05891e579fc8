"""Every mutation × role × own and other division and body: allowed, or FORBIDDEN and nothing changed."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from schema import Answer, Kept, Request, answer, executable_schema
from service.access import Grant, Principal, Role, rights_of
from service.audit import head_of
from service.store import Store, open_store
from service.store.base import Table
from service.store.core import body
from tests.access.walking import CASES as INVENTORY
from tests.access.walking import Case, Place
from tests.access.work import WORK
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, county_items, publish
from tests.support.stores import SqliteStores

MUTATION = executable_schema.mutation_type
CASES = {**INVENTORY, **WORK}
WALK = [
    pytest.param(case, role, id=f"{name}-{number}-{role.value}")
    for name, cases in CASES.items()
    for number, case in enumerate(cases)
    for role in Role
]


@pytest.fixture(scope="module")
def place(sqlite_stores: SqliteStores) -> Iterator[Place]:
    url = sqlite_stores.migrated()
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2024", county_items())
    publish(store, "2024", county_items(), division=CITY)
    with store.read() as connection:
        own = select(body.c.id).where(body.c.division_code == COUNTY).order_by(body.c.id)
        number = connection.execute(own).scalars().first()
    assert number is not None
    yield Place(store, number)
    store.close()
    sqlite_stores.remove(url)


def _ask(place: Place, case: Case, principal: Principal | None, variables: dict[str, Any]) -> Answer:
    request = Request(query=case.document, variables=variables)
    return answer(executable_schema, place.store, request, Kept(4), principal=principal)


def _codes(found: Answer) -> list[str]:
    return [str((error.extensions or {})["code"]) for error in found.errors]


def _rows(store: Store) -> dict[str, int]:
    with store.read() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Table.metadata.sorted_tables
        }


def _scopes(place: Place, role: Role) -> dict[str, Grant]:
    return {
        "own division": Grant(role=role, division=COUNTY),
        "own body": Grant(role=role, division=COUNTY, body=place.body),
        "other body": Grant(role=role, division=COUNTY, body=place.body + 1),
        "other division": Grant(role=role, division=CITY),
        "division above": Grant(role=role, division=PROVINCE),
        "division above and below it": Grant(role=role, division=PROVINCE, below=True),
    }


def test_every_mutation_is_walked() -> None:
    assert MUTATION
    assert set(CASES) == set(MUTATION.fields)
    for name, cases in CASES.items():
        assert cases
        assert all(name in case.document for case in cases)


@pytest.mark.parametrize(("case", "role"), WALK)
def test_a_role_does_what_it_may_where_it_may_and_nothing_else(place: Place, case: Case, role: Role) -> None:
    variables = case.prepare(place)
    for scope, grant in _scopes(place, role).items():
        actor = Principal(subject="token:7", name="某人", grants=(grant,))
        covered = {"own division", "division above and below it", *(["own body"] if case.of_body else [])}
        if case.right in rights_of(role) and scope in covered:
            found = _ask(place, case, actor, variables)
            assert not found.errors, (scope, found.errors)
            with place.store.read() as connection:
                assert head_of(connection).count > 0
            variables = case.prepare(place)
        else:
            before = _rows(place.store)
            found = _ask(place, case, actor, variables)
            assert _codes(found) == ["FORBIDDEN"], (scope, found)
            assert _rows(place.store) == before


@pytest.mark.parametrize("name", CASES)
def test_nobody_changes_anything(place: Place, name: str) -> None:
    for case in CASES[name]:
        variables = case.prepare(place)
        before = _rows(place.store)
        for nobody in (None, Principal(subject="token:8", name="无岗位", grants=())):
            assert _codes(_ask(place, case, nobody, variables)) == ["FORBIDDEN"]
        assert _rows(place.store) == before


@pytest.mark.parametrize("name", CASES)
def test_what_is_done_is_recorded(place: Place, name: str) -> None:
    case = CASES[name][0]
    roles = [role for role in Role if case.right in rights_of(role)]
    grants = tuple(Grant(role=role, division=COUNTY) for role in roles)
    actor = Principal(subject="token:9", name="记录者", grants=grants)
    variables = case.prepare(place)
    with place.store.read() as connection:
        before = head_of(connection).count
    assert not _ask(place, case, actor, variables).errors
    with place.store.read() as connection:
        assert head_of(connection).count > before


@pytest.mark.parametrize("name", CASES)
def test_what_is_not_there_is_told_like_what_is_not_ones_own(place: Place, name: str) -> None:
    case = CASES[name][0]
    variables = case.prepare(place)
    stranger = Principal(
        subject="token:10", name="外人", grants=tuple(Grant(role=role, division=CITY) for role in Role)
    )
    told = _ask(place, case, stranger, variables)
    absent = _ask(place, case, stranger, _absent(variables))
    assert _codes(told) == _codes(absent) == ["FORBIDDEN"]
    assert told.errors[0].message == absent.errors[0].message


def _absent(value: Any) -> Any:
    """The same variables, naming what is not there."""
    from service.node_ids import BadNodeIdError, decode, encode

    if isinstance(value, dict):
        return {key: _absent(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_absent(each) for each in value]
    if isinstance(value, str) and value.startswith("草稿"):
        return "没有这个版本"
    try:
        kind, _ = decode(value) if isinstance(value, str) else ("", 0)
    except BadNodeIdError:
        return value
    return encode(kind, 987_654_321) if kind else value
