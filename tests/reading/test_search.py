"""Search by words: every length, both scripts, ranked, alike on both stores."""

import pytest

from service.reading import BadArgumentError, ItemOrder, ItemSelection, PageRequest, item_page
from service.store import Store
from tests.reading.inventory import publish
from tests.support.lists import listed


@pytest.fixture(scope="module")
def searched(shared: Store) -> Store:
    publish(
        shared,
        "2024",
        [
            listed("核发许可证", setting_basis="《采矿登记管理办法》第三条"),
            listed("变更采矿登记"),
            listed("采矿登记变更"),
            listed("采矿登记"),
            listed("其他登记", codes=("ABC-123",)),
            listed("矿产资源勘查", body="采矿登记局"),
            listed("登记采矿"),
        ],
    )
    return shared


def found(store: Store, text: str, **options: object) -> list[str]:
    with store.read() as connection:
        selection = ItemSelection(text=text, **options)  # type: ignore[arg-type]
        page = item_page(connection, selection, PageRequest())
        assert page.total_count == len(page.nodes)
    return [item.content.name for item in page.nodes]


def test_what_fits_best_comes_first(searched: Store) -> None:
    assert found(searched, "采矿登记") == [
        "采矿登记",
        "采矿登记变更",
        "变更采矿登记",
        "矿产资源勘查",
        "核发许可证",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("矿", {"核发许可证", "变更采矿登记", "采矿登记变更", "采矿登记", "矿产资源勘查", "登记采矿"}),
        ("勘查", {"矿产资源勘查"}),
        ("採礦登記", {"核发许可证", "变更采矿登记", "采矿登记变更", "采矿登记", "矿产资源勘查"}),
        ("变更 登记", {"变更采矿登记", "采矿登记变更"}),
        ("ａｂｃ", {"其他登记"}),
        ("123", {"其他登记"}),
        ("采矿登记局 勘", {"矿产资源勘查"}),
        ("没有的字样", set()),
        ("，。", set()),
        ("%", set()),
    ],
)
def test_words_of_any_length_and_script(searched: Store, text: str, expected: set[str]) -> None:
    assert set(found(searched, text)) == expected


def test_blank_text_does_not_narrow(searched: Store) -> None:
    assert len(found(searched, "  ")) == 7


def test_pages_of_a_search_meet_every_match_once(searched: Store) -> None:
    met: list[str] = []
    after: str | None = None
    with searched.read() as connection:
        for _ in range(5):
            page = item_page(connection, ItemSelection(text="采矿登记"), PageRequest(first=1, after=after))
            met += [item.content.name for item in page.nodes]
            after = page.cursors[-1]
        assert not page.has_next_page
    assert met == found(searched, "采矿登记")


def test_a_search_may_be_put_in_the_lists_order(searched: Store) -> None:
    assert found(searched, "采矿登记", order=ItemOrder.LIST)[0] == "核发许可证"


def test_relevance_needs_words_and_words_have_a_limit(searched: Store) -> None:
    with pytest.raises(BadArgumentError):
        found(searched, "", order=ItemOrder.RELEVANCE)
    with pytest.raises(BadArgumentError):
        found(searched, "登" * 201)
