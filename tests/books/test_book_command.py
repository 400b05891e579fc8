"""`quanze book` and `quanze edition verify`, as an operator types them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from service.cli.app import app
from service.store import Store
from service.store.core import revision
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, county_items, publish

Typed = Callable[..., Result]
LIST = ("--division", COUNTY, "--kind", "power")


@pytest.fixture
def typed(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Type a command over the county's list of 2026."""
    add_divisions(sqlite_store, PROVINCE, CITY, COUNTY)
    publish(sqlite_store, "2026", county_items())
    monkeypatch.setenv("QUANZE_DATABASE_URL", sqlite_store.url.render_as_string(hide_password=False))

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, words, catch_exceptions=False)

    return run


def test_a_year_is_opened_shown_and_closed(typed: Typed) -> None:
    label = ("--edition", "2027")
    assert "从“2026”开出" in typed("book", "open", *LIST, *label).output
    assert "现有 12 项" in typed("book", "show", *LIST).output
    assert json.loads(typed("book", "apply", *LIST, *label, "--format", "json").output) == {
        "applied": [],
        "left": {},
        "codes": [],
    }
    closed = json.loads(typed("book", "close", *LIST, *label, "--format", "json").output)
    assert (closed["state"], closed["base"], closed["items"]) == ("published", "2026", 12)
    told = json.loads(typed("edition", "verify", *LIST, *label, "--format", "json").output)
    assert told["seal"] == told["found"] == closed["seal"]
    assert told["findings"] == []
    again = typed("book", "close", *LIST, *label, "--format", "json")
    assert again.exit_code == 1
    assert json.loads(again.output)["findings"][0]["code"] == "book-closed"


def test_an_edition_that_was_tampered_with_is_told(typed: Typed, sqlite_store: Store, tmp_path: Path) -> None:
    sealed = tmp_path / "sealed.jsonl"
    whole = typed("edition", "verify", *LIST, "--edition", "2026", "--output", str(sealed))
    assert (whole.exit_code, len(sealed.read_text("utf-8").splitlines())) == (0, 12)
    with sqlite_store.write() as connection:
        one = revision.c.name == "采矿权登记"
        connection.execute(update(revision).where(one).values(content='{"name":"采矿权注销登记"}'))
    told = typed("edition", "verify", *LIST, "--edition", "2026")
    assert told.exit_code == 1
    assert "item-changed" in told.output


def test_a_correction_names_what_it_corrects(typed: Typed) -> None:
    words = ("book", "open", *LIST, "--edition", "2026更正", "--corrects", "2026")
    assert typed(*words).exit_code == 1
    assert "更正“2026”" in typed(*words, "--why", "名称误写").output
