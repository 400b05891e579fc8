"""What rests on instruments: counted list by list, the same as line by line."""

from pathlib import Path

from service.pages import Site, catalogue_of
from service.pages.keeping import Kept
from service.pages.resting import resting_on
from service.reading import resting_items
from service.store import Store
from tests.reading.inventory import counted_statements


def test_counts_are_those_of_the_lines(filled: Store) -> None:
    with filled.read() as connection:
        catalogue = catalogue_of(connection, Site())
        found = resting_on(connection, catalogue, Kept(None))
        assert found
        for number, counts in found.items():
            assert [each.division_code for each in counts] == sorted(each.division_code for each in counts)
            for count in counts:
                lists = [each.list_id for each in catalogue.of_division(count.division_code)]
                lines = resting_items(connection, number, lists)
                assert len(lines) == count.powers > 0
                assert sum(line.left_without for line in lines) == count.left_without


def test_lists_that_stand_are_not_counted_again(filled: Store, tmp_path: Path) -> None:
    with filled.read() as connection:
        catalogue = catalogue_of(connection, Site())
        first = resting_on(connection, catalogue, Kept(tmp_path / "kept.db"))
        with counted_statements(filled) as sent:
            again = resting_on(connection, catalogue, Kept(tmp_path / "kept.db"))
    assert again == first
    assert not any("citation" in statement for statement in sent)
