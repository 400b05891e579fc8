"""A file read from its disk in pieces, as often as it takes: no more of it is held than about a row."""

import codecs
import hashlib
import io
import os
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from loaders.grid import UnreadableError
from loaders.options import Limits

_ENCODINGS = ("utf-8-sig", "gb18030")
_PIECE = 1 << 20
_BUFFER = 1 << 18
_FIX_CSV = "另存为“CSV UTF-8（逗号分隔）”后再装载"
_FIX_SPLIT = "拆成几个较小的文件后再装载"


class SourceFile:
    """A file opened once: whatever is put in its place meanwhile, it is this one that is read.

    `sha256` is that of the whole. Raises `UnreadableError` where there is no such file, or it cannot be read,
    or is over the limit.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self._limits = limits
        try:
            if not path.is_file():
                raise UnreadableError(f"找不到文件“{path.name}”", "检查文件名和路径")
            self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise _unopened(error) from error
        weakref.finalize(self, os.close, self._descriptor)
        self.size = os.fstat(self._descriptor).st_size
        if self.size > limits.file_bytes:
            raise UnreadableError(f"文件超过{limits.file_bytes >> 20}MB", _FIX_SPLIT)
        self.sha256 = _sha256(self.pieces())

    def whole(self) -> bytes:
        """Return all of it, where that is within what may be held; raises `UnreadableError`."""
        most = self._limits.held_bytes
        if self.size > most:
            raise UnreadableError(f"文件超过{most >> 20}MB", f"{_FIX_SPLIT}，或另存为 CSV")
        data = self.read(self.size, 0)
        if _sha256([data]) != self.sha256:
            raise changed()
        return data

    def pieces(self) -> Iterator[bytes]:
        """Yield the file from its beginning, as it is now, as far as it reached when it was opened."""
        at = 0
        while piece := self.read(min(_PIECE, self.size - at), at):
            yield piece
            at += len(piece)

    def read(self, length: int, at: int) -> bytes:
        """Return so many bytes from there on, fewer only at the end; raises `UnreadableError`."""
        try:
            return os.pread(self._descriptor, length, at)
        except OSError as error:
            raise _unopened(error) from error


def _sha256(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _unopened(error: OSError) -> UnreadableError:
    return UnreadableError(f"文件打不开：{error.strerror}", "检查文件权限后再装载")


def changed() -> UnreadableError:
    """Return the refusal of a file that is no longer what it was when it was opened."""
    return UnreadableError("文件在读取的时候被改动了", "等文件保存好以后再装载")


class Text:
    """A text file, to be read as often as it takes; `height` counts its line ends and one more."""

    def __init__(self, source: SourceFile, limits: Limits) -> None:
        """Look at the whole in pieces; raises `UnreadableError` for what is no text, or empty."""
        self._source = source
        self._limits = limits
        if source.read(2, 0) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise UnreadableError("文件是 UTF-16 编码", _FIX_CSV)
        is_blank, self.height = True, 1
        for piece in source.pieces():
            self.height += piece.count(b"\n")
            is_blank = is_blank and not piece.strip()
            if b"\0" in piece:
                raise UnreadableError(
                    "文件含有空字节，不是文本表格", "用 Excel 或 WPS 另存为 XLSX 或 CSV UTF-8 后再装载"
                )
        if is_blank:
            raise UnreadableError("文件是空的", "检查文件后再装载")
        found = next(filter(self._is_in, _ENCODINGS), None)
        if found is None:
            raise UnreadableError("文件既不是 UTF-8 也不是 GB18030 编码", _FIX_CSV)
        self.encoding = found

    def whole(self) -> str:
        """Return all of it, where that is within what may be held; raises `UnreadableError`."""
        if self._source.size > self._limits.text_bytes:
            raise UnreadableError("文本文件过大", _FIX_SPLIT)
        return self._source.whole().decode(self.encoding)

    def opened(self) -> "OpenText":
        """Return it to be read from its beginning."""
        return OpenText(self._source, self.encoding, self._limits.row_bytes)

    def _is_in(self, encoding: str) -> bool:
        """Whether the whole is in the encoding."""
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for piece in self._source.pieces():
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return True


class OpenText:
    """A text file while it is read: `lines` with their ends as they stand.

    Whoever reads says with `next_row` where a row is complete: one that goes on for longer than a row may is
    refused, for its end may never come.
    """

    def __init__(self, source: SourceFile, encoding: str, row_bytes: int) -> None:
        self._source = source
        self._raw = _Raw(source, row_bytes)
        self.lines = io.TextIOWrapper(io.BufferedReader(self._raw, _BUFFER), encoding, newline="")
        self.next_row = self._raw.next_row

    def rows_left(self, read: int) -> int:
        """Return about how many rows are left, when so many are read: by the bytes that these took."""
        return read * (self._source.size - self._raw.at) // max(self._raw.at, 1)

    def require_unchanged(self) -> None:
        """Raise `UnreadableError` unless what was read, to its end, is what the file was when opened."""
        if self._raw.digest.hexdigest() != self._source.sha256:
            raise changed()


class _Raw(io.RawIOBase):
    """The file's bytes from its beginning, hashed as they are read."""

    def __init__(self, source: SourceFile, row_bytes: int) -> None:
        self.digest = hashlib.sha256()
        self._source = source
        self.at = self._row_from = 0
        self._row_bytes = row_bytes

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what comes next, as `io.RawIOBase` has it; raises `UnreadableError`."""
        if self.at - self._row_from > self._row_bytes:
            raise UnreadableError(
                f"有一行超过{self._row_bytes >> 20}MB，可能是引号不成对", "检查引号和分隔符后再装载"
            )
        data = self._source.read(min(len(buffer), self._source.size - self.at), self.at)
        buffer[: len(data)] = data
        self.digest.update(data)
        self.at += len(data)
        return len(data)

    def next_row(self) -> None:
        """Count anew: a row ended within what was read."""
        self._row_from = self.at
