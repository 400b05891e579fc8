"""The application as a worker starts it: from settings, with its logs."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from service.errors import StoreMissingError
from service.store import Store
from service.web import create
from service.web.logs import configure_logs
from tests.web.conftest import Client


@pytest.fixture(autouse=True)
def _default_logs() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def test_created_from_the_settings(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANZE_DATABASE_URL", sqlite_store.url.render_as_string())
    client = Client(create())
    assert client.get("/readyz").status_code == 200


def test_not_created_without_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANZE_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    with pytest.raises(StoreMissingError):
        create()


def test_log_lines_are_json_and_keep_what_people_asked_to_themselves(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs()
    asked_for = "某人的检索词"
    try:
        raise ValueError(len(asked_for))
    except ValueError as failure:
        structlog.get_logger("test").error("request failed", reference="abc", exc_info=failure)
    captured = capsys.readouterr()
    assert captured.out == ""
    entry = json.loads(captured.err)
    assert (entry["event"], entry["reference"], entry["level"]) == ("request failed", "abc", "error")
    assert entry["exception"][0]["exc_type"] == "ValueError"
    assert asked_for not in captured.err
