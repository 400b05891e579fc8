"""Where what aligning has worked out is kept: with the command's, so that neither does it twice."""

import tempfile
from functools import cached_property
from pathlib import Path

from service.alignment import Work
from service.settings import PROJECT_ROOT
from service.store import Store, sqlite_path


class Working:
    """The folder, opened when it is first asked for; one for this process where none can be written."""

    def __init__(self, store: Store) -> None:
        """Take the store that the folder stands beside."""
        database = sqlite_path(store.url.render_as_string(hide_password=False))
        self._folder = (database.parent if database else PROJECT_ROOT / "var") / "work"

    def __call__(self) -> Work:
        """Return the folder."""
        return self._work

    @cached_property
    def _work(self) -> Work:
        try:
            return Work(self._folder)
        except OSError:
            return Work(Path(self._passing.name))

    @cached_property
    def _passing(self) -> tempfile.TemporaryDirectory[str]:
        return tempfile.TemporaryDirectory(prefix="quanze-")
