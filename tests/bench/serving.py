"""Servers measured from outside: each a process of its own, asked over kept connections by another."""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import uvloop

from tests.support.repository import ROOT

_LONGEST_SECONDS = 60
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A server that answers on 127.0.0.1."""

    process: int
    port: int

    def cpu_seconds(self) -> float:
        """The processor time it has used so far."""
        fields = Path(f"/proc/{self.process}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


@dataclass(frozen=True)
class Load:
    """What one run came to: requests a second, the server's processor time for each, latencies (ms)."""

    rate: float
    cpu_ms: float
    p50: float
    p99: float


@contextmanager
def running(command: Sequence[str], environment: dict[str, str], port: int) -> Iterator[Server]:
    """Run a server while the block runs; `command` makes it listen on the port."""
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        process.wait(timeout=20)


def uvicorn_command(app: str, port: int, *options: str) -> list[str]:
    """The command that serves an ASGI application by one worker."""
    return [
        sys.executable, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(port),
        "--log-level", "error", "--no-access-log", *options,
    ]  # fmt: skip


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(400):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server does not listen")


def post(path: str, body: bytes, *, gzip: bool = False) -> bytes:
    """A request as it goes over the wire; with `gzip` the answer may come compressed, as browsers take it."""
    encodings = "Accept-Encoding: gzip, deflate, br\r\n" if gzip else ""
    return (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\n{encodings}Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def answer_to(server: Server, request: bytes) -> bytes:
    """The body of one answer; raises where it is not 200."""

    async def ask() -> bytes:
        exchange = _Exchange(iter([request]), keep=True)
        await _connected(server, exchange)
        return bytes(exchange.body)

    return uvloop.run(ask())


def loaded(server: Server, requests: Iterator[bytes], connections: int, seconds: float) -> Load:
    """Ask for so long over so many connections at once, each asking again as soon as it is answered."""

    async def ask() -> list[float]:
        ends = time.perf_counter() + seconds
        exchanges = [_Exchange(requests, ends=ends) for _ in range(connections)]
        await asyncio.gather(*(_connected(server, each) for each in exchanges))
        return [taken for each in exchanges for taken in each.taken]

    before, start = server.cpu_seconds(), time.perf_counter()
    taken = uvloop.run(ask())
    spent, used = time.perf_counter() - start, server.cpu_seconds() - before
    cuts = statistics.quantiles(taken, n=100)
    return Load(len(taken) / spent, used / len(taken) * 1000, cuts[49] * 1000, cuts[98] * 1000)


async def _connected(server: Server, exchange: "_Exchange") -> None:
    loop = asyncio.get_running_loop()
    exchange.done = loop.create_future()
    await loop.create_connection(lambda: exchange, "127.0.0.1", server.port)
    await asyncio.wait_for(exchange.done, _LONGEST_SECONDS)


class _Exchange(asyncio.Protocol):
    """One connection: a request, its answer, the next request."""

    done: "asyncio.Future[None]"

    def __init__(self, requests: Iterator[bytes], *, ends: float | None = None, keep: bool = False) -> None:
        self._requests = requests
        self._ends = ends
        self._fewest = 1 if ends is None else 2  # without two there is no telling the slowest
        self._keep = keep
        self._transport: asyncio.Transport | None = None
        self._begun = 0.0
        self._left = -1
        self._head = bytearray()
        self.body = bytearray()
        self.taken: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # which uvloop's is in all but its class
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed the connection"))

    def _next(self) -> None:
        assert self._transport
        if len(self.taken) >= self._fewest and (self._ends is None or time.perf_counter() >= self._ends):
            self.done.set_result(None)
            self._transport.close()
            return
        self._left = -1
        self._head.clear()
        self._begun = time.perf_counter()
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        if self._left < 0:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._head[:end]).lower()
            if not head.startswith(b"http/1.1 200"):
                self.done.set_exception(RuntimeError(bytes(self._head).decode(errors="replace")[:500]))
                return
            self._left = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            data = bytes(self._head[end + 4 :])
        self._left -= len(data)
        if self._keep:
            self.body += data
        if self._left == 0:
            self.taken.append(time.perf_counter() - self._begun)
            self._next()
