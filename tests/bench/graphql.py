"""GraphQL: the same page from every peer, drawn anew for each run, by one worker of each."""

import os
import random
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count, repeat
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import func, select

from schema import Kept, Request, answer, executable_schema
from service.reading.cursors import encode_cursor
from service.store import Store, migrate, open_store
from service.store.core import current_item, published_list
from service.store.engine import sqlite_path
from service.store.reference import load_reference
from tests.bench.corpus import DIVISION, list_rows
from tests.bench.filling import items_of, load_items, publish_label
from tests.bench.multiplied import multiply
from tests.bench.peers.plain import PAGE, copy_items
from tests.bench.serving import Load, Server, answer_to, free_port, loaded, post, running, uvicorn_command

_PEERS = Path(__file__).with_name("peers")
_SECONDS = 2.0
_CONNECTIONS = (1, 16)
_PLACES_DRAWN = 20_000
_WARM = 6.0
_LABEL = "2026"
# A row cites so many laws; of the citations such a share bring the clause.
_CITED, _QUOTED = (2, 3), 0.2
_WHOLE = """id name category supervision codes { value scheme valid }
    body { id name creditCode kind }
    bases { rank citedTitle citedNumber provisions { article paragraph item } quotedText }"""
_CURSORS = """query($after: String) { items(division: "%s", kind: COMBINED, first: 200, after: $after) {
    edges { cursor node { %s } } pageInfo { hasNextPage endCursor } } }"""


_OWN, _STRAWBERRY, _ARIADNE = "Quanze", "Strawberry", "Ariadne"
_MERCURIUS = "mercurius with its compiler"
_BY_HAND = "hand-written endpoint on plain SQL"
_AGAIN, _AGAIN_GZIP = "Quanze, one query again and again", "the same, gzip taken"
_OF_SIZE = "an answer of that size from memory"
_EMPTY, _EMPTY_GZIP = "an empty answer", "an empty answer, gzip taken"


@dataclass(frozen=True)
class _Contender:
    """A server, by the name the table gives it, and what it is asked: endless and never the same twice."""

    name: str
    server: Server
    requests: Iterator[bytes]


