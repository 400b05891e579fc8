"""Things with an address of their own that are not pages: what each is made of, and how it is made."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, BinaryIO, NamedTuple, cast

from service.errors import Refusal
from service.pages import Batch, File, Like

_PIECE = 1 << 18
_MOST_HELD = 1 << 20


class Made(NamedTuple):
    """A file at an address.

    `key` changes with all that it is made of. `name` is what people keep it under, empty for what programs
    read. `write` raises `Refusal` where there is none to be had in this format.

    `like` is a file that `retell` can make it from, to the same bytes; None where it cannot.
    """

    address: str
    key: bytes
    media: str
    name: str
    write: Callable[[BinaryIO], None]
    like: Like | None = None
    retell: Callable[[bytes], bytes | None] = lambda _standing: None


def pieces(made: Made) -> Iterator[bytes]:
    """Write the file aside and return it piece by piece; raises what `write` refuses, at once."""
    # Most are small enough never to reach a disk. It is closed when it was read.
    passing = tempfile.SpooledTemporaryFile(_MOST_HELD, prefix="quanze-")  # noqa: SIM115
    try:
        made.write(cast(BinaryIO, passing))
    except BaseException:
        passing.close()
        raise
    passing.seek(0)
    return _read(passing)


def _read(passing: IO[bytes]) -> Iterator[bytes]:
    with passing:
        while piece := passing.read(_PIECE):
            yield piece


def batch_of(things: Sequence[Made]) -> Batch:
    """Return the batch that publishes these; one that is refused in its format is left out."""
    by_path = {made.address: made for made in things}

    def make(wanted: Iterable[str]) -> Iterator[tuple[str, Iterator[bytes]]]:
        for path in wanted:
            try:
                content = pieces(by_path[path])
            except Refusal:
                continue
            yield path, content

    return Batch(
        [File(made.address, made.key, made.like) for made in things],
        make,
        lambda path, standing: by_path[path].retell(standing),
    )
