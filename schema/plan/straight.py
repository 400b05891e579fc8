"""Lists of structs shown field by field as they are: what is stored is decoded to just what is shown.

It is decoded as GraphQL's types, so that what GraphQL would refuse (a number too large for Int, a null where
there is to be none) is refused here as well, and what is decoded needs no looking at. A text that the stored
class says is one is not even decoded: it goes into the answer as the JSON that it is. Lists of numbers, as
cited places are, come again and again in few forms: what each becomes is kept with the plan.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple, get_args, get_origin

import msgspec
from graphene.types.resolver import dict_or_attr_resolver
from graphql import (
    FieldNode,
    GraphQLBoolean,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLString,
)

from schema.cells import Attribute, Listed
from schema.plan.leaves import INT_BOUND
from schema.plan.naming import Names
from schema.plan.projection import default_of, encoded, shown_as

SubFields = Callable[[GraphQLObjectType, list[FieldNode]], Mapping[str, list[FieldNode]]]
_LEAVES: dict[str, Any] = {
    GraphQLString.name: str,
    GraphQLID.name: str,
    GraphQLInt.name: Annotated[int, msgspec.Meta(ge=-INT_BOUND, lt=INT_BOUND)],
    GraphQLBoolean.name: bool,
}
_NUMBERS = (_LEAVES[GraphQLInt.name], _LEAVES[GraphQLInt.name] | None, bool, bool | None)
_MOST_MET = 512


class _NotStraightError(Exception):
    """Something of the selection is more than an attribute."""


class _Shape(NamedTuple):
    """How a value is shown: its type when decoded, and its expression of `{x}`.

    `lines` are the statements that come before the expression. Of an object of numbers alone `show` makes
    what is shown.
    """

    decoded: Any
    shown: str = "{x}"
    lines: Sequence[str] = ()
    show: Callable[[Any], msgspec.Struct] | None = None

    def of(self, x: str) -> tuple[str, Sequence[str]]:
        """The expression and the lines for a value that has that expression."""
        return self.shown.replace("{x}", x), [line.replace("{x}", x) for line in self.lines]


class Straight(NamedTuple):
    """How a selection of things is shown: how what is stored becomes them, and each one."""

    decode: Callable[[str | bytes], Sequence[Any]]
    each: _Shape

    def of(self, things: str, names: Names) -> tuple[str, Sequence[str]]:
        """The expression of what is shown of things that have that expression, and the lines before it."""
        return _listed(self.each, things, names)


def straight(
    field: GraphQLField, nodes: list[FieldNode], sub_fields: SubFields, names: Names
) -> Straight | None:
    """Return how the things that a `Listed` field reads are shown; None where the selection asks for more.

    Reading them raises msgspec's ValidationError for what GraphQL would refuse.
    """
    listed = field.resolve
    assert isinstance(listed, Listed)  # noqa: S101 - the caller's promise
    kind = _required(_required(field.type).of_type)
    try:
        shape = _object(kind, nodes, listed.of, sub_fields, names)
    except _NotStraightError:
        return None
    return Straight(msgspec.json.Decoder(list[shape.decoded]).decode, shape)  # type: ignore[name-defined]


class _Met(dict[bytes, msgspec.Raw]):
    """What is shown of lists of numbers, as JSON, by the JSON that they are stored as."""

    def __init__(self, each: Any, show: Callable[[Any], msgspec.Struct]) -> None:
        super().__init__()
        self._decode = msgspec.json.Decoder(list[each]).decode
        self._show = show

    def __missing__(self, stored: bytes) -> msgspec.Raw:
        if len(self) >= _MOST_MET:
            self.clear()
        shown = self[stored] = encoded([self._show(each) for each in self._decode(stored)])
        return shown


def _listed(each: _Shape, things: str, names: Names) -> tuple[str, Sequence[str]]:
    """The expression of a list of what is shown of each thing, and the lines that fill it.

    For the short lists that these are a loop takes half of what a comprehension does.
    """
    row, shown = names.new("y"), names.new("y")
    expression, lines = each.of(row)
    inner = [f"    {line}" for line in (*lines, f"{shown}.append({expression})")]
    return shown, [f"{shown} = []", f"for {row} in {things}:", *inner]


def _required(type_: Any) -> Any:
    """A type without its mark that it is never null, which it must have."""
    if not isinstance(type_, GraphQLNonNull):
        raise _NotStraightError
    return type_.of_type


def _value(type_: Any, nodes: list[FieldNode], of: Any, sub_fields: SubFields, names: Names) -> _Shape:
    """How a value of a GraphQL type that shows things of the class `of` is shown."""
    named = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if isinstance(named, GraphQLScalarType) and named.name in _LEAVES:
        leaf = _LEAVES[named.name]
        kept = leaf if named is not type_ else leaf | None
        return _Shape(msgspec.Raw if leaf is str and of in _texts(kept) else kept)
    if named is type_ or not isinstance(named, GraphQLList):
        raise _NotStraightError
    inner = _required(named.of_type)
    if isinstance(inner, GraphQLScalarType):
        found = _value(named.of_type, nodes, of, sub_fields, names)
        return _Shape(list[found.decoded])  # type: ignore[name-defined]
    found = _object(inner, nodes, of, sub_fields, names)
    if found.show is not None:
        return _Shape(msgspec.Raw, f"{names.bound('m', _Met(found.decoded, found.show))}[bytes({{x}})]")
    shown, lines = _listed(found, "{x}", names)
    return _Shape(list[found.decoded], shown, lines)  # type: ignore[name-defined]


def _texts(shown: Any) -> tuple[Any, ...]:
    """What a stored attribute must be said to be for its JSON to be what a text field shows."""
    return (str,) if shown is str else (str, str | None)


def _object(type_: Any, nodes: list[FieldNode], of: Any, sub_fields: SubFields, names: Names) -> _Shape:
    is_struct = isinstance(of, type) and issubclass(of, msgspec.Struct)
    if not is_struct or not isinstance(type_, GraphQLObjectType):
        raise _NotStraightError
    fields = {field.name: field for field in msgspec.structs.fields(of)}
    shapes: dict[str, _Shape] = {}
    attributes: list[str] = []
    parts: list[str] = []
    lines: list[str] = []
    selected = sub_fields(type_, nodes)
    for asked in selected.values():
        field = type_.fields.get(asked[0].name.value)
        attribute = _attribute(field)
        if field is None or field.args or attribute not in fields:
            raise _NotStraightError
        shape = _value(field.type, asked, _element(fields[attribute].type), sub_fields, names)
        if shapes.setdefault(attribute, shape) is not shape and shape.shown != "{x}":
            raise _NotStraightError
        shown, before = shape.of(f"{{x}}.{attribute}")
        attributes.append(attribute)
        parts.append(shown)
        lines += before
    made = shown_as(list(selected))

    def show(thing: Any) -> msgspec.Struct:
        return made(*[getattr(thing, attribute) for attribute in attributes])

    return _Shape(
        _decoded(of, {name: shape.decoded for name, shape in shapes.items()}),
        f"{names.bound('o', made)}({', '.join(parts)})",
        lines,
        show if all(shape.decoded in _NUMBERS for shape in shapes.values()) else None,
    )


def _decoded(of: type[msgspec.Struct], wanted: Mapping[str, Any]) -> type[msgspec.Struct]:
    """The class of which stored things of the class `of` are decoded with what is wanted alone."""
    positional = of.__struct_config__.array_like
    fields: list[Any] = []
    for field in msgspec.structs.fields(of):
        if field.name not in wanted and not positional:
            continue
        kind = wanted.get(field.name, msgspec.Raw if field.required else Any)
        if field.required:
            fields.append((field.name, kind))
        else:
            fields.append((field.name, kind, msgspec.field(**default_of(field))))
    return msgspec.defstruct(of.__name__, fields, array_like=positional, gc=False)


def _attribute(field: GraphQLField | None) -> str:
    """The attribute that a field shows as it is."""
    resolve: Any = field.resolve if field else None
    if isinstance(resolve, Attribute):
        return resolve.name
    if getattr(resolve, "func", None) is dict_or_attr_resolver and resolve.args[1] is None:
        return str(resolve.args[0])
    raise _NotStraightError


def _element(annotation: Any) -> Any:
    """What a tuple holds, what any other type is."""
    return get_args(annotation)[0] if get_origin(annotation) is tuple else annotation
