"""Writing a selection as Python: a function for each object type and selection, which makes a struct each.

Only names that the GraphQL grammar lets through and names made here come into the source; every other value
comes by the namespace that it runs in.
"""

import keyword
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from graphene.types.resolver import dict_or_attr_resolver
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
)
from graphql.execution.collect_fields import collect_sub_fields

from schema.cells import Cells, Drawn, Identity, Listed, Loaded
from schema.plan.arguments import Arguments, arguments_of, hangs_on_variables
from schema.plan.leaves import UnplannedError, check_of, enumerated, give_up, rows_of, serializer
from schema.plan.naming import Names
from schema.plan.projection import Plan, Shown, encoded, shown_as
from schema.plan.straight import straight

Fields = Mapping[str, list[FieldNode]]
"""The fields of an object under their response keys; the nodes of one key ask for the same field."""
Completion = Callable[[str], str]
"""From the expression of what a resolver returns, the expression of what is answered."""


class Writer:
    """Writes the functions of one selection."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        conditions: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        self._fragments = dict(fragments)
        self._conditions = dict(conditions)
        self._names = Names(encoded=encoded, give_up=give_up, rows_of=rows_of)
        self._functions: list[str] = []
        self._arguments: list[Arguments] = []
        self._loaders: set[str] = set()

    def plan(self, root: GraphQLObjectType, fields: Fields) -> Plan:
        """Return the plan of a whole operation; raises `UnplannedError` for what plans do not cover."""
        begin = self._object(root, fields)
        unpacked = "".join(f"    a{at} = arguments[{at}]\n" for at in range(len(self._arguments)))
        source = f"def make(info, arguments):\n{unpacked}{''.join(self._functions)}    return {begin}\n"
        exec(compile(source, "<plan>", "exec"), self._names.values)  # noqa: S102 - checked names alone, see above
        return Plan(self._names.values["make"], tuple(self._arguments), frozenset(self._loaders))

    def _object(self, type_: GraphQLObjectType, fields: Fields) -> str:
        """Write the function that makes an object's answer of its record; return its name."""
        if type_.is_type_of is not None:
            raise UnplannedError
        of_record, of_dict = [], []
        complete: Completion
        begin: list[str] = []
        cells = self._cells(type_, fields)
        for nodes in fields.values():
            if nodes[0].name.value == "__typename":
                read, complete = self._same(repr(type_.name)), _as_it_is
            else:
                field = type_.fields.get(nodes[0].name.value)
                if field is None:  # introspection
                    raise UnplannedError
                read, complete = self._field(field, nodes, cells, begin)
            of_record.append(complete(read[0]))
            of_dict.append(complete(read[1]))
        name = self._names.new("p")
        if any(isinstance(self._resolver(type_, nodes), Listed) for nodes in fields.values()):
            begin.insert(0, f"t = v if v.has_readings else {self._loader('readings')}(v)")
        shown = self._names.bound("o", shown_as(list(fields)))
        body = f"        return {shown}({', '.join(of_record)})\n"
        if of_dict != of_record:
            body = f"        if type(v) is dict:\n            return {shown}({', '.join(of_dict)})\n{body}"
        if cells:
            begin.append(f"c = {self._names.bound('d', cells.decode)}(v.encoded)")
        before = "".join([f"        {line}\n" for line in begin])
        self._functions.append(f"    def {name}(v):\n{before}{body}")
        return name

    @staticmethod
    def _resolver(type_: GraphQLObjectType, nodes: list[FieldNode]) -> object:
        field = type_.fields.get(nodes[0].name.value)
        return field and field.resolve

    def _field(
        self, field: GraphQLField, nodes: list[FieldNode], cells: Shown | None, begin: list[str]
    ) -> tuple[tuple[str, str], Completion]:
        """How a field is read of a record or a dict, and how that is completed; adds what comes before it."""
        resolve = field.resolve
        if isinstance(resolve, Listed | Drawn):
            self._loaders.add(resolve.things)
        if isinstance(resolve, Listed):
            show = straight(field, nodes, self._sub_fields, self._names)
            if show is not None:
                stored = f"t.{resolve.stored}"
                decode = self._names.bound("d", show.decode)
                things = f"{decode}({stored} if {stored} is not None else encoded(t.{resolve.things}))"
                shown, lines = show.of(things, self._names)
                begin += lines
                return self._same(shown), _as_it_is
        if isinstance(resolve, Loaded):
            return self._met(resolve, self._completion(field.type, nodes)), _as_it_is
        return self._reading(field, nodes[0], cells), self._completion(field.type, nodes)

    def _cells(self, type_: GraphQLObjectType, fields: Fields) -> Shown | None:
        """What of the records' content is shown, so that nothing else of it is decoded."""
        names = [nodes[0].name.value for nodes in fields.values()]
        resolvers = [type_.fields[name].resolve for name in names if name in type_.fields]
        found = [(each.func, each.args[0]) for each in resolvers if isinstance(each, partial) and each.args]
        shown = {
            attribute: func for func, attribute in found if isinstance(func, Cells) and func.shows(attribute)
        }
        return Shown(next(iter(shown.values())).content, sorted(shown)) if shown else None

    def _reading(self, field: GraphQLField, node: FieldNode, cells: Shown | None) -> tuple[str, str]:
        """The expressions of what the resolver returns for the record `v`: an object, a dict."""
        resolve = field.resolve
        if resolve is None:
            raise UnplannedError
        if isinstance(resolve, partial) and resolve.func is dict_or_attr_resolver:
            attribute, default = resolve.args
            if default is None and attribute.isidentifier() and not keyword.iskeyword(attribute):
                return f"v.{attribute}", f"v.get({attribute!r})"
        if isinstance(resolve, Identity):
            return (
                f"{self._names.bound('r', resolve.encode)}(v.id)",
                f"{self._names.bound('r', resolve.encode)}(v['id'])",
            )
        if isinstance(resolve, partial) and isinstance(resolve.func, Cells):
            shown = cells is not None and resolve.args[0] in cells.attributes
            return self._same(f"c.{resolve.args[0]} or None" if shown else f"v.{resolve.args[0]}")
        return self._same(f"{self._names.bound('r', resolve)}(v, info{self._given(field, node)})")

    def _given(self, field: GraphQLField, node: FieldNode) -> str:
        """How the resolver is given its arguments: those without variables are worked out here."""
        if not field.args:
            return ""
        arguments = arguments_of(field, node)
        if hangs_on_variables(node):
            self._arguments.append(arguments)
            return f", **a{len(self._arguments) - 1}"
        values = arguments({})
        return f", **{self._names.bound('k', values)}" if values else ""

    def _completion(
        self,
        type_: GraphQLOutputType,
        nodes: list[FieldNode],
        *,
        required: bool = False,
        in_list: bool = False,
    ) -> Completion:
        if isinstance(type_, GraphQLNonNull):
            return self._completion(type_.of_type, nodes, required=True, in_list=in_list)
        x = self._names.new("x")
        if isinstance(type_, GraphQLScalarType | GraphQLEnumType):
            return self._leaf(type_, x, required=required)
        if isinstance(type_, GraphQLList):
            row = self._names.new("y")
            each = self._completion(type_.of_type, nodes, in_list=True)(row)
            return self._unless_none(x, lambda value: f"[{each} for {row} in rows_of({value})]", required)
        if isinstance(type_, GraphQLObjectType):
            function = self._selected(type_, nodes)
            if type_.interfaces and not in_list:
                function = self._once(function)
        else:
            assert isinstance(type_, GraphQLInterfaceType | GraphQLUnionType)  # noqa: S101 - what is left
            function = self._abstract(type_, nodes)
        return self._unless_none(x, lambda value: f"{function}({value})", required)

    def _leaf(self, type_: GraphQLLeafType, x: str, *, required: bool) -> Completion:
        write, check, kind = self._names.bound("s", serializer(type_)), check_of(type_), enumerated(type_)
        if kind is not None:
            member, other = (
                self._names.bound("k", kind),
                self._unless_none(x, lambda v: f"{write}({v})", required),
            )
            return lambda value: f"({x}._name_ if type({x} := {value}) is {member} else {other(x)})"
        if check is None:
            return self._unless_none(x, lambda value: f"{write}({value})", required)
        absent = "" if required else f" or {x} is None"

        def complete(value: str) -> str:
            tested = check.replace("{x}", f"({x} := {value})", 1).replace("{x}", x)
            return f"({x} if {tested}{absent} else {write}({x}))"

        return complete

    @staticmethod
    def _unless_none(x: str, of_value: Completion, required: bool) -> Completion:
        absent = "give_up()" if required else "None"
        return lambda value: f"({of_value(x)} if ({x} := {value}) is not None else {absent})"

    def _met(self, resolve: Loaded, complete: Completion) -> tuple[str, str]:
        """Write the function that answers what stands under a key, as JSON, once for all that bear it."""
        name, k = self._names.new("m"), self._names.new("k")
        self._functions.append(
            f"    {name}_met = {{}}\n"
            f"    def {name}(k):\n"
            f"        met = {name}_met[k] = encoded({complete(f'{self._loader(resolve.loader)}(k)')})\n"
            f"        return met\n"
        )
        of_key = f"({name}_met[{k}] if ({k} := {{key}}) in {name}_met else {name}({k}))"
        return of_key.format(key=f"v.{resolve.key}"), of_key.format(key=f"v[{resolve.key!r}]")

    def _loader(self, name: str) -> str:
        """The name that what gets things from a loader of the reader has in the source."""
        self._loaders.add(name)
        bound = self._names.new("l")
        self._functions.append(f"    {bound} = info.context.{name}.get\n")
        return bound

    def _once(self, function: str) -> str:
        """Write the function that answers a record met again and again once; return its name."""
        name = self._names.new("m")
        self._functions.append(
            f"    {name}_met = {{}}\n"
            f"    def {name}(v):\n"
            f"        met = {name}_met.get(id(v))\n"
            f"        if met is None:\n"
            f"            met = {name}_met[id(v)] = (v, {function}(v))\n"
            f"        return met[1]\n"
        )
        return name

    def _selected(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> str:
        return self._object(type_, self._sub_fields(type_, nodes))

    def _sub_fields(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> Fields:
        return collect_sub_fields(self._schema, self._fragments, self._conditions, type_, nodes)

    def _abstract(self, type_: GraphQLAbstractType, nodes: list[FieldNode]) -> str:
        """Write the function that answers a record by its own type; return its name."""
        if type_.resolve_type is None:
            raise UnplannedError
        possible = self._schema.get_possible_types(type_)
        functions = ", ".join(f"{each.name!r}: {self._selected(each, nodes)}" for each in possible)
        name, bound = self._names.new("t"), self._names.bound("k", type_)
        resolve = self._names.bound("r", type_.resolve_type)
        self._functions.append(
            f"    {name}_of = {{{functions}}}\n"
            f"    def {name}(v):\n"
            f"        return {name}_of[{resolve}(v, info, {bound})](v)\n"
        )
        return name

    @staticmethod
    def _same(expression: str) -> tuple[str, str]:
        return expression, expression


def _as_it_is(expression: str) -> str:
    return expression
