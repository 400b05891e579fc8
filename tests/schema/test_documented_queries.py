"""docs/graphql.md: its queries answer on the example lists, its codes are all there are."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loaders import ReadOptions, read_list
from schema import ErrorCode, Kept, Request, answer, cost, executable_schema, limits
from seeds import seed, seed_toml
from service.editions import LoadRequest, LoadState, load
from service.settings import Settings
from service.store import Store, open_store
from service.vocabulary import ListKind
from tests.reading.inventory import add_divisions, add_instrument
from tests.support.stores import SqliteStores

PAGE = (Path(__file__).parents[2] / "docs" / "graphql.md").read_text("utf-8")
QUERIES = re.findall(r"```graphql\n(query (\w+).+?)```(?:\n\n```json\n(.+?)```)?", PAGE, re.S)


@pytest.fixture(scope="module")
def examples(sqlite_stores: SqliteStores) -> Iterator[Store]:
    """The example lists, as `make serve` loads them."""
    url = sqlite_stores.migrated()
    store = open_store(url)
    entries = seed_toml("examples", "lists.toml")["lists"]
    add_divisions(store, *sorted({entry["division"] for entry in entries}))
    add_instrument(store, "社会团体登记管理条例")
    for entry in entries:
        kind = ListKind(entry["kind"])
        content = read_list(Path(str(seed("examples", entry["file"]))), ReadOptions(kind=kind))
        request = LoadRequest(division=entry["division"], kind=kind, label=entry["edition"], publish=True)
        assert load(store, content, request).state is LoadState.PUBLISHED
    yield store
    store.close()
    sqlite_stores.remove(url)


@pytest.mark.parametrize(("query", "title", "variables"), QUERIES, ids=[title for _, title, _ in QUERIES])
def test_documented_queries_answer(examples: Store, query: str, title: str, variables: str) -> None:
    request = Request(query=query, variables=json.loads(variables or "{}"))
    found = answer(executable_schema, examples, request, Kept(2))
    assert not found.errors, title
    assert isinstance(found.data, dict)
    (said,) = found.data.values()
    assert said, title
    for part in said.values() if isinstance(said, dict) else ():
        assert part != [], title


def test_there_are_ten_questions() -> None:
    headed = re.findall(r"^### \d+\. .+\n\n```graphql", PAGE, re.M)
    assert len(headed) == 10
    assert len(QUERIES) == len(headed) + 1
    assert PAGE.count("```graphql") == len(QUERIES)


def test_limits_are_documented_as_they_are() -> None:
    table = PAGE.partition("## Limits")[2].partition("## For portals")[0]
    for limit in (
        f"{limits.MAX_CHARACTERS:,} characters, {limits.MAX_TOKENS:,} tokens, {limits.MAX_DEFINITIONS} def",
        f"{limits.MAX_DEPTH} levels, {limits.MAX_FIELDS:,} fields, {limits.MAX_ALIASES} aliases",
        f"{limits.MAX_VALUES:,} values, {limits.MAX_NESTING} levels",
        f"{limits.MAX_DIRECTIVES} directives, {limits.MAX_DIRECTIVES_AT_ONE_PLACE} of them at one place",
        f"introspection in one another | {limits.MAX_INTROSPECTED_LISTS} |",
        f"{Settings().query_seconds:.0f} seconds",
        f"{limits.MAX_REPEATED_PAIRS:,} pairs",
        f"{cost.MAX_COST:,}",
    ):
        assert limit in table


def test_every_error_code_is_documented() -> None:
    table: Any = PAGE.partition("## Errors")[2].partition("## Limits")[0]
    rows = "\n".join(line.partition(" | ")[0] for line in table.splitlines() if line.startswith("|"))
    assert set(re.findall(r"`([A-Z_]{5,})`", rows)) == {code.value for code in ErrorCode}
