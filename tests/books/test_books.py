"""A year's book: opened, reconciled at any moment, closed under a seal that anyone can check."""

import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from service.access import Role
from service.adjustments import AdjustmentKind as Kind
from service.books import (
    Reckoning,
    close_year,
    corrected_by,
    open_year,
    reconcile_book,
    report_figures,
    sealed_items,
    sealed_page,
    verify_edition,
)
from service.editions import LoadRequest, discard, find_edition, load
from service.errors import Refusal
from service.reading import PageRequest
from service.store import Store
from service.store.core import edition, revision
from service.vocabulary import ListKind
from tests.proceedings.office import (
    ESTABLISHMENT,
    NOW,
    PUBLISHER,
    applied,
    approved,
    bodies,
    clerk,
    editor,
    powers,
    request,
    says,
)
from tests.reading.inventory import (
    CITY,
    COUNTY,
    PROVINCE,
    add_divisions,
    add_instrument,
    county_items,
    publish,
)
from tests.support.lists import file_of
from tests.support.repository import ROOT

POWER = ListKind.POWER


@pytest.fixture
def county(store: Store) -> Store:
    """The county's power list of 2026, published, and the book of 2027 opened from it."""
    add_divisions(store, PROVINCE, CITY, COUNTY)
    add_instrument(store, "中华人民共和国行政许可法", document_number="主席令第七号")
    publish(store, "2026", county_items())
    with store.write() as connection:
        open_year(connection, ESTABLISHMENT, COUNTY, POWER, "2027", NOW)
    return store


def reckoned(store: Store) -> Reckoning:
    with store.read() as connection:
        return reconcile_book(connection, ESTABLISHMENT, COUNTY, POWER, "2027")


def closed(store: Store, label: str = "2027") -> bytes:
    with store.write() as connection:
        return close_year(connection, PUBLISHER, COUNTY, POWER, label, NOW).seal


def test_a_book_begins_as_the_edition_it_is_opened_from(county: Store) -> None:
    found = reckoned(county)
    assert (found.book.base.label, found.book.is_open, found.findings) == ("2026", True, [])
    figures = found.account.figures
    assert (figures.before, figures.after, figures.unchanged) == (12, 12, 12)


def test_it_is_held_at_any_moment_against_what_bodies_report(county: Store) -> None:
    with county.write() as connection:
        told = {"before": 5, "removed": 1, "after": 4}
        report_figures(connection, editor(county), COUNTY, POWER, "2027", bodies(county)["民政局"], told, NOW)
    assert {finding.code for finding in reckoned(county).findings} == {"count-mismatch"}
    approved(county, request(county, Kind.REMOVE, items=(powers(county)["最低生活保障金给付"],)))
    applied(county)
    assert reckoned(county).findings == []


def test_what_a_file_takes_back_of_an_adjustment_is_told(county: Store) -> None:
    approved(county, request(county, Kind.REMOVE, items=(powers(county)["最低生活保障金给付"],)))
    applied(county)
    load(
        county,
        file_of(county_items()[:5]),
        LoadRequest(division=COUNTY, kind=POWER, label="2027", replace=True),
        NOW,
    )
    assert [finding.code for finding in reckoned(county).findings] == ["adjustment-undone"]


def test_only_who_may_see_a_draft_whole_learns_that_its_book_is_open(county: Store) -> None:
    with county.read() as connection:
        for who in (None, editor(county), clerk(Role.ADMINISTRATOR)):
            with pytest.raises(Refusal, match="no-book"):
                reconcile_book(connection, who, COUNTY, POWER, "2027")
    closed(county)
    with county.read() as connection:
        assert not reconcile_book(connection, None, COUNTY, POWER, "2027").book.is_open


def test_a_closed_book_takes_nothing_more(county: Store) -> None:
    closed(county)
    with county.write() as connection, pytest.raises(Refusal, match="book-closed"):
        close_year(connection, PUBLISHER, COUNTY, POWER, "2027", NOW)
    with county.write() as connection, pytest.raises(Refusal, match="book-closed"):
        report_figures(
            connection, editor(county), COUNTY, POWER, "2027", bodies(county)["民政局"], {"after": 1}, NOW
        )


