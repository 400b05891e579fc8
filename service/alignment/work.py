"""A folder of finished targets: what a run that was killed had done, the next one does not do again."""

import os
import tempfile
import time
import zlib
from pathlib import Path

import msgspec

from service.alignment.aligning import Outcome
from service.alignment.model import TrimmedList
from service.alignment.tasks import encode, read_outcome, target_of

_SUFFIX = ".aligned"
_KEPT_SECONDS = 30 * 24 * 3600.0
_both = msgspec.msgpack.Decoder(tuple[bytes, bytes])


class Work:
    """Finished targets by their tasks' keys; several runs may use one folder at the same time.

    A file is there whole or not at all. Files not used for thirty days are removed.
    """

    def __init__(self, folder: Path) -> None:
        """Open or create the folder; raises OSError where nothing can be written there."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        for path in folder.iterdir():
            if path.suffix in (_SUFFIX, ".tmp") and path.stat().st_mtime < time.time() - _KEPT_SECONDS:
                path.unlink(missing_ok=True)

    def outcome(self, key: str) -> Outcome | None:
        """What came of a task, None for one that is not finished; it is then kept for another thirty days."""
        try:
            os.utime(self._path(key))
            return read_outcome(self._kept(key)[1])
        except FileNotFoundError:
            return None
        except (zlib.error, msgspec.DecodeError):  # of a machine that lost its power while writing
            return None

    def put(self, key: str, task: bytes, outcome: bytes) -> None:
        """Keep a finished task."""
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".tmp", delete=False) as file:
            file.write(zlib.compress(encode((task, outcome)), 1))
        os.replace(file.name, self._path(key))

    def get(self, key: str) -> tuple[TrimmedList, Outcome]:
        """The target of a finished task, and its outcome. Raises FileNotFoundError for an unfinished one."""
        task, outcome = self._kept(key)
        return target_of(task), read_outcome(outcome)

    def _kept(self, key: str) -> tuple[bytes, bytes]:
        return _both.decode(zlib.decompress(self._path(key).read_bytes()))

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}{_SUFFIX}"
