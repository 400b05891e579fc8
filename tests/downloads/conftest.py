"""The published lists that the pages are tried on."""

from tests.pages.conftest import filled, sqlite_filled

__all__ = ["filled", "sqlite_filled"]
