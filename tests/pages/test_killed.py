"""A publication killed over and over: run once more, it comes to the same files as one that never was."""

import os
import random
import signal
from itertools import pairwise
from pathlib import Path

import pytest

from service.downloads import site_sections
from service.pages import Site, Sources, catalogue_of, write_site
from service.pages.working import Working
from service.store import Store, open_store

A, B = (Site(public_url=url, pdf=False) for url in ("https://a.example/", "https://b.example/"))


def _publish(url: str, folder: Path, site: Site) -> None:
    store = open_store(url)
    with store.read() as connection:
        sources = Sources(connection, catalogue_of(connection, site), Working(store))
        write_site(folder, "", site_sections(sources), lambda section, done, of: None)
    store.close()


def _published(store: Store, folder: Path, site: Site) -> dict[str, bytes]:
    """Publish to the end, and return every file but the manifest's."""
    _publish(store.url.render_as_string(), folder, site)
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".quanze-manifest")
    }


def _killed(store: Store, folder: Path, site: Site, count: int) -> None:
    """Publish in a process that is killed when so many files took their places: every other time just before
    the last of them does."""
    url = store.url.render_as_string()
    child = os.fork()
    if child == 0:
        replace, left = os.replace, [count]

        def dying(source: Path, target: Path) -> None:
            left[0] -= 1
            if not left[0] and count % 2:
                os.kill(os.getpid(), signal.SIGKILL)
            replace(source, target)
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            os.replace = dying  # type: ignore[assignment]
            _publish(url, folder, site)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


@pytest.fixture(scope="module")
def whole(sqlite_filled: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a publication that nothing interrupted."""
    found = _published(sqlite_filled, tmp_path_factory.mktemp("whole"), A)
    assert len(found) > 150
    return found


def _moments(files: int, kills: int) -> list[int]:
    """After how many further files each process is killed, so that all together leave some to the last."""
    moments = sorted(random.Random(2026).sample(range(1, files * 9 // 10), kills))
    return [later - sooner for sooner, later in pairwise([0, *moments])]


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.soak)])
def test_a_killed_publication_comes_to_the_same_files(
    whole: dict[str, bytes], sqlite_filled: Store, tmp_path: Path, kills: int
) -> None:
    half_written = 0
    for count in _moments(len(whole), kills):
        _killed(sqlite_filled, tmp_path, A, count)
        half_written += len(list(tmp_path.rglob(".*.part")))
    assert half_written > 0
    assert _published(sqlite_filled, tmp_path, A) == whole


def test_what_a_killed_publication_wrote_is_not_taken_for_what_stood_before(
    whole: dict[str, bytes], sqlite_filled: Store, tmp_path: Path
) -> None:
    """Another address makes every page anew; going back to the first, none of the other's may be left."""
    assert _published(sqlite_filled, tmp_path, A) == whole
    _killed(sqlite_filled, tmp_path, B, 40)
    _killed(sqlite_filled, tmp_path, B, 25)
    assert _published(sqlite_filled, tmp_path, A) == whole
