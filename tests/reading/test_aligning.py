"""Lists read for aligning: those asked for last stay at hand, others are read again."""

from service.alignment import trimmed
from service.reading import ListsAtHand, editions_to_align
from service.store import Store
from tests.reading.inventory import CITY, COUNTY, PROVINCE, counted_statements, county_items, publish


def test_lists_asked_for_last_stay_at_hand(divided: Store) -> None:
    items = county_items()
    for division in (PROVINCE, CITY, COUNTY):
        publish(divided, "2024", items, division=division)
    with divided.read() as connection:
        editions = editions_to_align(connection, PROVINCE, [CITY, COUNTY])
        lists = ListsAtHand(connection, 2 * len(items))
        first = [lists.of(each) for each in editions]
        with counted_statements(divided) as said:
            assert lists.of(editions[2]) is first[2]
            assert lists.of(editions[1]) is first[1]
            assert not said
            assert lists.of(editions[0]) == first[0]
            assert said
            assert lists.of(editions[1]) is first[1]
            assert lists.of(editions[2]) is not first[2]
        assert [each.division for each in first] == [PROVINCE, CITY, COUNTY]
        assert first == [trimmed(each) for each in first]
        assert ListsAtHand(connection, 0).of(editions[0]) == first[0]
