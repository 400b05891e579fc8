"""Notes of what a publication makes: what stands already, is begun, took its place, is no more."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from service.pages.manifest import Manifest
from service.pages.placing import Placed, Wanted, Wish, is_file, is_led_away, part_of, place_batch
from service.pages.section import File, Section


class Writer:
    """Writes sections, and counts."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Take the folder with its manifest."""
        self.folder = folder
        self._manifest = manifest
        self.written = 0
        self.same = 0
        self.removed = 0

    def clear(self) -> None:
        """Throw away what a publication that was killed left beside its files."""
        for path in self._manifest.unfinished():
            self._unlink(part_of(path))

    def write(self, section: Section) -> None:
        """Write a section's files."""
        self.open(section)
        for batch in section.batches():
            wanted = self.begin(section, batch.files)
            self.put(section, batch.files, place_batch(self.folder, batch, wanted))
        self.close(section)

    def open(self, section: Section) -> None:
        """Note that a section is begun."""
        self._manifest.open_section(section.name)

    def begin(self, section: Section, files: Sequence[File]) -> Wanted:
        """Note that files of a section are about to be made; return those that do not stand as they are."""
        likes = {file.like.path for file in files if file.like is not None}
        known = self._manifest.known([*(file.path for file in files), *likes])
        kept: list[str] = []
        wanted: dict[str, Wish] = {}
        for path, key, like in files:
            noted = known.get(path)
            if noted is not None and noted[0] == key and is_file(f"{self.folder}/{path}"):
                kept.append(path)
                continue
            stands = known.get(like.path) if like is not None else None
            wanted[path] = Wish(
                noted[1] if noted is not None else None,
                (like.path, stands[1]) if like is not None and stands and stands[0] == like.key else None,
            )
        self._manifest.keep(section.name, kept)
        self._manifest.begin(section.name, wanted)
        return wanted

    def put(self, section: Section, files: Sequence[File], placed: Sequence[Placed]) -> None:
        """Note files that were made."""
        keys = {file.path: file.key for file in files}
        self._manifest.put(section.name, [(each.path, keys[each.path], *each[1:3]) for each in placed])
        written = sum(each.written for each in placed)
        self.written += written
        self.same += len(placed) - written

    def close(self, section: Section) -> None:
        """Note that a section is whole; take away what it has no more."""
        self.remove(self._manifest.close_section(section.name, section.key))
        self._manifest.save()

    def remove(self, paths: Sequence[str]) -> None:
        """Take files away, and the folders that they leave empty."""
        for path in paths:
            self._unlink(path)
            self.removed += 1
            for above in Path(path).parents:
                try:
                    (self.folder / above).rmdir()
                except OSError:
                    break

    def _unlink(self, path: str) -> None:
        """Take a file away; what somebody put in its place, or in its folder's, stays."""
        if not is_led_away(self.folder, path):
            with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                os.unlink(f"{self.folder}/{path}")
