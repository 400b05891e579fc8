"""Requests that mean harm: what they send, and the code they must be refused with."""

from typing import Any


def deep(levels: int) -> str:
    """A selection of so many levels of fields."""
    return "{ division(code: 1) " + "{ parent " * (levels - 2) + "{ code }" + "}" * (levels - 2) + "}"


def doubling(count: int) -> str:
    """Fragments that each spread the next one twice."""
    parts = [f"fragment F{n} on Division {{ parent {{ ...F{n + 1} }} ...F{n + 1} }}" for n in range(count)]
    return " ".join(
        ['{ division(code: "330824") { ...F0 } }', *parts, f"fragment F{count} on Division {{ code name }}"]
    )


def crossed(levels: int) -> str:
    """Two fields of one name on each of many levels: naive merging compares four times as many pairs each."""
    inner = "code"
    for _ in range(levels):
        inner = f"parent {{ {inner} }} parent {{ {inner} }}"
    return f'{{ division(code: "330824") {{ {inner} }} }}'


DOCUMENTS = {
    "deep selection": (deep(31), "TOO_DEEP"),
    "very deep selection": ("{a" * 20_000, "TOO_DEEP"),
    "deep list value": ("{ nodes(ids: " + "[" * 5_000 + "]" * 5_000 + ") { id } }", "TOO_DEEP"),
    "20,000 aliases": ("{" + " ".join(f"a{n}: __typename" for n in range(20_000)) + "}", "TOO_MANY_TOKENS"),
    "many aliases": ("{" + " ".join(f"a{n}: __typename" for n in range(200)) + "}", "TOO_MANY_ALIASES"),
    "10,000 directives": ("{ __typename " + "@skip(if: false)" * 10_000 + "}", "TOO_MANY_TOKENS"),
    "many directives": ("{ __typename " + "@a" * 100 + "}", "TOO_MANY_DIRECTIVES"),
    "directives at one place": ("{ __typename @a@a@a@a@a@a }", "TOO_MANY_DIRECTIVES"),
    "types of fields of types": (
        "{ __schema { types { ...T } } }"
        " fragment T on __Type { fields { type { ...U } } } fragment U on __Type { fields { type"
        " { possibleTypes { name } } } }",
        "TOO_DEEP",
    ),
    "introspection often": (
        "{"
        + " ".join(
            f"a{n}: __schema {{ types {{ fields {{ type {{ fields {{ name }} }} }} }} }}" for n in range(40)
        )
        + "}",
        "TOO_COSTLY",
    ),
    "long name": ("{" + "a" * 49_000 + "}", "VALIDATION_FAILED"),
    "long string": ('{ division(code: "' + "\\u0041" * 8_000 + '") { nothing } }', "VALIDATION_FAILED"),
    "many lines": ("{" + "\n" * 49_000 + "a", "SYNTAX_ERROR"),
    "doubling fragments": (doubling(28), "TOO_MANY_FIELDS"),
    "crossed fields": (crossed(7), "TOO_MANY_FIELDS"),
    "one field often": ("{" + "__typename " * 900 + "}", "TOO_MANY_FIELDS"),
    "many operations": (" ".join(f"query Q{n} {{ __typename }}" for n in range(200)), "TOO_MANY_DEFINITIONS"),
    "comments": ("#\n" * 20_000 + "{ __typename }", "TOO_MANY_TOKENS"),
    "long document": ("{ __typename }" + " " * 200_000, "TOO_MANY_TOKENS"),
    "costly": (
        "{ items(first: 200) { nodes { division { children(first: 200) { nodes { bodies(first: 200) {"
        " nodes { name } } } } } } } }",
        "TOO_COSTLY",
    ),
    "cyclic fragments": (
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "VALIDATION_FAILED",
    ),
    "fragment in itself": ("{ ...A } fragment A on Query { ...A }", "VALIDATION_FAILED"),
    "unknown fragment": ("{ ...Nobody }", "VALIDATION_FAILED"),
    "unknown field": ("{ nothing }", "VALIDATION_FAILED"),
    "many unknown fields": (
        "{" + " ".join(f"totalCounts{n}" for n in range(900)) + "}",
        "VALIDATION_FAILED",
    ),
    "not GraphQL": ("{", "SYNTAX_ERROR"),
    "empty": ("", "SYNTAX_ERROR"),
    "NUL": ("{ __typename } \0", "SYNTAX_ERROR"),
    "escaped NUL": ('{ division(code: "33\\u0000") { code } }', "BAD_ARGUMENT"),
    "half a character": ("{ __typename } # \ud800", "SYNTAX_ERROR"),
    "escaped half": ('{ division(code: "\\uD800") { code } }', "SYNTAX_ERROR"),
    "mutation": ("mutation { dropEverything }", "VALIDATION_FAILED"),
    "subscription": ("subscription { __typename }", "BAD_OPERATION"),
    "two operations unnamed": ("query A { __typename } query B { __typename }", "BAD_OPERATION"),
    "no operation": ("fragment A on Query { __typename }", "VALIDATION_FAILED"),
}


