"""Where what aligning has worked out is kept, with the command's, and figures that pages are made of."""

import tempfile
from functools import cached_property
from pathlib import Path

from service.alignment import Work
from service.pages.keeping import Kept
from service.settings import PROJECT_ROOT
from service.store import Store, sqlite_path

_FIGURES = "figures.db"


class Working:
    """Where both are kept, opened when first asked for; where no file can be written, for this process."""

    def __init__(self, place: Store | Path) -> None:
        """Take the store that the folder stands beside, or the folder itself."""
        if isinstance(place, Path):
            self._folder = place
            return
        database = sqlite_path(place.url.render_as_string(hide_password=False))
        self._folder = (database.parent if database else PROJECT_ROOT / "var") / "work"

    def __call__(self) -> Work:
        """Return the folder of alignments, pair by pair of lists."""
        return self._work

    @cached_property
    def _work(self) -> Work:
        try:
            return Work(self._folder)
        except OSError:
            return Work(Path(self._passing.name))

    @cached_property
    def kept(self) -> Kept:
        """Figures that pages are made of."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return Kept(None)
        return Kept(self._folder / _FIGURES)

    @cached_property
    def _passing(self) -> tempfile.TemporaryDirectory[str]:
        return tempfile.TemporaryDirectory(prefix="quanze-")
