"""Aligning more lists than memory holds: target by target, each kept as soon as it is worked out."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import overload

from service.alignment.aligning import (
    NO_DECISIONS,
    NO_NOTES,
    Notes,
    Outcome,
    alignment_of,
    four_sames,
    in_every,
)
from service.alignment.model import AlignedList, Alignment, TargetAlignment
from service.alignment.running import Run, Tasks
from service.alignment.tasks import encode, encoded_task, read_outcome, task_key, trimmed
from service.alignment.work import Work
from service.matching import Decisions

Progress = Callable[[int, int], None]
"""Told how many targets are done, of how many."""


def align_at_scale(
    reference: AlignedList,
    targets: Sequence[AlignedList],
    work: Work,
    run: Run,
    *,
    decisions: Decisions = NO_DECISIONS,
    notes: Notes = NO_NOTES,
    progress: Progress = lambda done, of: None,
) -> Alignment:
    """Align as `align` does, for any number of targets.

    `targets` may read each list when it is asked for: of each, no more than a few are held. What `work` has
    is not done again. The alignment reads its targets from there, and their items hold nothing but what
    reports look at.
    """
    ours = trimmed(reference)
    encoded = encode(ours)
    keys: dict[int, str] = {}
    shared: Counter[int] = Counter()
    done = 0

    def finished(outcome: Outcome) -> None:
        nonlocal done
        shared.update(four_sames(outcome))
        done += 1
        progress(done, len(targets))

    def open_tasks() -> Tasks:
        for place in range(len(targets)):
            task = encoded_task(trimmed(targets[place]), ours, decisions)
            keys[place] = task_key(encoded, task)
            known = work.outcome(keys[place])
            if known is None:
                yield keys[place], task
            else:
                finished(known)

    for key, task, outcome in run(encoded, open_tasks()):
        work.put(key, task, outcome)
        finished(read_outcome(outcome))
    return Alignment(
        reference=reference.division,
        reference_edition=reference.edition,
        all_levels=in_every(shared, len(targets)),
        targets=_KeptTargets(ours, work, [keys[place] for place in range(len(targets))], notes),
    )


class _KeptTargets(Sequence[TargetAlignment]):
    """Targets read from the work folder one by one."""

    def __init__(self, reference: AlignedList, work: Work, keys: Sequence[str], notes: Notes) -> None:
        self._reference = reference
        self._work = work
        self._keys = keys
        self._notes = notes

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, place: int) -> TargetAlignment: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[TargetAlignment]: ...

    def __getitem__(self, place: int | slice) -> TargetAlignment | Sequence[TargetAlignment]:
        if isinstance(place, slice):
            return _KeptTargets(self._reference, self._work, self._keys[place], self._notes)
        return alignment_of(self._reference, *self._work.get(self._keys[place]), self._notes)

    def __iter__(self) -> Iterator[TargetAlignment]:
        return (self[place] for place in range(len(self)))