def _nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


_NODE = "query($id: ID!) { node(id: $id) { id } }"
_NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
_PAGE = (
    "query($first: Int, $after: String, $text: String)"
    " { items(first: $first, after: $after, text: $text) { totalCount } }"
)
_CHANGES = "query($since: String, $first: Int) { changes(since: $since, first: $first) { cursor } }"
_CATEGORIES = "query($c: [Category!]) { items(category: $c) { totalCount } }"

VARIABLES: dict[str, tuple[str, dict[str, Any], str]] = {
    "an id that is none": (_NODE, {"id": "x"}, "BAD_ID"),
    "an empty id": (_NODE, {"id": ""}, "BAD_ID"),
    "a long id": (_NODE, {"id": "UG93ZXJJdGVtOjE" * 20_000}, "BAD_ID"),
    "an id beyond 64 bits": (_NODE, {"id": "UG93ZXJJdGVtOjk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk"}, "BAD_ID"),
    "an id with a NUL": (_NODE, {"id": "a\0b"}, "BAD_VARIABLES"),
    "201 ids": (_NODES, {"ids": ["UG93ZXJJdGVtOjE"] * 201}, "BAD_ARGUMENT"),
    "40,000 ids": (_NODES, {"ids": ["UG93ZXJJdGVtOjE"] * 40_000}, "TOO_MANY_VALUES"),
    "a cursor that is none": (_PAGE, {"after": "x"}, "BAD_CURSOR"),
    "a cursor of another order": (_PAGE, {"after": "WyJuYW1lIiwxXQ"}, "BAD_CURSOR"),
    "a cursor of deep JSON": (_PAGE, {"after": "W1tb" * 500}, "BAD_CURSOR"),
    "a long cursor": (_PAGE, {"after": "W" * 500_000}, "BAD_CURSOR"),
    "a feed's cursor that is none": (_CHANGES, {"since": "x"}, "BAD_CURSOR"),
    "a feed's cursor of the future": (_CHANGES, {"since": "WyJjaGFuZ2VzIiw5LDksOV0"}, "BAD_CURSOR"),
    "a huge page": (_PAGE, {"first": 2**31 - 1}, "BAD_ARGUMENT"),
    "a page beyond 32 bits": (_PAGE, {"first": 2**31}, "BAD_VARIABLES"),
    "a page beyond all bits": (_PAGE, {"first": 10**400}, "BAD_VARIABLES"),
    "a negative page": (_PAGE, {"first": -1}, "BAD_ARGUMENT"),
    "a negative stretch": (_CHANGES, {"first": -1}, "BAD_ARGUMENT"),
    "a page of a half": (_PAGE, {"first": 0.5}, "BAD_VARIABLES"),
    "a long text": (_PAGE, {"text": "许" * 100_000}, "BAD_ARGUMENT"),
    "deep variables": (_CATEGORIES, {"c": _nested(900)}, "TOO_DEEP"),
    "a deep but small variable": (_CATEGORIES, {"c": _nested(60)}, "BAD_VARIABLES"),
    "a wide variable": (_CATEGORIES, {"c": ["NONE"] * 50_000}, "TOO_MANY_VALUES"),
    "50,000 variables nobody asked for": (
        "{ __typename }",
        {str(number): 0 for number in range(50_000)},
        "TOO_MANY_VALUES",
    ),
}
