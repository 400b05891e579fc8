"""Reference data, rules and word classes as files people can read and edit, and the example lists."""

import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any


def seed(*parts: str) -> Traversable:
    """Return the seed file or folder at that path below `seeds/`."""
    return files(__name__).joinpath(*parts)


def seed_toml(*parts: str) -> dict[str, Any]:
    """Return a TOML seed file's content."""
    return tomllib.loads(seed(*parts).read_text("utf-8"))
