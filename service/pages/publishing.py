"""A site as a folder of files: only what changed is rendered and written, each file whole or not at all."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from service.pages.manifest import Manifest

SUMS = "SHA256SUMS"
"""Beside the files: the SHA-256 of each, as `sha256sum --check` reads it."""
Progress = Callable[[str, int, int], None]
"""Told which section is being gone through, how many of how many are done."""


class File(NamedTuple):
    """A file of the site: its path, and the key of all that it is made of."""

    path: str
    key: bytes


class Batch(NamedTuple):
    """Files made together: of those asked for, `make` yields path and content, whole or in pieces."""

    files: Sequence[File]
    make: Callable[[Sequence[str]], Iterable[tuple[str, bytes | Iterator[bytes]]]]


class Section(NamedTuple):
    """Files that change together: while `key` is the same none of them need be looked at.

    `batches` are gone through one by one, each held in memory alone.
    """

    name: str
    key: bytes
    batches: Callable[[], Iterable[Batch]]


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """What a publication came to, in files: `kept` were known to be the same, `same` turned out to be."""

    files: int
    written: int
    same: int
    kept: int
    removed: int


def write_site(folder: Path, scope: str, sections: Sequence[Section], progress: Progress) -> Published:
    """Write the sections into the folder; what an earlier publication left there and is no more is removed.

    Broken off, even killed, it goes on where it stopped when it is run again, to the same files as if it had
    not been. Raises what `Manifest` refuses.
    """
    folder.mkdir(parents=True, exist_ok=True)
    manifest = Manifest(folder, scope)
    writer = _Writer(folder, manifest)
    try:
        writer.clear()
        for place, section in enumerate(sections):
            progress(section.name, place, len(sections))
            writer.write(section)
        progress("", len(sections), len(sections))
        writer.remove(manifest.close_run())
        standing = writer.sum_up()
    finally:
        manifest.close()
    return Published(
        files=standing,
        written=writer.written,
        same=writer.same,
        kept=standing - writer.written - writer.same,
        removed=writer.removed,
    )


class _Writer:
    """Writes sections, and counts."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._manifest = manifest
        self.written = 0
        self.same = 0
        self.removed = 0

    def clear(self) -> None:
        """Throw away what a publication that was killed left beside its files."""
        for path in self._manifest.unfinished():
            _part_of(self._folder / path).unlink(missing_ok=True)

    def write(self, section: Section) -> None:
        if self._manifest.has_section(section.name, section.key):
            return
        self._manifest.open_section(section.name)
        for batch in section.batches():
            self._batch(section.name, batch)
            self._manifest.save()
        self.remove(self._manifest.close_section(section.name, section.key))
        self._manifest.save()

    def _batch(self, section: str, batch: Batch) -> None:
        known = self._manifest.known([file.path for file in batch.files])
        keys = {file.path: file.key for file in batch.files}
        standing = [
            path
            for path, key in keys.items()
            if path in known and known[path][0] == key and (self._folder / path).is_file()
        ]
        self._manifest.keep(section, standing)
        wanted = [path for path in keys if path not in set(standing)]
        self._manifest.begin(section, wanted)
        for path, content in batch.make(wanted) if wanted else ():
            before = self._standing(path, known[path][1]) if path in known else None
            digest, size, changed = self._put(path, content, before)
            self._manifest.put(section, path, keys[path], digest, size)
            self.written += changed
            self.same += not changed

    def _standing(self, path: str, noted: bytes) -> bytes | None:
        """Return the hash of what stands at a path, which a publication that was broken off did not note."""
        target = self._folder / path
        if not target.is_file():
            return None
        return noted or hashlib.sha256(target.read_bytes()).digest()

    def _put(
        self, path: str, content: bytes | Iterator[bytes], before: bytes | None
    ) -> tuple[bytes, int, bool]:
        """Write a file unless it says the same already; return its hash, size and whether it was written."""
        target = self._folder / path
        if isinstance(content, bytes):
            digest = hashlib.sha256(content).digest()
            if digest == before:
                return digest, len(content), False
            content = iter((content,))
        target.parent.mkdir(parents=True, exist_ok=True)
        part = _part_of(target)
        told, size = hashlib.sha256(), 0
        try:
            with part.open("wb") as file:
                for piece in content:
                    told.update(piece)
                    size += len(piece)
                    file.write(piece)
            changed = told.digest() != before
            if changed:
                os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
        return told.digest(), size, changed

    def sum_up(self) -> int:
        """Write the sums of all that stands, and return how many files that is."""
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for file in self._manifest.files():
                count += 1
                yield f"{file.hash.hex()}  {file.path}\n".encode()

        self._put(SUMS, lines(), self._standing(SUMS, b""))
        return count

    def remove(self, paths: Sequence[str]) -> None:
        for path in paths:
            target = self._folder / path
            target.unlink(missing_ok=True)
            self.removed += 1
            for above in target.relative_to(self._folder).parents:
                try:
                    (self._folder / above).rmdir()
                except OSError:
                    break


def _part_of(target: Path) -> Path:
    """Where a file is written before it takes its place."""
    return target.with_name(f".{target.name}.part")