def run(rows: int, repeats: int) -> Iterator[str]:
    """Every peer side by side at `rows` items, then this service at a tenth and at ten times as many."""
    with tempfile.TemporaryDirectory(prefix="quanze-bench-") as name:
        directory = Path(name)
        store = _filled(directory, rows)
        cursors = _copied(store, directory / "plain.db")
        yield from _beside_peers(directory, store, cursors, repeats)
        stores = {rows // 10: _filled(directory, rows // 10), rows: store}
        stores[rows * 10] = _multiplied(directory, store, 10)
        yield from _by_size(stores, repeats)


def _filled(directory: Path, rows: int) -> str:
    """Publish a list of so many items; return the address of the store."""
    url = f"sqlite:///{directory / f'{rows}.db'}"
    store = migrate(url)
    with store.write() as connection:
        load_reference(connection)
    load_items(store, _LABEL, list(items_of(list_rows(rows, cited=_CITED, quoted=_QUOTED))))
    publish_label(store, _LABEL)
    store.close()
    return url


def _multiplied(directory: Path, url: str, parts: int) -> str:
    """The same of so many divisions, each with as many items; the rows are copied, not loaded."""
    path = directory / "multiplied.db"
    shutil.copyfile(str(sqlite_path(url)), path)
    store = open_store(f"sqlite:///{path}")
    with store.write() as connection:
        multiply(connection, parts)
    store.close()
    return str(store.url)


def _copied(url: str, plain: Path) -> list[str]:
    """Copy every item to the peers' store; return the cursors of them all in their order."""
    store, cursors = open_store(url), []

    def nodes() -> Iterator[dict[str, Any]]:
        for edge in _edges(store, _WHOLE):
            cursors.append(edge["cursor"])
            yield edge["node"]

    copy_items(nodes(), plain)
    store.close()
    return cursors


def _drawn_places(store: Store) -> list[tuple[str, str]]:
    """Some items of all lists, drawn by chance: each one's division and cursor."""
    query = (
        select(published_list.c.division_code, *current_item.primary_key.columns)
        .join(published_list, published_list.c.id == current_item.c.list_id)
        .order_by(func.random())
        .limit(_PLACES_DRAWN)
    )
    with store.read() as connection:
        return [(row[0], encode_cursor("list", row[1:])) for row in connection.execute(query)]


def _edges(store: Store, selection: str) -> Iterator[dict[str, Any]]:
    after, more, kept = None, True, Kept(1)
    while more:
        request = Request(query=_CURSORS % (DIVISION, selection), variables={"after": after})
        found = answer(executable_schema, store, request, kept)
        assert isinstance(found.data, dict), found.errors
        page = found.data["items"]
        yield from page["edges"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]


@dataclass(frozen=True)
class _Shape:
    """A drawn way of asking for the page: every field of it, in an order and under names of its own."""

    text: str
    names: dict[str, str]

    def plain(self, page: Any) -> Any:
        """The page under the schema's own names, to hold it against another's."""
        if isinstance(page, dict):
            return {self.names.get(key, key): self.plain(value) for key, value in sorted(page.items())}
        return [self.plain(each) for each in page] if isinstance(page, list) else page


def _drawn(chance: random.Random, arguments: str, variables: str = "") -> _Shape:
    names: dict[str, str] = {}

    def field(name: str, *inner: str) -> str:
        alias = f"{name}{chance.randrange(10**3)}"
        names[alias] = name
        selection = f" {{ {shuffled(inner)} }}" if inner else ""
        return f"{alias}: {name}{selection}" if chance.random() < 0.5 else f"{name}{selection}"

    def shuffled(parts: Sequence[str]) -> str:
        return " ".join(chance.sample(parts, len(parts)))

    provision = [field(name) for name in ("article", "paragraph", "item")]
    basis = [field(name) for name in ("rank", "citedTitle", "citedNumber", "quotedText")]
    item = [field(name) for name in ("id", "name", "category", "supervision")]
    item += [
        field("codes", *[field(name) for name in ("value", "scheme", "valid")]),
        field("body", *[field(name) for name in ("id", "name", "creditCode", "kind")]),
        field("bases", field("provisions", *provision), *basis),
    ]
    apart = chance.randrange(len(item))
    text = (
        f"query Page{chance.randrange(10**6)}($first: Int, $after: String{variables}) {{"
        f" items({arguments}first: $first, after: $after) {{"
        f" nodes {{ {shuffled(item[apart:])} ...Rest }} pageInfo {{ hasNextPage endCursor }} }} }}"
        f" fragment Rest on PowerItem {{ {shuffled(item[:apart]) or '__typename'} }}"
    )
    return _Shape(text, names)


def _asking(shape: _Shape, places: Sequence[dict[str, str]], chance: random.Random) -> Iterator[bytes]:
    """Pages that begin anywhere, no two alike until all were asked."""
    while True:
        for place in chance.sample(places, len(places)):
            yield post("/graphql", _written(shape, place))


def _written(shape: _Shape, place: dict[str, str]) -> bytes:
    return msgspec.json.encode({"query": shape.text, "variables": {"first": PAGE, **place}})


def _after(cursors: Iterable[str]) -> list[dict[str, str]]:
    return [{"after": cursor} for cursor in cursors]


def _posting(path: str, bodies: Iterator[object]) -> Iterator[bytes]:
    return (post(path, msgspec.json.encode(body)) for body in bodies)


def _beside_peers(directory: Path, url: str, cursors: list[str], repeats: int) -> Iterator[str]:
    chance = random.Random()
    last = len(cursors) - PAGE - 1
    plain_places = _after(str(place) for place in range(1, last))
    environment = {"PLAIN_STORE": str(directory / "plain.db")}
    own = _drawn(chance, f'division: "{DIVISION}", kind: COMBINED, ')
    peers = _drawn(chance, "")
    with ExitStack() as servers:
        quanze = servers.enter_context(_quanze(url))
        rest, strawberry, ariadne = (
            servers.enter_context(_python_peer(f"tests.bench.peers.{module}:app", environment))
            for module in ("rest", "strawberry_peer", "ariadne_peer")
        )
        mercurius, why = _mercurius(servers, directory)
        others = [(_STRAWBERRY, strawberry), (_ARIADNE, ariadne)]
        others += [(_MERCURIUS, mercurius)] if mercurius else []
        size = _require_same(quanze, own, cursors, rest, others, peers)
        repeated = _written(own, {"after": cursors[0]})
        contenders = [
            _Contender(_OWN, quanze, _asking(own, _after(cursors[:last]), chance)),
            *(_Contender(name, server, _asking(peers, plain_places, chance)) for name, server in others),
            _Contender(
                _BY_HAND,
                rest,
                _posting("/items", ({"first": PAGE, "after": chance.randrange(last)} for _ in count())),
            ),
            *(
                _Contender(name, server, repeat(post(path, body, gzip=gzip)))
                for name, server, path, body, gzip in (
                    (_AGAIN, quanze, "/graphql", repeated, False),
                    (_AGAIN_GZIP, quanze, "/graphql", repeated, True),
                    (_OF_SIZE, rest, "/kept", msgspec.json.encode({"size": size}), False),
                    (_EMPTY, rest, "/empty", b"{}", False),
                    (_EMPTY_GZIP, rest, "/empty", b"{}", True),
                )
            ),
        ]
        yield f"### A page of {PAGE} items with body and bases ({size / 1000:.0f} KB) of {len(cursors):,}"
        if why:
            yield why
        found = {}
        for connections in _CONNECTIONS:
            found[connections] = _taking_turns(contenders, connections, repeats)
            yield f"{connections} connection{'s' if connections > 1 else ''}:"
            yield _table(found[connections])
        yield _goals([dict(each) for each in found.values()])


def _require_same(
    quanze: Server,
    own: _Shape,
    cursors: list[str],
    rest: Server,
    others: Sequence[tuple[str, Server]],
    peers: _Shape,
) -> int:
    """Have every contender answer one page alike; return its size in bytes."""
    place = len(cursors) // 3
    answered = answer_to(quanze, post("/graphql", _written(own, {"after": cursors[place - 1]})))
    expected = own.plain(msgspec.json.decode(answered)["data"]["items"]["nodes"])
    by_hand = msgspec.json.decode(
        answer_to(rest, next(_posting("/items", iter([{"first": PAGE, "after": place}]))))
    )
    assert _sorted(by_hand["nodes"]) == _without_typename(expected)
    for name, server in others:
        asked = post("/graphql", _written(peers, {"after": str(place)}))
        found = msgspec.json.decode(answer_to(server, asked))
        nodes = peers.plain(found["data"]["items"]["nodes"])
        assert _without_typename(nodes) == _without_typename(expected), name
    return len(answered)


def _sorted(value: Any) -> Any:
    return _Shape("", {}).plain(value)


def _without_typename(nodes: list[dict[str, Any]]) -> list[Any]:
    return [_sorted({key: value for key, value in node.items() if key != "__typename"}) for node in nodes]


def _by_size(stores: dict[int, str], repeats: int) -> Iterator[str]:
    chance = random.Random()
    shape = _drawn(chance, "division: $division, kind: COMBINED, ", ", $division: String")
    with ExitStack() as servers:
        contenders = []
        for size, url in sorted(stores.items()):
            store = open_store(url)
            places = [{"division": code, "after": cursor} for code, cursor in _drawn_places(store)]
            store.close()
            server = servers.enter_context(_quanze(url))
            contenders.append(_Contender(f"{size:,} items", server, _asking(shape, places, chance)))
        yield "### The same page of Quanze by the number of items, one connection"
        yield (
            f"Pages begin anywhere. The {max(stores):,} are of ten divisions, each with as many as the store"
            " before has: rows copied under numbers of their own, not loaded from files. Each is asked for"
            f" {_WARM:.0f} seconds before it is measured: a store written a moment ago is cold."
        )
        found = _taking_turns(contenders, 1, repeats, _WARM)
        yield _table(found)
        rates = [load.rate for _, load in found]
        yield f"The most is {max(rates) / min(rates):.2f} times the least; the goal is within 1.5."


def _taking_turns(
    contenders: Sequence[_Contender], connections: int, repeats: int, warm: float = _SECONDS
) -> list[tuple[str, Load]]:
    os.sync()  # else the system writes what was filled, gigabytes, while others are measured
    found: dict[str, list[Load]] = {contender.name: [] for contender in contenders}
    for contender in contenders:
        loaded(contender.server, contender.requests, connections, warm)
    for turn in range(repeats):
        for contender in contenders if turn % 2 == 0 else contenders[::-1]:
            found[contender.name].append(loaded(contender.server, contender.requests, connections, _SECONDS))
    return [(name, _median(loads)) for name, loads in found.items()]


def _median(loads: Sequence[Load]) -> Load:
    def middle(name: str) -> float:
        return float(statistics.median(getattr(load, name) for load in loads))

    return Load(middle("rate"), middle("cpu_ms"), middle("p50"), middle("p99"))


def _table(results: Sequence[tuple[str, Load]]) -> str:
    """Ratios are the first row's: how many times the row's rate, and how much less processor time, it has."""
    first = results[0][1]
    lines = [
        "| | requests/s | CPU ms | p50 ms | p99 ms | rate ratio | CPU ratio |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {load.rate:,.0f} | {load.cpu_ms:.2f} | {load.p50:.2f} | {load.p99:.2f}"
        f" | {first.rate / load.rate:.2f} | {load.cpu_ms / first.cpu_ms:.2f} |"
        for name, load in results
    ]
    return "\n".join(lines)


def _goals(found: Sequence[dict[str, Load]]) -> str:
    """How far the goals are reached, by connections."""

    def times(name: str, of: str = _OWN) -> list[str]:
        return [f"{loads[of].rate / loads[name].rate:.2f}" for loads in found]

    rows = [
        ("times Strawberry (goal 15, at the least 8)", times(_STRAWBERRY)),
        ("times Ariadne (goal 15, at the least 8)", times(_ARIADNE)),
        ("of the endpoint written by hand (goal 0.8)", times(_BY_HAND)),
        ("a query asked again, of an empty answer (goal 0.7)", times(_EMPTY, _AGAIN)),
        ("the same, both asked by a client that takes gzip (goal 0.7)", times(_EMPTY_GZIP, _AGAIN_GZIP)),
        ("a query asked again, of an answer of its size from memory", times(_OF_SIZE, _AGAIN)),
        (
            "the slowest hundredth waits so many times the middle one (goal: at most 4)",
            [f"{loads[_OWN].p99 / loads[_OWN].p50:.2f}" for loads in found],
        ),
    ]
    if _MERCURIUS in found[0]:
        rows.insert(2, ("times mercurius with its compiler (goal: ahead of it)", times(_MERCURIUS)))
    heads = " | ".join(f"over {connections}" for connections in _CONNECTIONS)
    lines = [f"| of the goals | {heads} |", f"|---|{'---:|' * len(found)}"]
    return "\n".join([*lines, *(f"| {told} | {' | '.join(figures)} |" for told, figures in rows)])


@contextmanager
def _quanze(url: str) -> Iterator[Server]:
    port = free_port()
    command = uvicorn_command("service.web:create", port, "--factory", "--no-server-header")
    with running(command, {"QUANZE_DATABASE_URL": url}, port) as server:
        yield server


@contextmanager
def _python_peer(app: str, environment: dict[str, str]) -> Iterator[Server]:
    port = free_port()
    with running(uvicorn_command(app, port), environment, port) as server:
        yield server


def _mercurius(servers: ExitStack, directory: Path) -> tuple[Server | None, str | None]:
    """The Node peer where Node is and its packages can be had; else why not."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None, "mercurius is left out: no Node on this machine."
    project = directory / "mercurius"
    shutil.copytree(_PEERS / "mercurius", project)
    install = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"]
    ran = subprocess.run(install, check=False, cwd=project, capture_output=True, timeout=300)
    if ran.returncode:
        return None, "mercurius is left out: its packages could not be installed."
    port = free_port()
    command = [
        node,
        str(project / "server.js"),
        str(directory / "plain.db"),
        str(_PEERS / "sdl.graphql"),
        str(port),
    ]
    production = {"NODE_ENV": "production", "PATH": os.environ["PATH"]}
    return servers.enter_context(running(command, production, port)), None