def test_the_seal_holds_and_any_change_shows(county: Store) -> None:
    approved(county, request(county, Kind.ADD, after=(says(name="基金会登记", category_text="行政许可"),)))
    applied(county)
    seal = closed(county)
    with county.read() as connection:
        number = find_edition(connection, COUNTY, POWER, "2027").id
        found = verify_edition(connection, number)
        assert (found.seal, found.found, found.items, found.findings) == (seal, seal, 13, [])
    one = revision.c.name == "采矿权登记"
    with county.write() as connection:
        connection.execute(
            update(revision).where(one).values(content='{"name":"采矿权注销登记","body_name":"自然资源局"}')
        )
    with county.read() as connection:
        told = [finding.code for finding in verify_edition(connection, number).findings]
    assert told == ["item-changed", "body-changed", "edition-changed"]
    with county.write() as connection:
        connection.execute(update(edition).where(edition.c.id == number).values(seal=bytes(32)))
        connection.execute(update(revision).where(one).values(removed=True))
    with county.read() as connection:
        told = [finding.code for finding in verify_edition(connection, number).findings]
    assert told == ["body-changed", "edition-changed"]


def test_the_ten_lines_of_the_documentation_come_to_the_seal(county: Store, tmp_path: Path) -> None:
    seal = closed(county)
    text = (ROOT / "docs" / "adjustments.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(import hashlib.*?)```", text, re.DOTALL)
    assert len(code.strip().splitlines()) <= 10
    script, sealed = tmp_path / "check.py", tmp_path / "sealed.jsonl"
    script.write_text(code, "utf-8")
    with county.read() as connection, sealed.open("w", encoding="utf-8") as lines:
        for item in sealed_items(connection, find_edition(connection, COUNTY, POWER, "2027").id):
            told = {
                "bodyId": item.body_id,
                "body": item.body,
                "category": item.category,
                "content": item.content,
            }
            lines.write(json.dumps(told, ensure_ascii=False) + "\n")
    done = subprocess.run([sys.executable, script, sealed], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == seal.hex()


def test_sealed_items_come_in_pages(county: Store) -> None:
    closed(county)
    with county.read() as connection:
        number = find_edition(connection, COUNTY, POWER, "2027").id
        first = sealed_page(connection, number, PageRequest(first=7))
        rest = sealed_page(connection, number, PageRequest(first=7, after=first.cursors[-1]))
        assert [*first.nodes, *rest.nodes] == list(sealed_items(connection, number))
        assert (first.total_count, len(rest.nodes)) == (12, 5)


def test_a_correction_is_an_edition_that_names_what_it_corrects(county: Store) -> None:
    closed(county)
    later = NOW + timedelta(days=1)
    with county.write() as connection, pytest.raises(Refusal, match="missing-reason"):
        open_year(connection, ESTABLISHMENT, COUNTY, POWER, "2027更正", later, corrects="2027")
    with county.write() as connection:
        found = open_year(
            connection, ESTABLISHMENT, COUNTY, POWER, "2027更正", later, corrects="2027", why="名称误写"
        )
    assert (found.corrects, found.base.label) == ("2027", "2027")
    with county.read() as connection:
        wrong = find_edition(connection, COUNTY, POWER, "2027")
        assert corrected_by(connection, [found.edition.id]) == {found.edition.id: wrong.id}
    assert found.edition.effective_on == wrong.effective_on
    closed(county, "2027更正")
    with county.read() as connection:
        assert find_edition(connection, COUNTY, POWER, "2027更正").current


def test_a_book_goes_with_its_draft(county: Store) -> None:
    with county.write() as connection:
        told = {"after": 5}
        report_figures(connection, editor(county), COUNTY, POWER, "2027", bodies(county)["民政局"], told, NOW)
    with county.write() as connection:
        discard(connection, COUNTY, POWER, "2027")
    with county.write() as connection:
        assert open_year(connection, ESTABLISHMENT, COUNTY, POWER, "2027", NOW).is_open
    assert reckoned(county).findings == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"label": "2026"}, "edition-exists"),
        ({"label": ""}, "bad-label"),
        ({"label": "x", "base": "2027"}, "base-not-published"),
        ({"label": "x", "base": "1999"}, "unknown-edition"),
        ({"label": "x", "corrects": "2027", "why": "误写"}, "not-published"),
        ({"label": "x", "kind": ListKind.CHARGES}, "no-edition"),
        ({"label": "x", "division": "999999"}, "forbidden"),
    ],
)
def test_what_cannot_be_opened_is_refused(county: Store, said: dict[str, object], code: str) -> None:
    told: dict[str, object] = {"division": COUNTY, "kind": POWER, "now": NOW, **said}
    with county.write() as connection, pytest.raises(Refusal, match=code):
        open_year(connection, ESTABLISHMENT, **told)  # type: ignore[arg-type]
