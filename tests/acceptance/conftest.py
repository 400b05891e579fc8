"""The command as an operator runs it, in this process, against a store of its own on either make."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from service.cli.app import app
from service.store import Store
from service.store.reference import load_reference


@dataclass
class Outcome:
    """What a command came to."""

    exit_code: int
    output: str
    errors: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document it must be."""
        return json.loads(self.output)


Command = Callable[..., Outcome]


@pytest.fixture
def quanze(store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `quanze` with these words."""
    with store.write() as connection:
        load_reference(connection)
    monkeypatch.setenv("QUANZE_DATABASE_URL", store_url)

    def run(*words: object) -> Outcome:
        result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return run
