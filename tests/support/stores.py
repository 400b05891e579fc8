"""Stores for tests: migrated once, then copied, so that each test has one of its own for little."""

import itertools
import shutil
from abc import ABC, abstractmethod
from pathlib import Path

from sqlalchemy import make_url

from service.store import migrate
from tests.support.postgresql import PostgresqlServer


class StoreMaker(ABC):
    """Makes addresses of stores that no other test uses, and clears them away."""

    @abstractmethod
    def bare(self) -> str:
        """The address of a store that is not there yet (PostgreSQL: an empty database)."""

    @abstractmethod
    def migrated(self) -> str:
        """The address of an empty store with this release's tables."""

    @abstractmethod
    def copy(self, url: str) -> str:
        """The address of a copy of a store that nobody holds."""

    @abstractmethod
    def remove(self, url: str) -> None:
        """Remove the store, whoever still holds it."""


class SqliteStores(StoreMaker):
    """Stores in files under a directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._numbers = itertools.count(1)
        self._template: Path | None = None

    def bare(self) -> str:
        """A file that does not exist."""
        return f"sqlite:///{self._next()}"

    def migrated(self) -> str:
        """A copy of the template's file."""
        if self._template is None:
            template = self._directory / "template.db"
            migrate(f"sqlite:///{template}").close()
            self._template = template
        return f"sqlite:///{shutil.copyfile(self._template, self._next())}"

    def copy(self, url: str) -> str:
        """A copy of the file."""
        return f"sqlite:///{shutil.copyfile(_path(url), self._next())}"

    def remove(self, url: str) -> None:
        """Unlink the file and what SQLite keeps beside it."""
        path = _path(url)
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)

    def _next(self) -> Path:
        return self._directory / f"store{next(self._numbers)}.db"


class PostgresqlStores(StoreMaker):
    """Databases of one server."""

    _TEMPLATE = "template_quanze"

    def __init__(self, server: PostgresqlServer) -> None:
        self._server = server
        self._numbers = itertools.count(1)
        self._has_template = False

    def bare(self) -> str:
        """An empty database."""
        return self._create("template0")

    def migrated(self) -> str:
        """A copy of the template database."""
        if not self._has_template:
            self._server.execute(f"CREATE DATABASE {self._TEMPLATE} TEMPLATE template0")
            migrate(self._server.url(self._TEMPLATE)).close()
            self._has_template = True
        return self._create(self._TEMPLATE)

    def copy(self, url: str) -> str:
        """A copy of the database."""
        return self._create(_database(url))

    def remove(self, url: str) -> None:
        """Drop the database with the connections that are still open."""
        self._server.execute(f"DROP DATABASE IF EXISTS {_database(url)} WITH (FORCE)")

    def _create(self, template: str) -> str:
        name = f"quanze_{next(self._numbers)}"
        self._server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self._server.url(name)


def _path(url: str) -> Path:
    return Path(make_url(url).database or "")


def _database(url: str) -> str:
    return make_url(url).database or ""
