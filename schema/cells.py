"""Fields that only show what a record says: rules for them all, which plans know how to read straight."""

from collections.abc import Callable, Sequence
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


class Attribute:
    """Resolves a field to an attribute of the thing itself, or of what the record at hand wraps."""

    def __init__(self, name: str, *, of: str | None = None) -> None:
        self.name = name
        self.of = of

    def __call__(self, record: Any, _info: graphene.ResolveInfo) -> Any:
        """Resolve the field."""
        return getattr(record if self.of is None else getattr(record, self.of), self.name)


class Listed:
    """Resolves a field to the things that `read` returns of a record, each as `wrap` makes it a record.

    The things are of the class `of`; what the fields under it show of them by `Attribute`, or by a name of
    their own, needs no records. `stored` returns them as they are stored, as JSON, None where they are not.
    """

    def __init__(
        self,
        of: type[msgspec.Struct],
        read: Callable[[Any, graphene.ResolveInfo], Sequence[Any]],
        stored: Callable[[Any, graphene.ResolveInfo], str | bytes | None],
        wrap: Callable[[Any, Sequence[Any]], Sequence[Any]] | None = None,
    ) -> None:
        self.of = of
        self.read = read
        self.stored = stored
        self._wrap = wrap

    def __call__(self, record: Any, info: graphene.ResolveInfo) -> Sequence[Any]:
        """Resolve the field."""
        things = self.read(record, info)
        return things if self._wrap is None else self._wrap(record, things)
