"""What tests of faults share."""

from collections.abc import Iterator

import pytest

from tests.faults.killing import Commands, running_commands


@pytest.fixture(scope="session")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    """Runs commands in processes of their own."""
    with running_commands(tmp_path_factory.mktemp("commands")) as running:
        yield running
