"""Random valid queries over the whole schema: aliases, fragments, directives, variables, nested pages."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)
from hypothesis import strategies as st

from schema import executable_schema

_MOST_DEPTH = 5
Draw = Callable[[st.SearchStrategy[Any]], Any]


class Asked(NamedTuple):
    """A query and the values of its variables."""

    text: str
    variables: dict[str, Any]


class Pool(NamedTuple):
    """Values that mean something to the store asked: ids of things in it, cursors of its pages."""

    ids: Sequence[str]
    cursors: Sequence[str]


def queries(pool: Pool) -> st.SearchStrategy[Asked]:
    """Queries whose arguments are drawn from the pool, good and bad."""

    @st.composite
    def drawn(draw: Draw) -> Asked:
        return _Query(draw, pool).asked()

    return drawn()


class _Query:
    """One query as it is drawn."""

    def __init__(self, draw: Draw, pool: Pool) -> None:
        self._draw = draw
        self._pool = pool
        self._declared: list[str] = []
        self._values: dict[str, Any] = {}
        self._fragments: list[str] = []
        self._aliases = 0

    def asked(self) -> Asked:
        root = executable_schema.query_type
        assert root
        selection = self._selection(root, _MOST_DEPTH)
        declared = f"({', '.join(self._declared)})" if self._declared else ""
        return Asked(f"query Drawn{declared} {selection} {' '.join(self._fragments)}", self._values)

    def _selection(self, type_: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        names = [
            name
            for name, field in type_.fields.items()
            if depth > 1 or is_leaf_type(get_named_type(field.type))
        ]
        chosen = self._draw(st.lists(st.sampled_from(names), min_size=1, max_size=5)) if names else []
        parts = [self._field(name, type_.fields[name], depth) for name in chosen]
        if not parts or self._chance(6):
            parts.append(self._key() + "__typename")
        if isinstance(type_, GraphQLInterfaceType):
            parts += [self._on(each, depth) for each in executable_schema.get_possible_types(type_)]
        elif depth > 1 and self._chance(4):
            parts.append(self._on(type_, depth))
        return f"{{ {' '.join(parts)} }}"

    def _on(self, type_: GraphQLObjectType, depth: int) -> str:
        """A fragment on the type, inline or by name."""
        selection = self._selection(type_, depth - 1)
        if self._chance(2):
            return f"... on {type_.name}{self._directive()} {selection}"
        name = f"F{len(self._fragments)}"
        self._fragments.append(f"fragment {name} on {type_.name} {selection}")
        return f"...{name}{self._directive()}"

    def _field(self, name: str, field: GraphQLField, depth: int) -> str:
        given = [
            f"{key}: {self._argument(key, argument)}"
            for key, argument in field.args.items()
            if is_required_argument(argument) or self._chance(4)
        ]
        arguments = f"({', '.join(given)})" if given else ""
        inner = get_named_type(field.type)
        selection = ""
        if isinstance(inner, GraphQLObjectType | GraphQLInterfaceType):
            selection = " " + self._selection(inner, depth - 1)
        key = self._key() if field.args or self._chance(3) else ""
        return f"{key}{name}{arguments}{self._directive()}{selection}"

    def _key(self) -> str:
        self._aliases += 1
        return f"a{self._aliases}: "

    def _directive(self) -> str:
        if not self._chance(6):
            return ""
        kind = self._draw(st.sampled_from(["include", "skip"]))
        value = self._draw(st.booleans())
        return f" @{kind}(if: {self._written('Boolean!', value, str(value).lower())})"

    def _argument(self, name: str, argument: GraphQLArgument) -> str:
        return self._value(name, argument.type, str(argument.type))

    def _value(self, name: str, type_: GraphQLType, declared: str) -> str:
        if isinstance(type_, GraphQLNonNull):
            return self._value(name, type_.of_type, declared)
        if isinstance(type_, GraphQLList):
            values = self._draw(st.lists(self._of_leaf(name, get_named_type(type_)), max_size=3))
            written = f"[{', '.join(self._literal(each, type_) for each in values)}]"
            return self._written(declared, values, written)
        value = self._draw(self._of_leaf(name, type_))
        return self._written(declared, value, self._literal(value, type_))

    def _written(self, declared: str, value: Any, literal: str) -> str:
        """The value as a variable or as it is."""
        if not self._chance(3):
            return literal
        name = f"v{len(self._declared)}"
        default = f" = {literal}" if self._chance(2) and not declared.endswith("!") else ""
        self._declared.append(f"${name}: {declared}{default}")
        if not default or self._chance(2):
            self._values[name] = value
        return f"${name}"

    @staticmethod
    def _literal(value: Any, type_: Any) -> str:
        if isinstance(get_named_type(type_), GraphQLEnumType) or isinstance(value, int):
            return str(value).lower() if isinstance(value, bool) else str(value)
        return f'"{value}"'

    def _of_leaf(self, name: str, type_: Any) -> st.SearchStrategy[Any]:
        if isinstance(type_, GraphQLEnumType):
            return st.sampled_from(sorted(type_.values))
        if name in ("first", "last"):
            return st.sampled_from([0, 1, 2, 3, 7, 250, -1])
        if name in ("after", "before", "since"):
            return st.sampled_from([*self._pool.cursors, "no-cursor"])
        if name in ("id", "ids", "body", "instrument"):
            return st.sampled_from([*self._pool.ids, "bad"])
        if type_.name == "Boolean":
            return st.booleans()
        return st.sampled_from(_TEXTS.get(name) or _TEXTS_OF_TYPE[type_.name])

    def _chance(self, one_in: int) -> bool:
        return bool(self._draw(st.integers(1, one_in)) == 1)


_DIVISIONS = ("330824", "330800", "330000", "330825", "9")
_LABELS = ("2024", "2025", "2026", "nothing")
_TEXTS = {
    **dict.fromkeys(("division", "reference", "targets", "under"), _DIVISIONS),
    **dict.fromkeys(("edition", "label", "from", "to"), _LABELS),
    "code": ("330824", "000131023000", "000111001000", "missing-basis"),
    "text": ("登记", "食品 许可", "  ", "行政许可法"),
}
_TEXTS_OF_TYPE = {
    "Date": ("2024-06-30", "2025-06-30", "1999-01-01"),
    "DateTime": ("2026-11-23T09:00:00Z", "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"),
    "String": ("330824", "2025"),
    "ID": ("bad",),
    "Int": (1,),
}
