"""The work folder: whole files, removed when nobody wanted them for long."""

import os
import time
from pathlib import Path

import pytest

from service.alignment import Work
from service.alignment.aligning import outcome_of
from service.alignment.tasks import encode, encoded_task, task_key, trimmed
from service.matching import entries_of
from tests.alignment.lists import generated

REFERENCE, TARGET = trimmed(generated("330000", 20, seed=1)), trimmed(generated("330881", 20, seed=2))


def test_what_is_kept_is_given_back(tmp_path: Path) -> None:
    work = Work(tmp_path / "a" / "work")
    outcome = outcome_of(REFERENCE, entries_of(REFERENCE.items), TARGET)
    assert work.outcome("k") is None
    with pytest.raises(FileNotFoundError):
        work.get("k")
    work.put("k", encoded_task(TARGET, REFERENCE), encode(outcome))
    assert Work(tmp_path / "a" / "work").outcome("k") == outcome
    assert work.get("k") == (TARGET, outcome)


def test_a_list_is_trimmed_once() -> None:
    whole = generated("330881", 20, seed=2)
    assert trimmed(TARGET) is TARGET
    assert trimmed(whole) == TARGET
    assert any(item.content.remarks for item in whole.items)
    assert not any(item.content.remarks for item in TARGET.items)


def test_files_nobody_wanted_for_a_month_are_removed(tmp_path: Path) -> None:
    work = Work(tmp_path)
    for key in ("old", "wanted", "new"):
        work.put(key, encoded_task(TARGET, REFERENCE), encode([]))
    (tmp_path / "half.tmp").write_bytes(b"")
    (tmp_path / "notes.txt").write_bytes(b"")
    long_ago = time.time() - 31 * 24 * 3600
    for path in tmp_path.iterdir():
        if path.stem != "new":
            os.utime(path, (long_ago, long_ago))
    assert work.outcome("wanted") == []
    Work(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.aligned", "notes.txt", "wanted.aligned"]


def test_a_key_says_everything_an_outcome_depends_on() -> None:
    task = encoded_task(TARGET, REFERENCE)
    keys = {
        task_key(encode(REFERENCE), task),
        task_key(encode(TARGET), task),
        task_key(encode(REFERENCE), encoded_task(REFERENCE, REFERENCE)),
    }
    assert len(keys) == 3
    assert task_key(encode(REFERENCE), task) in keys


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match="file"):
        Work(tmp_path / "file")
