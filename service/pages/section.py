"""What a site is made of: files, the batches they are made in, the sections they belong to."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

Content = bytes | Iterator[bytes]
"""What a file holds, whole or in pieces."""


class Like(NamedTuple):
    """A file that holds most of what another one is to, as long as it stands under this key."""

    path: str
    key: bytes


class File(NamedTuple):
    """A file of the site: its path, the key of all that it is made of, and what it is like."""

    path: str
    key: bytes
    like: Like | None = None


def _cannot(_path: str, _standing: bytes) -> None:
    """Make nothing of what stands."""


class Batch(NamedTuple):
    """Files made together: of those asked for, `make` yields path and content.

    `make_like` makes a file of what the one says that it is like, to the same bytes as `make` would; None
    where it cannot.
    """

    files: Sequence[File]
    make: Callable[[Sequence[str]], Iterable[tuple[str, Content]]]
    make_like: Callable[[str, bytes], bytes | None] = _cannot


class Section(NamedTuple):
    """Files that change together: while `key` is the same none of them need be looked at.

    `batches` are gone through one by one, each held in memory alone.
    """

    name: str
    key: bytes
    batches: Callable[[], Iterable[Batch]]
