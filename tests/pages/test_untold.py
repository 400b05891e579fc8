"""What only a draft tells of a body shows nowhere in a site; once it is published, everywhere it belongs."""

from datetime import timedelta
from pathlib import Path

import msgspec

from service import editions
from service.downloads import site_sections
from service.items import ListedItem
from service.pages import Sources, catalogue_of, write_site
from service.pages.working import Working
from service.store import Store
from service.vocabulary import ListKind
from tests.downloads.test_publication import written
from tests.pages.inventory import LATER, county
from tests.pages.test_publishing import SHOWN, files
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, publish
from tests.support.lists import listed

CREDIT = "11330824MB1558081J"
SITE = msgspec.structs.replace(SHOWN, pdf=False)


def _site(store: Store, folder: Path) -> dict[str, bytes]:
    written(store, folder, SITE)
    return files(folder)


def _anew(store: Store, folder: Path) -> dict[str, bytes]:
    """The site as it is made where nothing was worked out before."""
    with store.read() as connection:
        sources = Sources(connection, catalogue_of(connection, SITE), Working(folder / "work"))
        write_site(folder / "anew", "", site_sections(sources), lambda section, done, of: None)
    return files(folder / "anew")


def test_a_credit_code_is_told_when_its_draft_is_published(store: Store, tmp_path: Path) -> None:
    """By every list that names the body, also those in which nothing changed."""
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2025", county(2025), division=COUNTY)
    _site(store, tmp_path / "kept")
    charges: list[ListedItem] = [listed("不动产登记费", category=None, credit_code=CREDIT)]
    publish(store, "2026", charges, division=COUNTY, kind=ListKind.CHARGES, now=LATER, draft=True)
    before = _site(store, tmp_path / "kept")
    assert before == _site(store, tmp_path / "drafted")
    assert [path for path, content in before.items() if CREDIT.encode() in content] == []
    with store.write() as connection:
        editions.publish(connection, COUNTY, ListKind.CHARGES, "2026", LATER + timedelta(hours=1))
    after = _site(store, tmp_path / "kept")
    assert after == _anew(store, tmp_path)
    told = {path for path, content in after.items() if CREDIT.encode() in content}
    assert {path.rpartition("/")[2] for path in told if "/power/" in path} >= {"index.html", "list.jsonld"}


def test_a_body_is_found_once_the_draft_that_brought_it_is_published(store: Store, tmp_path: Path) -> None:
    """Though the latest editions are those that they were."""
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2025", county(2025), division=COUNTY)
    former = [listed("河道采砂许可", body="河道局"), *county(2024)]
    publish(store, "2020", former, division=COUNTY, now=LATER, draft=True)
    before = _site(store, tmp_path / "kept")
    assert not [path for path, content in before.items() if "河道局".encode() in content]
    with store.write() as connection:
        editions.publish(connection, COUNTY, ListKind.POWER, "2020", LATER + timedelta(hours=1))
    after = _site(store, tmp_path / "kept")
    assert after == _anew(store, tmp_path)
    assert "河道局".encode() in after["search/index/bodies/0.json"]
