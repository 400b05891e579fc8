"""A site as a folder of files: only what changed is rendered and written, each file whole or not at all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from service.pages.helping import Help, Helpers
from service.pages.manifest import Manifest
from service.pages.placing import place
from service.pages.section import Section
from service.pages.writing import Writer

SUMS = "SHA256SUMS"
"""Beside the files: the SHA-256 of each, as `sha256sum --check` reads it."""
Progress = Callable[[str, int, int], None]
"""Told which section is begun, how many of how many are done or begun."""
# Fewer sections than these are written sooner than others have begun to help.
_WORTH_HELP = 8


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """What a publication came to, in files: `kept` were known to be the same, `same` turned out to be."""

    files: int
    written: int
    same: int
    kept: int
    removed: int


def write_site(
    folder: Path, scope: str, sections: Sequence[Section], progress: Progress, help: Help | None = None
) -> Published:
    """Write the sections into the folder; what an earlier publication left there and is no more is removed.

    Broken off, even killed, it goes on where it stopped when it is run again, to the same files as if it had
    not been; with `help` they are the same files too. Raises what `Manifest` and `place` do.
    """
    with closing(Manifest(folder, scope)) as manifest:
        writer = Writer(folder, manifest)
        writer.clear()
        changed = [each for each in sections if not manifest.has_section(each.name, each.key)]
        done = len(sections) - len(changed)

        def begun(section: Section) -> Section:
            nonlocal done
            progress(section.name, done, len(sections))
            done += 1
            return section

        if help is not None and len(changed) >= _WORTH_HELP:
            with Helpers(folder, help) as helpers:
                changed = helpers.write(map(begun, changed), writer)
        for section in changed:
            writer.write(begun(section))
        progress("", len(sections), len(sections))
        writer.remove(manifest.close_run())
        standing = _sum_up(folder, manifest)
    return Published(
        files=standing,
        written=writer.written,
        same=writer.same,
        kept=standing - writer.written - writer.same,
        removed=writer.removed,
    )


def _sum_up(folder: Path, manifest: Manifest) -> int:
    """Write the sums of all that stands, and return how many files that is."""
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for file in manifest.files():
            count += 1
            yield f"{file.hash.hex()}  {file.path}\n".encode()

    place(folder, SUMS, lines(), b"")
    return count
