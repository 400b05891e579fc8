"""What only a draft tells of a body shows nowhere in a site; once it is published, everywhere it belongs."""

from datetime import timedelta
from pathlib import Path

import msgspec

from service import editions
from service.items import ListedItem
from service.store import Store
from service.vocabulary import ListKind
from tests.downloads.test_publication import written
from tests.pages.inventory import LATER, county
from tests.pages.test_publishing import SHOWN
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, publish
from tests.support.lists import listed

CREDIT = "11330824MB1558081J"
SITE = msgspec.structs.replace(SHOWN, pdf=False)


def _site(store: Store, folder: Path) -> dict[str, bytes]:
    written(store, folder, SITE)
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".quanze")
    }


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
    assert after == _site(store, tmp_path / "published")
    told = {path for path, content in after.items() if CREDIT.encode() in content}
    assert {path.rpartition("/")[2] for path in told if "/power/" in path} >= {"index.html", "list.jsonld"}
