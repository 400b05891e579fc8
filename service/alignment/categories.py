"""What a lower list has under another category than the reference (类型不同): told, never paired."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from service.matching import Decisions, Entry, Pair, judge
from service.vocabulary import Decision, Verdict


def under_other_category(
    ours: Sequence[Entry], theirs: Sequence[Entry], pairs: Sequence[Pair], decisions: Decisions
) -> Iterator[Pair]:
    """Yield pairs of items without a partner that the category gate alone keeps apart.

    They have a name or a basic code in common, and their names alone would have been paired or reviewed.
    What a person rejected is not named again.
    """
    met_ours, met_theirs = {pair.before for pair in pairs}, {pair.after for pair in pairs}
    known: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in ours:
        if entry.key not in met_ours:
            for mark in _marks(entry):
                known[mark].append(entry)
    for entry in theirs:
        if entry.key in met_theirs:
            continue
        alike = {other.key: other for mark in _marks(entry) for other in known.get(mark, ())}
        for _, other in sorted(alike.items()):
            judgement = judge(other.name, entry.name)
            gated = other.category and entry.category and other.category is not entry.category
            refused = decisions.get((other.key, entry.key)) is Decision.REJECTED
            if gated and not refused and judgement.verdict is not Verdict.DIFFERENT:
                yield Pair(other.key, entry.key, judgement, Verdict.DIFFERENT)


def _marks(entry: Entry) -> set[str]:
    return {entry.name.text, *entry.codes}
