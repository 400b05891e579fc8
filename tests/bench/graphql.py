"""GraphQL: the same page from every peer, drawn anew for each run, by one worker of each."""

import os
import random
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import func, select

from loaders import Limits, ReadOptions, read_list
from schema import Kept, Request, answer, executable_schema
from service.editions import LoadRequest, load
from service.reading.cursors import encode_cursor
from service.store import Store, migrate
from service.store.core import current_item
from service.store.reference import load_reference
from service.vocabulary import ListKind
from tests.bench.corpus import DIVISION, list_rows, write_csv
from tests.bench.peers.plain import PAGE, copy_items
from tests.bench.serving import Load, Server, answer_to, free_port, loaded, post, running, uvicorn_command

_PEERS = Path(__file__).with_name("peers")
_SECONDS = 2.0
_CONNECTIONS = (1, 16)
_CURSORS_DRAWN = 20_000
# A list of a million items, which nobody has, is a larger file than is taken from anybody.
_LIMITS = Limits(file_bytes=4 << 30, text_bytes=4 << 30)
_WHOLE = """id name category supervision codes { value scheme valid }
    body { id name creditCode kind }
    bases { text rank citedTitle citedNumber provisions { article paragraph item } quotedText }"""
_CURSORS = """query($after: String) { items(division: "%s", kind: COMBINED, first: 200, after: $after) {
    edges { cursor node { %s } } pageInfo { hasNextPage endCursor } } }"""


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
        url, cursors = _filled(directory, rows, plain=True)
        yield from _beside_peers(directory, url, cursors, repeats)
        yield from _by_size(directory, {rows: (url, cursors)}, rows, repeats)


def _filled(directory: Path, rows: int, *, plain: bool = False) -> tuple[str, list[str]]:
    """Load and publish a list of so many items; return the store's address and cursors of items.

    With `plain` all of them in their order, and the peers' store beside it, else some, drawn by chance.
    """
    file, url = directory / f"{rows}.csv", f"sqlite:///{directory / f'{rows}.db'}"
    write_csv(file, list_rows(rows))
    store = migrate(url)
    with store.write() as connection:
        load_reference(connection)
    options = ReadOptions(kind=ListKind.COMBINED, limits=_LIMITS)
    asked = LoadRequest(division=DIVISION, kind=ListKind.COMBINED, label="2026", publish=True)
    assert load(store, read_list(file, options), asked).items == rows
    cursors: list[str] = []

    def nodes() -> Iterator[dict[str, Any]]:
        for edge in _edges(store, _WHOLE):
            cursors.append(edge["cursor"])
            yield edge["node"]

    if plain:
        copy_items(nodes(), directory / "plain.db")
    else:
        cursors.extend(_drawn_cursors(store))
    store.close()
    return url, cursors


def _drawn_cursors(store: Store) -> list[str]:
    """Cursors of items of the only list, any of them."""
    query = select(*current_item.primary_key.columns).order_by(func.random()).limit(_CURSORS_DRAWN)
    with store.read() as connection:
        return [encode_cursor("list", row) for row in connection.execute(query)]


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


def _drawn(chance: random.Random, arguments: str) -> _Shape:
    names: dict[str, str] = {}

    def field(name: str, *inner: str) -> str:
        alias = f"{name}{chance.randrange(10**6)}"
        names[alias] = name
        selection = f" {{ {shuffled(inner)} }}" if inner else ""
        return f"{alias}: {name}{selection}" if chance.random() < 0.5 else f"{name}{selection}"

    def shuffled(parts: Sequence[str]) -> str:
        return " ".join(chance.sample(parts, len(parts)))

    provision = [field(name) for name in ("article", "paragraph", "item")]
    basis = [field(name) for name in ("text", "rank", "citedTitle", "citedNumber", "quotedText")]
    item = [field(name) for name in ("id", "name", "category", "supervision")]
    item += [
        field("codes", *[field(name) for name in ("value", "scheme", "valid")]),
        field("body", *[field(name) for name in ("id", "name", "creditCode", "kind")]),
        field("bases", field("provisions", *provision), *basis),
    ]
    apart = chance.randrange(len(item))
    text = (
        f"query Page{chance.randrange(10**6)}($first: Int, $after: String) {{"
        f" items({arguments}first: $first, after: $after) {{"
        f" nodes {{ {shuffled(item[apart:])} ...Rest }} pageInfo {{ hasNextPage endCursor }} }} }}"
        f" fragment Rest on PowerItem {{ {shuffled(item[:apart]) or '__typename'} }}"
    )
    return _Shape(text, names)


