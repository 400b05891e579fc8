"""A copied store holds what the first one held, whichever store either is."""

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select, text

from service.audit import head_of, verify
from service.editions import editions
from service.errors import Refusal, StoreOutdatedError
from service.items import decode_content
from service.moving import copy_store
from service.reading import ItemSelection, PageRequest, item_page
from service.store import Store, migrate, open_store
from service.store.base import Table
from service.store.core import division, revision
from tests.moving.conftest import COUNTY
from tests.support.stores import StoreMaker

WORDS = ("许可", "城乡规划", "民政局 登记", "33", "不存在的词")


@pytest.fixture(params=["sqlite", "postgresql"])
def target_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where there is no store yet, on SQLite and on PostgreSQL in turn."""
    maker: StoreMaker = request.getfixturevalue(f"{request.param}_stores")
    url = maker.bare()
    yield url
    maker.remove(url)


@pytest.fixture
def filled(filled_url: str) -> Iterator[Store]:
    """The filled store, on SQLite and on PostgreSQL in turn."""
    store = open_store(filled_url)
    yield store
    store.close()


def found(store: Store, words: str) -> list[tuple[int, str]]:
    with store.read() as connection:
        page = item_page(connection, ItemSelection(text=words), PageRequest(first=200))
        return [(item.id, item.content.name) for item in page.nodes]


def test_a_copy_holds_the_same_and_finds_the_same(filled: Store, target_url: str) -> None:
    told: list[tuple[int, int]] = []
    moved = copy_store(filled, target_url, lambda done, rows: told.append((done, rows)))
    copied = open_store(target_url)
    with filled.read() as before, copied.read() as after:
        assert editions(after, COUNTY) == editions(before, COUNTY)
        assert len(editions(after, COUNTY)) == 3
        assert head_of(after) == head_of(before)
        assert head_of(after).count == 2
        assert verify(after) == []
        counts = {
            table.name: after.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Table.metadata.sorted_tables
        }
    assert moved.rows == sum(counts.values()) > 4000
    assert told[-1] == (moved.rows, moved.rows)
    answers = [found(copied, words) for words in WORDS]
    assert answers == [found(filled, words) for words in WORDS]
    assert [bool(answer) for answer in answers] == [True, True, True, True, False]
    copied.close()


def test_both_stores_find_the_same_by_any_words(
    filled: Store, sqlite_stores: StoreMaker, postgresql_stores: StoreMaker
) -> None:
    chance = random.Random(11)
    wordings = select(revision.c.content).where(~revision.c.removed)
    with filled.read() as connection:
        contents = [decode_content(encoded) for encoded in connection.execute(wordings).scalars()]
    texts = [content.name + content.setting_basis + " ".join(content.codes) for content in contents]
    words = []
    for _ in range(150):
        looked_at, size = chance.choice(texts), chance.randint(1, 5)
        start = chance.randrange(max(1, len(looked_at) - size))
        words.append(looked_at[start : start + size])
    urls = [maker.bare() for maker in (sqlite_stores, postgresql_stores)]
    answers = []
    for url in urls:
        copy_store(filled, url)
        copied = open_store(url)
        answers.append([found(copied, word) for word in words])
        copied.close()
    assert answers[0] == answers[1]
    assert sum(map(bool, answers[0])) > 75
    sqlite_stores.remove(urls[0])
    postgresql_stores.remove(urls[1])


def test_a_copy_goes_on_where_the_first_left_off(filled: Store, target_url: str) -> None:
    copy_store(filled, target_url)
    with_series = text("SELECT name, next_number FROM number_series ORDER BY name")
    copied = open_store(target_url)
    with filled.read() as before, copied.read() as after:
        assert set(after.execute(with_series)) == set(before.execute(with_series))
    copied.close()


def test_the_hash_of_a_copy_of_a_copy_is_the_same(
    filled: Store, target_url: str, sqlite_stores: StoreMaker
) -> None:
    first = copy_store(filled, target_url)
    copied, again = open_store(target_url), sqlite_stores.bare()
    assert copy_store(copied, again) == first
    copied.close()
    sqlite_stores.remove(again)


def test_a_store_with_anything_in_it_is_not_written_to(filled: Store, store_url: str) -> None:
    target = open_store(store_url)
    with target.write() as connection:
        connection.execute(division.insert().values(code="990000", name="甲", level=2))
    with pytest.raises(Refusal, match="target-not-empty"):
        copy_store(filled, store_url)
    with target.read() as connection:
        assert connection.execute(select(division.c.code)).scalars().all() == ["990000"]
    target.close()


def test_an_outdated_store_is_not_copied(store: Store, sqlite_stores: StoreMaker) -> None:
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    target = sqlite_stores.bare()
    with pytest.raises(StoreOutdatedError):
        copy_store(store, target)


def test_a_failed_copy_leaves_an_empty_store_that_can_be_copied_to(
    filled: Store, target_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(done: int, rows: int) -> None:
        if done > rows // 2:
            raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        copy_store(filled, target_url, broken)
    left = migrate(target_url)
    with left.read() as connection:
        assert connection.execute(select(func.count()).select_from(division)).scalar_one() == 0
    left.close()
    assert copy_store(filled, target_url).rows > 4000
