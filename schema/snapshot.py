"""The schema as text, to be committed: `python -m schema.snapshot > schema/schema.graphql`."""

import sys

from graphql import print_schema

from schema import executable_schema


def sdl() -> str:
    """Return the schema in the schema definition language."""
    return print_schema(executable_schema) + "\n"


if __name__ == "__main__":
    sys.stdout.write(sdl())
