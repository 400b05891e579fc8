"""Aligning at scale: what `align` says, target by target, kept, and not done twice."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import overload

import msgspec
import pytest

from service.alignment import (
    AlignedList,
    Alignment,
    Run,
    Work,
    align,
    align_at_scale,
    here,
    report_of,
    write_report,
)
from service.alignment.running import Done, Tasks
from service.vocabulary import Decision, Verdict
from tests.alignment.lists import generated

REFERENCE = generated("330000", 90, seed=1)
TARGETS = [generated(f"3308{number:02d}", 60, seed=number) for number in range(2, 8)]


class Lists(Sequence[AlignedList]):
    """Targets that count how often each was read."""

    def __init__(self, lists: Sequence[AlignedList]) -> None:
        self._lists = lists
        self.asked: list[int] = []

    def __len__(self) -> int:
        return len(self._lists)

    @overload
    def __getitem__(self, place: int) -> AlignedList: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[AlignedList]: ...

    def __getitem__(self, place: int | slice) -> AlignedList | Sequence[AlignedList]:
        if isinstance(place, slice):
            return self._lists[place]
        self.asked.append(place)
        return self._lists[place]


def reported(alignment: Alignment) -> bytes:
    target = io.BytesIO()
    write_report(alignment, target)
    return target.getvalue()


def counting(run: Run, done: list[str], fail_after: int = 10**9) -> Run:
    """The run, writing down what it does, and broken off after some."""

    def counted(reference: bytes, tasks: Tasks) -> Done:
        for key, task, outcome in run(reference, tasks):
            if len(done) == fail_after:
                raise InterruptedError
            done.append(key)
            yield key, task, outcome

    return counted


def test_the_report_is_written_as_it_would_be_whole() -> None:
    for targets in ([], TARGETS[:1], TARGETS[:3]):
        alignment = align(REFERENCE, targets)
        whole = msgspec.json.format(msgspec.json.encode(report_of(alignment)), indent=2) + b"\n"
        assert reported(alignment) == whole


@pytest.mark.parametrize("processes", [1, 2])
def test_the_outcome_is_that_of_aligning_at_once(tmp_path: Path, processes: int) -> None:
    said: list[tuple[int, int]] = []
    lists = Lists(TARGETS)
    found = align_at_scale(
        REFERENCE,
        lists,
        Work(tmp_path),
        here(processes),
        progress=lambda done, of: said.append((done, of)),
    )
    whole = align(REFERENCE, TARGETS)
    assert reported(found) == reported(whole)
    assert len({row.verdict for target in whole.targets for row in target.rows}) == 3
    assert said == [(n, len(TARGETS)) for n in range(1, len(TARGETS) + 1)]
    assert lists.asked == [*range(len(TARGETS))]


def test_decisions_go_along(tmp_path: Path) -> None:
    row = next(row for row in align(REFERENCE, TARGETS).targets[0].rows if row.verdict is Verdict.SAME)
    assert row.reference_item
    decisions = {(row.reference_item.id, row.item.id): Decision.REJECTED, (1, 2): Decision.CONFIRMED}
    found = align_at_scale(REFERENCE, TARGETS, Work(tmp_path), here(1), decisions=decisions)
    assert reported(found) == reported(align(REFERENCE, TARGETS, decisions=decisions))
    assert reported(found) != reported(align(REFERENCE, TARGETS))


def test_a_run_broken_off_goes_on_where_it_stood(tmp_path: Path) -> None:
    first: list[str] = []
    with pytest.raises(InterruptedError):
        align_at_scale(REFERENCE, TARGETS, Work(tmp_path), counting(here(1), first, fail_after=4))
    second: list[str] = []
    found = align_at_scale(REFERENCE, TARGETS, Work(tmp_path), counting(here(2), second))
    assert (len(first), len(second)) == (4, 2)
    assert {*first}.isdisjoint(second)
    assert reported(found) == reported(align(REFERENCE, TARGETS))


def test_what_changed_is_done_again_and_nothing_else(tmp_path: Path) -> None:
    align_at_scale(REFERENCE, TARGETS, Work(tmp_path), here(1))
    changed = [*TARGETS[:2], generated("330804", 61, seed=4), *TARGETS[3:]]
    done: list[str] = []
    found = align_at_scale(REFERENCE, changed, Work(tmp_path), counting(here(1), done))
    assert len(done) == 1
    assert reported(found) == reported(align(REFERENCE, changed))
    other = generated("330000", 91, seed=1)
    align_at_scale(other, changed, Work(tmp_path), counting(here(1), done))
    assert len(done) == 1 + len(changed)


def test_other_rules_do_everything_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    align_at_scale(REFERENCE, TARGETS[:2], Work(tmp_path), here(1))
    monkeypatch.setattr("service.alignment.tasks.rules_digest", lambda: "other")
    done: list[str] = []
    align_at_scale(REFERENCE, TARGETS[:2], Work(tmp_path), counting(here(1), done))
    assert len(done) == 2


@pytest.mark.parametrize("content", [b"", b"x", None])
def test_a_broken_file_counts_as_none(tmp_path: Path, content: bytes | None) -> None:
    align_at_scale(REFERENCE, TARGETS[:2], Work(tmp_path), here(1))
    one, other = sorted(tmp_path.iterdir())
    one.write_bytes(other.read_bytes()[:-9] if content is None else content)
    done: list[str] = []
    found = align_at_scale(REFERENCE, TARGETS[:2], Work(tmp_path), counting(here(1), done))
    assert done == [one.stem]
    assert reported(found) == reported(align(REFERENCE, TARGETS[:2]))


def test_a_slice_of_the_targets_is_read_like_the_whole(tmp_path: Path) -> None:
    found = align_at_scale(REFERENCE, TARGETS, Work(tmp_path), here(1)).targets
    assert [target.division for target in found[1:3]] == [target.division for target in TARGETS[1:3]]
    assert found[-1].division == TARGETS[-1].division
