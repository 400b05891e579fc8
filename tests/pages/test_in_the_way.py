"""A folder in which somebody put something else: nothing of theirs is touched, and the refusal says where."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli.app import app as command
from service.errors import Refusal, StoreFailedError
from service.pages import Batch, File, Published, Section, write_site
from service.pages.manifest import NAME
from service.pages.publishing import SUMS
from service.store import Store

PATHS = ("index.html", "a/b/index.html", "a/c/index.html", "gone/index.html")


def _published(folder: Path, told: str, paths: Sequence[str] = PATHS) -> Published:
    def section(path: str) -> Section:
        def make(wanted: Sequence[str]) -> Iterator[tuple[str, bytes]]:
            for each in wanted:
                yield each, f"{told} {each}".encode()

        return Section(path, told.encode(), lambda: [Batch([File(path, told.encode())], make)])

    return write_site(folder, "", [section(path) for path in paths], lambda name, done, of: None)


def _texts(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (NAME, SUMS)
    }


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder that was published into."""
    _published(tmp_path / "site", "first")
    return tmp_path / "site"


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """Somebody's folder with a file of the same name as one of the site's."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "index.html").write_text("theirs")
    return tmp_path / "theirs"


def _a_folder(site: Path, theirs: Path) -> None:
    (site / "a/b/index.html").unlink()
    (site / "a/b/index.html").mkdir()
    (site / "a/b/index.html/mine.txt").write_text("theirs")


def _a_file(site: Path, theirs: Path) -> None:
    (site / "a/b/index.html").unlink()
    (site / "a/b").rmdir()
    (site / "a/b").write_text("theirs")


def _a_linked_folder(site: Path, theirs: Path) -> None:
    (site / "a/b/index.html").unlink()
    (site / "a/b").rmdir()
    (site / "a/b").symlink_to(theirs, target_is_directory=True)


def _folder_of_sums(site: Path, theirs: Path) -> None:
    (site / SUMS).unlink()
    (site / SUMS).mkdir()


@pytest.mark.parametrize("put", [_a_folder, _a_file, _a_linked_folder, _folder_of_sums])
def test_what_is_in_the_way_is_told_and_left(
    site: Path, theirs: Path, put: Callable[[Path, Path], None]
) -> None:
    put(site, theirs)
    where = SUMS if put is _folder_of_sums else "a/b/index.html"
    for _ in range(2):
        with pytest.raises(Refusal, match="unwritable-file") as refused:
            _published(site, "second")
        assert where in refused.value.message
    assert _texts(theirs) == {"index.html": "theirs"}
    if put is _folder_of_sums:
        (site / SUMS).rmdir()
    else:
        (site / "a").rename(theirs.parent / "moved away")
    _published(site, "second")
    assert _texts(site) == {path: f"second {path}" for path in PATHS}
    assert _texts(theirs) == {"index.html": "theirs"}


def test_a_link_where_a_file_is_written_at_first_is_not_followed(site: Path, theirs: Path) -> None:
    (site / "a/b/.index.html.part").symlink_to(theirs / "index.html")
    _published(site, "second")
    assert _texts(site) == {path: f"second {path}" for path in PATHS}
    assert _texts(theirs) == {"index.html": "theirs"}


def test_a_link_in_a_files_place_is_replaced_and_not_followed(site: Path, theirs: Path) -> None:
    """Also where the file itself would stand as it is."""
    for told in ("first", "second"):
        (site / "index.html").unlink()
        (site / "index.html").symlink_to(theirs / "index.html")
        with sqlite3.connect(site / NAME) as manifest:
            manifest.execute("UPDATE section SET key = x'00'")
        manifest.close()
        _published(site, told)
        assert not (site / "index.html").is_symlink()
        assert _texts(site) == {path: f"{told} {path}" for path in PATHS}
        assert _texts(theirs) == {"index.html": "theirs"}


@pytest.mark.parametrize("put", [_a_folder, _a_file, _a_linked_folder])
def test_what_took_the_place_of_a_file_that_is_no_more_stays(
    site: Path, theirs: Path, put: Callable[[Path, Path], None]
) -> None:
    put(site, theirs)
    before = {path: told for path, told in _texts(site).items() if told == "theirs"}
    left = [path for path in PATHS if path != "a/b/index.html"]
    assert _published(site, "second", left).removed == 1
    assert _texts(site) == {path: f"second {path}" for path in left} | before
    assert _texts(theirs) == {"index.html": "theirs"}


@pytest.mark.parametrize("spoilt", [0, 1, 3])
def test_a_manifest_that_is_not_whole_is_told_as_the_folders(
    site: Path, sqlite_store: Store, spoilt: int
) -> None:
    """And not as the store's, which would have it restored."""
    content = bytearray((site / NAME).read_bytes())
    size = 4096
    content[spoilt * size : (spoilt + 1) * size] = bytes(range(256)) * (size // 256)
    (site / NAME).write_bytes(content)
    before = _texts(site)
    with pytest.raises(Refusal, match="not-a-site"), sqlite_store.read():
        _published(site, "second")
    assert _texts(site).keys() == before.keys()


def test_a_store_that_is_not_whole_is_told_as_the_store(site: Path, sqlite_store: Store) -> None:
    """And not as the folder, which would be left for an empty one."""
    damaged = site.parent / "damaged.db"
    damaged.write_bytes(b"not a store" * 1000)

    def batches() -> Iterator[Batch]:
        with closing(sqlite3.connect(damaged)) as store:
            store.execute("SELECT 1 FROM edition")
        yield Batch([], lambda wanted: ())

    section = Section("pages", b"key", batches)
    with pytest.raises(StoreFailedError, match="store-damaged"), sqlite_store.read():
        write_site(site, "", [section], lambda name, done, of: None)
    _published(site, "second")
    assert _texts(site) == {path: f"second {path}" for path in PATHS}


def test_where_there_is_no_folder_nothing_is_written(tmp_path: Path, sqlite_store: Store) -> None:
    (tmp_path / "file").write_text("theirs")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / NAME).mkdir()
    for folder in ("file", "file/site", "site"):
        with pytest.raises(Refusal, match="not-a-site"), sqlite_store.read():
            _published(tmp_path / folder, "first")
    assert _texts(tmp_path) == {"file": "theirs"}


def test_the_command_says_what_is_in_the_way(
    tmp_path: Path, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANZE_DATABASE_URL", sqlite_store.url.render_as_string())
    publish = ["publish", str(tmp_path / "site"), "--workers", "2"]
    assert CliRunner().invoke(command, publish).exit_code == 0
    with sqlite3.connect(tmp_path / "site" / NAME) as manifest:
        manifest.execute("UPDATE section SET key = x'00'")
        manifest.execute("UPDATE file SET key = x'00'")
    manifest.close()
    (tmp_path / "site/index.html").unlink()
    (tmp_path / "site/index.html").mkdir()
    refused = CliRunner().invoke(command, publish)
    assert refused.exit_code == 1
    assert "拒绝（unwritable-file）" in refused.stderr
    assert "index.html" in refused.stderr
