"""Counts are kept once for a published edition, under the rules it was counted by, never for a draft."""

import pytest
from hypothesis import given
from sqlalchemy import update

from seeds import seed_toml
from service.access import Grant, Principal, Role
from service.editions import find_edition, keep_figures
from service.indicators import (
    CountedItem,
    count_items,
    decode_figures,
    encode_figures,
    indicator_rules,
    key_of,
    read_rules,
    rules_key,
)
from service.reading import edition_figures, known_figures, show_drafts
from service.reading import find_edition as shown_edition
from service.store import Store
from service.store.core import edition_figures as kept
from service.vocabulary import Category, ListKind
from tests.indicators.test_counting import items_of
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, counted_statements, publish
from tests.support.lists import listed

RULES = indicator_rules()


@given(items_of)
def test_what_is_packed_is_what_was_counted(items: list[CountedItem]) -> None:
    found = count_items(items, RULES)
    assert decode_figures(encode_figures(found)) == found


def test_other_rules_have_another_key() -> None:
    content = seed_toml("rules", "indicators.toml")
    assert key_of(read_rules(content)) == rules_key()
    content["blank"].append("尚未填写")
    assert key_of(read_rules(content)) != rules_key()


@pytest.fixture
def county(store: Store) -> Store:
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(
        store,
        "2025",
        [
            listed("甲登记", claim_state="已认领", fee_standard="5元", fee_state="停征"),
            listed("乙确认", body="水利局", category=Category.CONFIRMATION, claim_state="未认领"),
        ],
    )
    publish(
        store, "2026", [listed("丙登记", claim_state="已认领"), listed("丁登记", body="水利局")], draft=True
    )
    return store


def test_a_published_edition_is_counted_once(county: Store) -> None:
    with county.read() as connection:
        edition = find_edition(connection, COUNTY, ListKind.POWER, "2025")
        assert known_figures(connection, edition) is None
        counted = edition_figures(connection, edition)
    with county.write() as connection:
        keep_figures(connection, {edition.id: counted})
        keep_figures(connection, {edition.id: counted})
    with county.read() as connection, counted_statements(county) as sent:
        assert edition_figures(connection, edition) == known_figures(connection, edition) == counted
    assert not [statement for statement in sent if "revision" in statement]


def test_what_other_rules_came_to_is_counted_anew(county: Store) -> None:
    with county.read() as connection:
        edition = find_edition(connection, COUNTY, ListKind.POWER, "2025")
        counted = edition_figures(connection, edition)
    with county.write() as connection:
        keep_figures(connection, {edition.id: count_items([], RULES)})
        connection.execute(update(kept).values(rules_key="other"))
    with county.read() as connection:
        assert known_figures(connection, edition) is None
        assert edition_figures(connection, edition) == counted


def test_a_draft_is_never_kept(county: Store) -> None:
    with county.read() as connection:
        draft = find_edition(connection, COUNTY, ListKind.POWER, "2026")
        counted = edition_figures(connection, draft)
    with county.write() as connection:
        keep_figures(connection, {draft.id: counted})
    with county.read() as connection:
        assert known_figures(connection, draft) is None


def test_of_a_draft_a_body_s_editor_counts_that_part(county: Store) -> None:
    with county.read() as connection:
        draft = find_edition(connection, COUNTY, ListKind.POWER, "2026")
        whole = edition_figures(connection, draft)
    assert whole.items == 2
    for body in whole.indicators[0].by_body:
        grant = Grant(role=Role.BODY_EDITOR, division=COUNTY, body=body)
        with county.read() as connection:
            assert shown_edition(connection, COUNTY, ListKind.POWER, "2026") is None
            show_drafts(connection, Principal(subject="token:1", name="填报", grants=(grant,)))
            seen = shown_edition(connection, COUNTY, ListKind.POWER, "2026")
            assert seen
            part = edition_figures(connection, seen)
        assert part.items == 1
        assert list(part.indicators[0].by_body) == [body]
