"""The queries of the GraphQL benchmark: drawn anew, each whole, each the same page under other names."""

import random

import msgspec
import pytest

from schema import Kept, Request, answer, executable_schema
from service.store import Store
from service.store.core import current_item
from service.vocabulary import ListKind
from tests.bench.corpus import DIVISION
from tests.bench.graphql import _drawn, _drawn_places, _sorted, _without_typename
from tests.reading.inventory import add_divisions, county_items, publish


@pytest.fixture
def filled(sqlite_store: Store) -> Store:
    add_divisions(sqlite_store, f"{DIVISION[:2]}0000", f"{DIVISION[:4]}00", DIVISION)
    publish(sqlite_store, "2026", county_items(), division=DIVISION, kind=ListKind.COMBINED)
    return sqlite_store


def test_shapes_are_drawn_anew_and_mean_the_same_page(filled: Store) -> None:
    chance = random.Random()
    texts, pages = set(), set()
    for _ in range(12):
        shape = _drawn(chance, f'division: "{DIVISION}", kind: COMBINED, ')
        found = answer(executable_schema, filled, Request(query=shape.text, variables={"first": 50}), Kept(1))
        assert not found.errors, found.errors
        assert isinstance(found.data, dict)
        texts.add(shape.text)
        nodes = _without_typename(shape.plain(found.data["items"]["nodes"]))
        pages.add(msgspec.json.encode(_sorted(nodes)))
    assert (len(texts), len(pages)) == (12, 1)


def test_drawn_cursors_are_those_of_pages(filled: Store) -> None:
    query = f'{{ items(division: "{DIVISION}", kind: COMBINED, first: 50) {{ edges {{ cursor }} }} }}'
    found = answer(executable_schema, filled, Request(query=query), Kept(1))
    assert isinstance(found.data, dict)
    cursors = [edge["cursor"] for edge in found.data["items"]["edges"]]
    assert cursors
    assert len(current_item.primary_key.columns) == 4
    assert sorted(_drawn_places(filled)) == sorted((DIVISION, cursor) for cursor in cursors)
