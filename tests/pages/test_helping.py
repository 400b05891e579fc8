"""Further processes that help publishing: the same bytes, whoever makes them, whatever becomes of them."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from service.downloads import site_sections
from service.errors import Refusal
from service.pages import Batch, File, Help, Published, Section, Site, Sources, catalogue_of, write_site
from service.pages.working import Working
from service.store import Store, open_store

SITE = Site(public_url="https://qz.example/", pdf=False)


@contextmanager
def _opened(url: str) -> Iterator[Sequence[Section]]:
    store = open_store(url)
    with store.read() as connection:
        yield site_sections(Sources(connection, catalogue_of(connection, SITE), Working(store)))
    store.close()


def _publish(store: Store, folder: Path, processes: int) -> Published:
    opened = partial(_opened, store.url.render_as_string(hide_password=False))
    with opened() as sections:
        return write_site(folder, "", sections, _quiet, Help(processes, opened) if processes else None)


def _quiet(section: str, done: int, of: int) -> None:
    pass


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".quanze-manifest")
    }


@pytest.fixture(scope="module")
def alone(sqlite_filled: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a publication without help."""
    folder = tmp_path_factory.mktemp("alone")
    _publish(sqlite_filled, folder, 0)
    return _files(folder)


@pytest.mark.parametrize("processes", [1, 3])
def test_help_changes_no_byte(
    alone: dict[str, bytes], sqlite_filled: Store, tmp_path: Path, processes: int
) -> None:
    report = _publish(sqlite_filled, tmp_path, processes)
    assert _files(tmp_path) == alone
    assert report.written == report.files == len(alone) - 1  # the sums are not among what they sum up
    again = _publish(sqlite_filled, tmp_path, 0)
    assert (again.written, again.same, again.removed) == (0, 0, 0)


def test_help_reads_either_store(filled: Store, tmp_path: Path) -> None:
    told = []
    for processes in (0, 2):
        folder = tmp_path / str(processes)
        _publish(filled, folder, processes)
        told.append(_files(folder))
    assert told[0] == told[1]


def _sections(
    count: int, *, of: str = "", breaks: int | None = None, kills: int | None = None
) -> list[Section]:
    """Sections of two files each; making one of them breaks, or kills the process that does."""

    def section(number: int) -> Section:
        def make(wanted: Sequence[str]) -> Iterator[tuple[str, bytes]]:
            if number == breaks:
                raise Refusal("cell-too-long", "太长。", "改短。")
            if number == kills:
                os.kill(os.getpid(), signal.SIGKILL)
            for path in wanted:
                yield path, f"{of}{path}".encode()

        files = [File(f"{number}/{name}.txt", b"key") for name in "ab"]
        return Section(f"section {number}", f"{of}{number}".encode(), lambda: [Batch(files, make)])

    return [section(number) for number in range(count)]


def _helped(sections: list[Section]) -> Help:
    @contextmanager
    def opened() -> Iterator[Sequence[Section]]:
        yield sections

    return Help(2, opened)


def test_what_a_helper_raises_is_raised(tmp_path: Path) -> None:
    sections = _sections(20, breaks=12)
    with pytest.raises(Refusal, match="cell-too-long"):
        write_site(tmp_path, "", sections, _quiet, _helped(sections))
    whole = _sections(20)
    assert write_site(tmp_path, "", whole, _quiet, _helped(whole)).files == 40


def test_a_helper_that_is_killed_is_told_of_and_what_was_done_is_kept(tmp_path: Path) -> None:
    sections = _sections(20, kills=15)
    with pytest.raises(Refusal, match="worker-ended"):
        write_site(tmp_path, "", sections, _quiet, _helped(sections))
    assert len(_files(tmp_path)) >= 20
    whole = _sections(20)
    assert 0 < write_site(tmp_path, "", whole, _quiet, _helped(whole)).written <= 20
    assert len(_files(tmp_path)) == 41


def test_sections_that_a_helper_sees_otherwise_are_made_without_it(tmp_path: Path) -> None:
    """As when an edition was published between the opening of their snapshots."""
    ours = _sections(20)
    assert write_site(tmp_path, "", ours, _quiet, _helped(_sections(20, of="later "))).written == 40
    assert (tmp_path / "3" / "a.txt").read_bytes() == b"3/a.txt"


def test_helpers_end_with_a_publication_that_is_killed(
    alone: dict[str, bytes], sqlite_filled: Store, tmp_path: Path
) -> None:
    """And what goes on at once waits for them: none writes beside it."""
    for after in (4, 9):
        child = os.fork()
        if child == 0:

            def dying(section: str, done: int, of: int, after: int = after) -> None:
                if done == after:
                    os.kill(os.getpid(), signal.SIGKILL)

            opened = partial(_opened, sqlite_filled.url.render_as_string())
            try:
                with opened() as sections:
                    write_site(tmp_path, "", sections, dying, Help(2, opened))
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)
    _publish(sqlite_filled, tmp_path, 2)
    assert _files(tmp_path) == alone
