"""Fields that only show what a record says: one rule for them all, which plans know how to read straight."""

from typing import Any

import graphene
import msgspec


class Cells:
    """Resolves a field from a record's content, else from the record itself; an empty cell is null.

    The record has its content ready as `content` and as it is stored, JSON, as `encoded`.
    """

    def __init__(self, content: type[msgspec.Struct]) -> None:
        self.content = content
        self._names = frozenset(content.__struct_fields__)

    def shows(self, attribute: str) -> bool:
        """Whether the field of that attribute shows a cell of the content."""
        return attribute in self._names

    def __call__(
        self, attribute: str, _default: object, record: Any, _info: graphene.ResolveInfo, **_arguments: object
    ) -> Any:
        """Resolve the field of that attribute."""
        if attribute in self._names:
            return getattr(record.content, attribute) or None
        return getattr(record, attribute)
