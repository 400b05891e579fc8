"""A selection ready to be answered, and what its functions are given."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from schema.plan.arguments import Arguments

_encode = msgspec.json.Encoder().encode


def encoded(answer: object) -> msgspec.Raw:
    """Return what is answered as JSON, which goes into what is around it as it is."""
    return msgspec.Raw(_encode(answer))


def shown_as(keys: Sequence[str]) -> type[msgspec.Struct]:
    """Return the class of objects that are written as JSON under these keys, whose values it takes in order.

    Making one and writing it takes two thirds of what a dictionary does.
    """
    names = [f"v{at}" for at in range(len(keys))]
    return msgspec.defstruct("Shown", names, rename=dict(zip(names, keys, strict=True)), gc=False)


class Info:
    """What resolvers may ask of the execution: the request's reader, and nothing of graphql-core's."""

    __slots__ = ("context",)

    def __init__(self, context: object) -> None:
        self.context = context


class Shown:
    """The attributes of a record's content that a selection shows, and a decoder of these alone."""

    def __init__(self, content: type[msgspec.Struct], attributes: Sequence[str]) -> None:
        fields = {field.name: field for field in msgspec.structs.fields(content)}
        wanted = [fields[name] for name in attributes]
        part = msgspec.defstruct(
            content.__name__,
            [
                (field.name, field.type)
                if field.required
                else (field.name, field.type, msgspec.field(**default_of(field)))
                for field in sorted(wanted, key=lambda field: not field.required)
            ],
            gc=False,
        )
        self.attributes = frozenset(attributes)
        self.decode = msgspec.json.Decoder(part).decode


def default_of(field: msgspec.structs.FieldInfo) -> dict[str, Any]:
    """Return the default of a field that has one, as `msgspec.field` takes it."""
    if field.default is not msgspec.NODEFAULT:
        return {"default": field.default}
    return {"default_factory": field.default_factory}


class Plan(msgspec.Struct, frozen=True):
    """A selection ready to be answered, any number of times and by several threads at once.

    `loaders` are the reader's that it asks by themselves, and the readings of cells that it shows.
    """

    make: Callable[[Info, tuple[dict[str, Any], ...]], Callable[[None], msgspec.Struct]]
    arguments: tuple[Arguments, ...]
    loaders: frozenset[str]

    def answer(self, context: Any, variables: dict[str, Any]) -> msgspec.Raw:
        """Return what `data` would be without errors, as JSON.

        Raises `UnplannedError`, or what a resolver raises. Whatever is raised, ordinary execution must
        answer: it tells errors where they belong.
        """
        context.expected = self.loaders
        arguments = tuple([given(variables) for given in self.arguments])
        return encoded(self.make(Info(context), arguments)(None))
