"""What is too much to hold goes to a file without a name, and comes back as it was."""

import errno
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import Refusal
from service.items.pieces import Pieces
from service.items.spool import Spool


@given(st.lists(st.binary(max_size=40), max_size=20), st.integers(0, 200))
def test_what_went_in_comes_out_held_or_not(parts: list[bytes], held: int) -> None:
    spool = Spool(held)
    starts = [spool.append(part) for part in parts]
    for start, part in reversed(list(zip(starts, parts, strict=True))):
        assert spool.read(start, len(part)) == part


def test_the_file_has_no_name_and_is_closed_with_the_last_who_knows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = len(os.listdir("/proc/self/fd"))
    spool = Spool(0)
    spool.append(b"kept")
    assert len(os.listdir("/proc/self/fd")) == before + 1
    assert list(tmp_path.iterdir()) == []
    del spool
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "disk-full"), (errno.EDQUOT, "disk-full"), (errno.EIO, "temporary-file")],
)
def test_a_disk_that_takes_no_more_is_told(monkeypatch: pytest.MonkeyPatch, number: int, code: str) -> None:
    def failing(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    spool = Spool(4)
    spool.append(b"held")
    monkeypatch.setattr(os, "pwrite", failing)
    with pytest.raises(Refusal, match=code):
        spool.append(b"more")
    assert spool.read(0, 4) == b"held"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(Refusal, match="temporary-file") as told:
        Spool(0).append(b"more")
    assert "TMPDIR" in told.value.fix


def test_a_file_cut_short_by_others_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(0)
    start = spool.append(b"whole")
    monkeypatch.setattr(os, "pread", lambda *_: b"")
    with pytest.raises(Refusal, match="temporary-file"):
        spool.read(start, 5)


@given(st.lists(st.text(max_size=5), min_size=1, max_size=30), st.integers(1, 7))
def test_texts_come_out_of_pieces_by_their_places(texts: list[str], a_piece: int) -> None:
    encoded = [f'"{"".join(map(_escaped, text))}"'.encode() for text in texts]
    pieces = Pieces(a_piece)
    assert [pieces.append(text) for text in encoded] == list(range(len(texts)))
    assert [pieces[place] for place in range(len(texts))] == encoded
    assert pieces.count == len(list(pieces.packed())) == -(-len(texts) // a_piece)


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else "x"


def test_long_texts_do_not_wait_for_a_piece_to_fill() -> None:
    pieces = Pieces(1_000)
    for _ in range(4):
        pieces.append(b'"%b"' % (b"x" * (1 << 20)))
    assert pieces.count == 4
