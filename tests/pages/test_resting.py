"""What rests on instruments: counted list by list, the same as line by line."""

import re
from pathlib import Path

import pytest
from sqlalchemy import update

from service.pages import Site, catalogue_of
from service.pages.instruments import is_inline
from service.pages.keeping import Kept
from service.pages.resting import RestingCount, resting_on
from service.reading import resting_items
from service.settings import Settings
from service.store import Store
from service.store.core import data_version, instrument
from service.vocabulary import ListKind
from service.web import application
from tests.pages.inventory import LATER, Links, fill, followed
from tests.pages.test_publishing import anew, files, written
from tests.reading.inventory import (
    CITY,
    COUNTY,
    PROVINCE,
    add_divisions,
    add_instrument,
    counted_statements,
    publish,
)
from tests.support.lists import listed
from tests.web.conftest import Client


def test_counts_are_those_of_the_lines(filled: Store) -> None:
    with filled.read() as connection:
        catalogue = catalogue_of(connection, Site())
        found = resting_on(connection, catalogue, Kept(None))
        assert found
        for number, counts in found.items():
            assert [each.division_code for each in counts] == sorted(each.division_code for each in counts)
            for count in counts:
                lists = [each.list_id for each in catalogue.of_division(count.division_code)]
                lines, looked_up = (
                    resting_items(connection, [number], lists, few=few)[number] for few in (False, True)
                )
                assert lines == looked_up
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


@pytest.mark.parametrize("inline", [0, 1])
def test_what_much_rests_on_has_a_page_for_each_division(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inline: int
) -> None:
    """Here that is more than none, or more than one."""
    monkeypatch.setattr("service.pages.instruments._MOST_INLINE", inline)
    fill(sqlite_store)
    law = {number: f"《行政许可法》第{number}条；《水法》第{number}条" for number in (1, 2)}
    for label, places in (("2025", (1, 2)), ("2026", (2,)), ("2027", ())):
        items = [
            listed("取水许可", setting_basis=law[1]),
            *(listed(f"许可{number}", setting_basis=law[number]) for number in places),
        ]
        publish(sqlite_store, label, items, division=CITY, kind=ListKind.POWER, now=LATER)
        written(sqlite_store, tmp_path / "site", Site())
        found = files(tmp_path / "site")
        assert found == anew(sqlite_store, tmp_path / label, Site())
        assert any(re.fullmatch(r"instruments/[0-9]+/[0-9]+/index\.html", path) for path in found)
        client = Client(application(sqlite_store, Settings()))
        for path, content in found.items():
            if path.startswith("instruments/"):
                assert client.get("/" + path.removesuffix("index.html")).content == content, path


def test_an_instrument_keeps_its_page_when_nothing_rests_on_it_any_more(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages of powers that are no more lead there; the index has what something rests on."""
    monkeypatch.setattr("service.pages.instruments._MOST_INLINE", 0)
    fill(store)
    law = listed("取水许可", setting_basis="《水法》第七条")
    add_instrument(store, "中华人民共和国水法", 2)
    powers = [listed("采砂许可")]
    publish(store, "2025", [law, *powers], division=CITY, kind=ListKind.POWER)
    written(store, tmp_path / "site", Site())
    assert "中华人民共和国水法" in (tmp_path / "site/instruments/index.html").read_text("utf-8")
    assert (tmp_path / f"site/instruments/2/{CITY}/index.html").is_file()
    publish(store, "2026", powers, division=CITY, kind=ListKind.POWER, now=LATER)
    written(store, tmp_path / "site", Site())
    found = files(tmp_path / "site")
    assert found == anew(store, tmp_path, Site())
    page = found["instruments/2/index.html"].decode()
    assert "中华人民共和国水法" in page
    assert "0 项" in page
    assert "中华人民共和国水法" not in found["instruments/index.html"].decode()
    assert f"instruments/2/{CITY}/index.html" not in found
    leading = {
        path
        for path, content in found.items()
        if path.endswith("index.html")
        and "instruments/2/" in followed(path.removesuffix("index.html"), Links(content.decode()).links)
    }
    assert len(leading) == 1
    assert all("/power/items/" in path for path in leading)
    served = Client(application(store, Settings())).get("/instruments/2/")
    assert served.content == found["instruments/2/index.html"]


@pytest.mark.parametrize("inline", [0, 500])
def test_pages_name_the_powers_of_today(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inline: int
) -> None:
    """Though as many rest on the instrument as before; and what became of it itself."""
    monkeypatch.setattr("service.pages.instruments._MOST_INLINE", inline)
    add_divisions(sqlite_store, PROVINCE, CITY, COUNTY)
    add_instrument(sqlite_store, "中华人民共和国水法")

    def compared(step: str) -> str:
        written(sqlite_store, tmp_path / "site", Site())
        found = files(tmp_path / "site")
        assert found == anew(sqlite_store, tmp_path / step, Site())
        return found["instruments/1/index.html" if inline else f"instruments/1/{CITY}/index.html"].decode()

    for label, name in (("2025", "取水许可"), ("2026", "采砂许可")):
        power = listed(name, body="水利局", setting_basis="《水法》第七条")
        publish(sqlite_store, label, [power], division=CITY, now=LATER)
        assert name in compared(label)
    with sqlite_store.write() as connection:
        connection.execute(update(instrument).values(status="repealed"))
        connection.execute(update(data_version).values(version=data_version.c.version + 1))
    assert "已废止" in compared("law")


def test_an_instrument_names_up_to_500_powers_on_one_page() -> None:
    mark = (0, 0)
    assert is_inline([RestingCount(CITY, 300, 0, mark), RestingCount(COUNTY, 200, 0, mark)])
    assert not is_inline([RestingCount(CITY, 300, 0, mark), RestingCount(COUNTY, 201, 0, mark)])


def test_what_only_a_former_edition_cites_has_a_page_once_that_is_published(
    sqlite_store: Store, tmp_path: Path
) -> None:
    add_divisions(sqlite_store, PROVINCE, CITY, COUNTY)
    add_instrument(sqlite_store, "中华人民共和国水法")
    publish(sqlite_store, "2025", [listed("采砂许可")], division=CITY)
    written(sqlite_store, tmp_path / "site", Site())
    former = [listed("采砂许可"), listed("取水许可", setting_basis="《水法》第七条")]
    publish(sqlite_store, "2024", former, division=CITY, now=LATER)
    written(sqlite_store, tmp_path / "site", Site())
    found = files(tmp_path / "site")
    assert "instruments/1/index.html" in found
    assert found == anew(sqlite_store, tmp_path, Site())
