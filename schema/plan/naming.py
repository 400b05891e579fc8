"""Names in the source of a plan, and the values that some of them stand for."""

from typing import Any


class Names:
    """Gives out names, none twice; `values` is the namespace that the source runs in."""

    def __init__(self, **values: object) -> None:
        self.values: dict[str, Any] = values
        self._given = 0

    def new(self, letter: str) -> str:
        """Return a name that begins with that letter."""
        self._given += 1
        return f"{letter}{self._given}"

    def bound(self, letter: str, value: object) -> str:
        """Return the name that a value has in the source."""
        name = self.new(letter)
        self.values[name] = value
        return name
