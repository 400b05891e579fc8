"""Bytes that a long list would fill memory with: the first few megabytes are held, the rest is in a file.

The file has no name and is gone with whoever used it, however that ends.
"""

import errno
import os
import tempfile
import weakref
from typing import BinaryIO

from service.errors import Refusal

_HELD = 4 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FIX = "腾出空间后重试，或用环境变量 TMPDIR 指定另一个文件夹。"


class Spool:
    """Byte strings by where they begin.

    Raises `Refusal`: `disk-full`, or `temporary-file` for what else fails.
    """

    def __init__(self, held: int = _HELD) -> None:
        """`held` bytes are kept in memory before there is a file."""
        self._most_held = held
        self._held = bytearray()
        self._file: BinaryIO | None = None
        self._end = 0

    def append(self, data: bytes) -> int:
        """Keep the bytes and return where they begin."""
        start = self._end
        if self._file is None and start + len(data) <= self._most_held:
            self._held += data
        else:
            try:
                self._write(data)
            except OSError as error:
                raise _refused(error) from error
        self._end += len(data)
        return start

    def read(self, start: int, length: int) -> bytes:
        """Return that many bytes from there on, as they were appended."""
        if self._file is None or start < len(self._held):
            return bytes(self._held[start : start + length])
        at, end = start - len(self._held), start - len(self._held) + length
        parts: list[bytes] = []
        try:
            while at < end:
                part = os.pread(self._file.fileno(), end - at, at)
                if not part:
                    raise OSError(errno.EIO, "the temporary file is shorter than what was written")
                parts.append(part)
                at += len(part)
        except OSError as error:
            raise _refused(error) from error
        return b"".join(parts)

    def _write(self, data: bytes) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="quanze-", buffering=0)  # noqa: SIM115 - closed below
            weakref.finalize(self, self._file.close)
        left, at = memoryview(data), self._end - len(self._held)
        while left:
            written = os.pwrite(self._file.fileno(), left, at)
            left, at = left[written:], at + written


def _refused(error: OSError) -> Refusal:
    if error.errno in _FULL:
        return Refusal("disk-full", f"存放临时数据的文件夹 {_folder()} 已满，没有载入。", _FIX)
    why = error.strerror or str(error)
    return Refusal("temporary-file", f"临时数据读写不了（{_folder()}：{why}），没有载入。", _FIX)


def _folder() -> str:
    return tempfile.tempdir or os.environ.get("TMPDIR") or "/tmp"  # noqa: S108 - told, not used
