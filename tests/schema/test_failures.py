"""Failures of the service say no more than a reference number, under which the log has the whole."""

import pytest
from structlog.testing import capture_logs

from schema import ErrorCode, Kept, Request, answer, executable_schema, failed
from service.errors import Refusal
from service.store import Store
from service.store.core import division


def test_an_unexpected_failure_is_masked_and_logged(sqlite_store: Store) -> None:
    with sqlite_store.write() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.execute(division.insert().values(code="330824", name="开化县", level=99))
    with capture_logs() as logs:
        found = answer(
            executable_schema, sqlite_store, Request(query='{ division(code: "330824") { code } }'), Kept(1)
        )
    assert found.data == {"division": None}
    (error,) = found.document()["errors"]
    reference = error["extensions"]["reference"]
    assert error["extensions"] == {"code": "INTERNAL", "reference": reference}
    assert reference in error["message"]
    assert "Level" not in error["message"]
    (entry,) = logs
    assert entry["reference"] == reference
    assert isinstance(entry["exc_info"], ValueError)


def test_a_failure_as_a_whole_is_masked_too() -> None:
    with capture_logs() as logs:
        found = failed(RuntimeError("the password is 123"))
    (error,) = found.document()["errors"]
    assert "password" not in str(error)
    assert logs[0]["reference"] == error["extensions"]["reference"]


def refusals() -> list[type[Refusal]]:
    from service.reading import refusals as module

    return [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Refusal)]


@pytest.mark.parametrize("kind", [kind for kind in refusals() if kind is not Refusal])
def test_every_refusal_of_a_reader_has_a_code_of_its_own(kind: type[Refusal]) -> None:
    texts = {"BadCursorError": (), "BadIdError": ("x",)}.get(kind.__name__, ("错。", "改。"))
    assert ErrorCode(kind(*texts).code.upper().replace("-", "_"))
