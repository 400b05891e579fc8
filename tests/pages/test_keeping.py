"""Figures kept for the next publication: found again unless made of something else, and never needed."""

import sqlite3
from pathlib import Path

from service.pages.keeping import Kept
from service.pages.working import Working


def test_what_is_kept_is_found_by_whoever_opens_the_file(tmp_path: Path) -> None:
    one, other = Kept(tmp_path / "kept.db"), Kept(tmp_path / "kept.db")
    assert one.get("figures", b"1") is None
    one.put("figures", b"1", b"told")
    assert one.get("figures", b"1") == other.get("figures", b"1") == b"told"
    assert other.get("others", b"1") is None


def test_what_was_made_of_something_else_is_not_found(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept.db")
    kept.put("figures", b"1", b"before")
    assert kept.get("figures", b"2") is None
    kept.put("figures", b"2", b"after")
    assert kept.get("figures", b"2") == b"after"
    assert kept.get("figures", b"1") is None


def test_without_a_file_figures_are_kept_in_memory() -> None:
    kept = Kept(None)
    kept.put("figures", b"1", b"told")
    assert kept.get("figures", b"1") == b"told"


def test_a_file_that_is_not_whole_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "kept.db"
    path.write_bytes(b"no database" * 500)
    broken = Kept(path)
    broken.put("figures", b"1", b"told")
    assert broken.get("figures", b"1") == b"told"
    again = Kept(path)
    again.put("figures", b"1", b"told")
    assert Kept(path).get("figures", b"1") == b"told"


def test_where_no_file_can_be_made_nothing_is_lost(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    kept = Working(tmp_path / "file" / "work").kept
    kept.put("figures", b"1", b"told")
    assert kept.get("figures", b"1") == b"told"


def test_a_file_that_others_write_is_waited_for_and_then_done_without(tmp_path: Path) -> None:
    path = tmp_path / "kept.db"
    kept = Kept(path, patience=0.05)
    kept.put("figures", b"1", b"told")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    kept.put("figures", b"2", b"not kept")
    assert kept.get("figures", b"1") == b"told"
    other.execute("ROLLBACK")
    other.close()
