"""Files put into a folder, each whole or not at all, and only where they say something else than before."""

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from io import BufferedWriter
from pathlib import Path
from typing import NamedTuple

from service.errors import Refusal
from service.pages.section import Batch, Content

# What tells that something else is where a file is to be.
_IN_THE_WAY = (IsADirectoryError, NotADirectoryError, PermissionError, FileExistsError)
# Larger files are made anew: what is used for another is held in memory whole.
_MOST_USED = 16 << 20


class Wish(NamedTuple):
    """A file to be made.

    `noted` is the hash of what stands in its place: empty where not known, None for nothing. `like` is a file
    that may be used for it, with its hash.
    """

    noted: bytes | None
    like: tuple[str, bytes] | None = None


Wanted = Mapping[str, Wish]
"""Files to be made, by path."""


class Placed(NamedTuple):
    """A file that stands: its path, SHA-256 and size, and whether it had to be written."""

    path: str
    hash: bytes
    size: int
    written: bool


def place_batch(folder: Path, batch: Batch, wanted: Wanted) -> list[Placed]:
    """Make the wanted files of a batch and put them in their places."""
    placed: list[Placed] = []
    left: list[str] = []
    for path, wish in wanted.items():
        standing = _noted(folder, *wish.like) if wish.like else None
        content = batch.make_like(path, standing) if standing is not None else None
        if content is None:
            left.append(path)
        else:
            placed.append(place(folder, path, content, wish.noted))
    made = batch.make(left) if left else ()
    return placed + [place(folder, path, content, wanted[path].noted) for path, content in made]


def place(folder: Path, path: str, content: Content, noted: bytes | None) -> Placed:
    """Put a file in its place unless what stands there, by its noted hash, says the same.

    Raises `Refusal` (`unwritable-file`) where a folder, file or link that is not the site's is in the way.
    """
    target = f"{folder}/{path}"
    try:
        return _placed(folder, path, target, content, noted)
    except _IN_THE_WAY as error:
        raise Refusal(
            "unwritable-file",
            f"写不出 {target}：那里有不是本程序写的文件夹、文件或链接，或者没有权限。",
            "把它移走或改权限后再运行，已完成的不会重做。",
        ) from error


def _placed(folder: Path, path: str, target: str, content: Content, noted: bytes | None) -> Placed:
    before = _standing(target, noted)
    told = hashlib.sha256()
    pieces: Iterator[bytes]
    if isinstance(content, bytes):
        told.update(content)
        if told.digest() == before:
            return Placed(path, before, len(content), written=False)
        pieces = iter((content,))
    else:
        pieces = _telling(content, told)
    part = part_of(target)
    if is_led_away(folder, path):
        raise NotADirectoryError(target)
    if os.path.islink(part):  # or what it leads to would be written over
        os.unlink(part)
    try:
        with _opened(part) as file:
            file.writelines(pieces)
            size = file.tell()
        changed = told.digest() != before
        if changed:
            os.replace(part, target)
        else:
            os.unlink(part)
    except BaseException:
        with suppress(OSError):
            os.unlink(part)
        raise
    return Placed(path, told.digest(), size, changed)


def _telling(pieces: Iterator[bytes], told: "hashlib._Hash") -> Iterator[bytes]:
    """Yield the pieces, adding each to the hash."""
    for piece in pieces:
        told.update(piece)
        yield piece


def part_of(target: str) -> str:
    """Return where a file is written before it takes its place."""
    folder, slash, name = target.rpartition("/")
    return f"{folder}{slash}.{name}.part"


def is_file(target: str) -> bool:
    """Whether a file stands there, and not a link to one."""
    try:
        return stat.S_ISREG(os.lstat(target).st_mode)
    except OSError:
        return False


def is_led_away(folder: Path, path: str) -> bool:
    """Whether a folder on the way to a file is a link: what is behind it is not the site's."""
    above = path.split("/")[:-1]
    return any(os.path.islink(f"{folder}/{'/'.join(above[:depth])}") for depth in range(1, len(above) + 1))


def _standing(target: str, noted: bytes | None) -> bytes | None:
    """Return the hash of what stands at a place, which a publication that was broken off did not note."""
    if noted is None or not is_file(target):
        return None
    return noted or hashlib.sha256(Path(target).read_bytes()).digest()


def _noted(folder: Path, path: str, noted: bytes) -> bytes | None:
    """Return what a file holds; None where it is not what was noted of it, or too much to be held."""
    try:
        with open(folder / path, "rb") as file:
            content = file.read(_MOST_USED + 1)
    except OSError:
        return None
    return content if len(content) <= _MOST_USED and hashlib.sha256(content).digest() == noted else None


def _opened(part: str) -> BufferedWriter:
    try:
        return open(part, "wb")
    except FileNotFoundError:
        os.makedirs(os.path.dirname(part), exist_ok=True)
        return open(part, "wb")
