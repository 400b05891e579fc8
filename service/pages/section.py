"""What a site is made of: files, the batches they are made in, the sections they belong to."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

Content = bytes | Iterator[bytes]
"""What a file holds, whole or in pieces."""


class File(NamedTuple):
    """A file of the site: its path, and the key of all that it is made of."""

    path: str
    key: bytes


class Batch(NamedTuple):
    """Files made together: of those asked for, `make` yields path and content."""

    files: Sequence[File]
    make: Callable[[Sequence[str]], Iterable[tuple[str, Content]]]


class Section(NamedTuple):
    """Files that change together: while `key` is the same none of them need be looked at.

    `batches` are gone through one by one, each held in memory alone.
    """

    name: str
    key: bytes
    batches: Callable[[], Iterable[Batch]]
