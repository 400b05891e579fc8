"""Fields that only show what a record says: rules for them all, which plans know how to read straight."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import graphene
import msgspec

from service import node_ids


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


class Identity:
    """Resolves a field to the node id of the record, which is of that kind."""

    def __init__(self, kind: str) -> None:
        self.encode = partial(node_ids.encode, kind)

    def __call__(self, record: Any, _info: graphene.ResolveInfo) -> str:
        """Resolve the field."""
        return self.encode(record.id)


class Loaded:
    """Resolves a field to what the reader's loader of that name has under the key that the record bears."""

    def __init__(self, loader: str, key: str) -> None:
        self.loader = loader
        self.key = key

    def __call__(self, record: Any, info: graphene.ResolveInfo) -> Any:
        """Resolve the field."""
        return getattr(info.context, self.loader).get(getattr(record, self.key))


class Drawn:
    """Resolves a field by a function that draws upon the reading of the record's cells named `things`."""

    def __init__(self, things: str, resolve: Callable[[Any, Any], Any]) -> None:
        self.things = things
        self._resolve = resolve

    def __call__(self, record: Any, info: graphene.ResolveInfo) -> Any:
        """Resolve the field."""
        return self._resolve(record, info)


class Listed:
    """Resolves a field to things read from a record's cells, each as `wrap` makes it a record.

    The reader's loader `readings` has them as the attribute `things`, of the class `of`; as the attribute
    `stored` it has the JSON they are kept as, None where they are not. A record that says `has_readings` has
    both itself. What the fields under it show of them by `Attribute`, or by a name of their own, needs no
    records.
    """

    def __init__(
        self,
        of: type[msgspec.Struct],
        things: str,
        stored: str,
        wrap: Callable[[Any, Sequence[Any]], Sequence[Any]] | None = None,
    ) -> None:
        self.of = of
        self.things = things
        self.stored = stored
        self._wrap = wrap

    def __call__(self, record: Any, info: graphene.ResolveInfo) -> Sequence[Any]:
        """Resolve the field."""
        things: Sequence[Any] = getattr(info.context.readings.get(record), self.things)
        return things if self._wrap is None else self._wrap(record, things)
