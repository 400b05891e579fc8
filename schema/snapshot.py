"""The schema as text, to be committed: `python -m schema.snapshot > schema/schema.graphql`.

Beside it stands `schema/released.graphql`, the schema as it was last released: what portals hold on to. A
release copies the one to the other; until then whatever breaks a query of the released one fails the checks.
"""

import sys
from pathlib import Path

from graphql import build_schema, find_breaking_changes, print_schema

from schema import executable_schema

COMMITTED = Path(__file__).with_name("schema.graphql")
RELEASED = Path(__file__).with_name("released.graphql")


def sdl() -> str:
    """Return the schema in the schema definition language."""
    return print_schema(executable_schema) + "\n"


def breaking_changes(released: str, current: str) -> list[str]:
    """Return, in sentences, what a query of the released schema would meet with in the current one."""
    found = find_breaking_changes(build_schema(released), build_schema(current))
    return [change.description for change in found]


if __name__ == "__main__":
    sys.stdout.write(sdl())
