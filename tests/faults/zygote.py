"""Run apart: begin commands in processes of their own, kill them at given moments, and say how they ended.

A moment is so many seconds after the command began, or before so many statements or commits have been made.

The command line is imported once; each command is a fork of this process, so that it begins in milliseconds.
A line of JSON in, a line of JSON out, one command after another.
"""

import itertools
import json
import os
import signal
import sys
import time
from typing import Any

from sqlalchemy import Engine, event

from service.cli import alignment, books, database, editions, loading, main, publishing

_BROKEN = 70
IMPORTED = (alignment, books, database, editions, loading, publishing)


def _run(asked: dict[str, Any]) -> None:
    """The command itself, in its own process; what it says goes to a file."""
    code: Any = _BROKEN
    try:
        said = os.open(asked["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream in (1, 2):
            os.dup2(said, stream)
        os.environ.update(asked["environment"])
        main(asked["words"])
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout.flush()
        os._exit(code or 0)


def _count(told: int, kill_before: int | None) -> None:
    """Count statements and commits, telling how many there were; be killed before the one of that number."""
    made = itertools.count(1)

    def next_one(*_: object) -> None:
        number = next(made)
        if number == kill_before:
            os.kill(os.getpid(), signal.SIGKILL)
        os.pwrite(told, b"%9d" % number, 0)

    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, next_one)


def _answered(asked: dict[str, Any]) -> dict[str, Any]:
    """Begin the command, kill it after so many seconds where that is asked, and wait for its end."""
    start = time.perf_counter()
    told = os.memfd_create("statements")
    os.pwrite(told, b"%9d" % 0, 0)
    process = os.fork()
    if not process:
        _count(told, asked["kill_before"])
        _run(asked)
    if asked["kill_after"] is not None:
        time.sleep(asked["kill_after"])
        os.kill(process, signal.SIGKILL)  # not waited for yet: the number is nobody else's
    _, status = os.waitpid(process, 0)
    statements = int(os.pread(told, 9, 0))
    os.close(told)
    return {
        "statements": statements,
        "seconds": time.perf_counter() - start,
        "killed": os.WIFSIGNALED(status),
        "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
    }


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(_answered(json.loads(line))), flush=True)