def _asking(shape: _Shape, cursors: Sequence[str], chance: random.Random) -> Iterator[bytes]:
    """Pages that begin anywhere, no two alike until all were asked."""
    while True:
        for after in chance.sample(cursors, len(cursors)):
            variables = {"first": PAGE, "after": after}
            body = msgspec.json.encode({"query": shape.text, "variables": variables})
            yield post("/graphql", body)


def _posting(path: str, bodies: Iterator[object]) -> Iterator[bytes]:
    return (post(path, msgspec.json.encode(body)) for body in bodies)


def _beside_peers(directory: Path, url: str, cursors: list[str], repeats: int) -> Iterator[str]:
    chance = random.Random()
    last = len(cursors) - PAGE - 1
    plain_cursors = [str(place) for place in range(1, last)]
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
        others = [("Strawberry", strawberry), ("Ariadne", ariadne)]
        others += [("mercurius with its compiler", mercurius)] if mercurius else []
        size = _require_same(quanze, own, cursors, rest, others, peers)
        repeated = next(_asking(own, cursors[:1], chance))
        contenders = [
            _Contender("Quanze", quanze, _asking(own, cursors[:last], chance)),
            *(_Contender(name, server, _asking(peers, plain_cursors, chance)) for name, server in others),
            _Contender(
                "hand-written endpoint on plain SQL",
                rest,
                _posting("/items", ({"first": PAGE, "after": chance.randrange(last)} for _ in count())),
            ),
            _Contender("Quanze, one query again and again", quanze, iter(lambda: repeated, b"")),
            _Contender(
                "an answer of that size from memory",
                rest,
                _posting("/kept", ({"size": size} for _ in count())),
            ),
            _Contender("an empty answer", rest, _posting("/empty", ({} for _ in count()))),
        ]
        yield f"### A page of {PAGE} items with body and bases ({size / 1000:.0f} KB) of {len(cursors):,}"
        if why:
            yield why
        for connections in _CONNECTIONS:
            yield f"{connections} connection{'s' if connections > 1 else ''}:"
            yield _table(_taking_turns(contenders, connections, repeats))


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
    chance = random.Random()
    answered = answer_to(quanze, next(_asking(own, [cursors[place - 1]], chance)))
    expected = own.plain(msgspec.json.decode(answered)["data"]["items"]["nodes"])
    by_hand = msgspec.json.decode(
        answer_to(rest, next(_posting("/items", iter([{"first": PAGE, "after": place}]))))
    )
    assert _sorted(by_hand["nodes"]) == _without_typename(expected)
    for name, server in others:
        found = msgspec.json.decode(answer_to(server, next(_asking(peers, [str(place)], chance))))
        nodes = peers.plain(found["data"]["items"]["nodes"])
        assert _without_typename(nodes) == _without_typename(expected), name
    return len(answered)


def _sorted(value: Any) -> Any:
    return _Shape("", {}).plain(value)


def _without_typename(nodes: list[dict[str, Any]]) -> list[Any]:
    return [_sorted({key: value for key, value in node.items() if key != "__typename"}) for node in nodes]


def _by_size(
    directory: Path, stores: dict[int, tuple[str, list[str]]], rows: int, repeats: int
) -> Iterator[str]:
    chance = random.Random()
    for size in (rows // 10, rows * 10):
        stores[size] = _filled(directory, size)
    shape = _drawn(chance, f'division: "{DIVISION}", kind: COMBINED, ')
    with ExitStack() as servers:
        contenders = [
            _Contender(
                f"{size:,} items",
                servers.enter_context(_quanze(url)),
                _asking(shape, cursors[: -PAGE - 1], chance),
            )
            for size, (url, cursors) in sorted(stores.items())
        ]
        yield "### The same page of Quanze by the number of items, one connection"
        yield _table(_taking_turns(contenders, 1, repeats))


def _taking_turns(contenders: Sequence[_Contender], connections: int, repeats: int) -> list[tuple[str, Load]]:
    found: dict[str, list[Load]] = {contender.name: [] for contender in contenders}
    for contender in contenders:
        loaded(contender.server, contender.requests, connections, _SECONDS / 4)
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
