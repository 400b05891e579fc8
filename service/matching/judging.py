"""Judging two names: what agrees, what differs, and whether that makes them one power."""

from functools import lru_cache

import msgspec

from service.matching.costs import COSTS, EVIDENCE, REVIEW_FROM, SAME_FROM
from service.matching.differences import ACT, Difference, Weight, differences
from service.matching.reading import ReadName, read_folded, read_name
from service.vocabulary import Category, Verdict


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What is known beyond the names; None where nothing is known on one side.

    `category_a`, `category_b` gate: two known, different categories are never one power. `code`: equal
    basic codes; `article`: a provision in common; `instrument`: a cited instrument in common; `field`:
    bodies of one field of work.
    """

    category_a: Category | None = None
    category_b: Category | None = None
    code: bool | None = None
    article: bool | None = None
    instrument: bool | None = None
    field: bool | None = None

    @property
    def gate_shut(self) -> bool:
        """Whether the categories forbid a match."""
        return bool(self.category_a and self.category_b and self.category_a is not self.category_b)

    @property
    def unlike(self) -> bool:
        """Whether all that is known speaks against one power: other work, on other instruments, no code.

        对拒绝接受监督检查的处罚 stands in many departments' lists and is as many powers.
        """
        return self.field is False and self.instrument is False and not self.code

    def mirrored(self) -> "Evidence":
        """The same evidence with the sides exchanged."""
        return msgspec.structs.replace(self, category_a=self.category_b, category_b=self.category_a)


NO_EVIDENCE = Evidence()


class Judgement(msgspec.Struct, frozen=True):
    """Score (0–100), verdict, and why: the differences, and the points each piece of evidence gave.

    From `SAME_FROM` on the verdict is SAME, from `REVIEW_FROM` on REVIEW, else DIFFERENT. `gained` are the
    points by kind of evidence, none where the names are equal; `held_back` what evidence against took away.
    """

    score: float
    verdict: Verdict
    a: ReadName
    b: ReadName
    differences: tuple[Difference, ...]
    evidence: Evidence
    gained: dict[str, float]
    held_back: float = 0.0


def judge(a: ReadName | str, b: ReadName | str, evidence: Evidence = NO_EVIDENCE) -> Judgement:
    """Judge whether two names are one power. `judge(b, a, evidence.mirrored())` gives the same score."""
    read_a = read_name(a) if isinstance(a, str) else a
    read_b = read_name(b) if isinstance(b, str) else b
    found = differences(read_a, read_b)
    score = _score(found)
    if score < REVIEW_FROM and _within(read_a, read_b, found):
        score = COSTS.within
    gained: dict[str, float] = {}
    if evidence is not NO_EVIDENCE:
        score, gained = _weigh(score, found, evidence)
    if read_a.text != read_b.text:
        score = min(score, COSTS.seen_through)
    if evidence.gate_shut:
        score = min(score, COSTS.gate)
    held_back = 0.0
    if evidence.unlike and score >= SAME_FROM:
        held_back = round(score - (SAME_FROM - 1.0), 1)
        score = SAME_FROM - 1.0
    score = round(min(100.0, max(0.0, score)), 1)
    return Judgement(score, verdict_of(score), read_a, read_b, found, evidence, gained, held_back)


@lru_cache(maxsize=32_768)
def judge_folded(a: str, b: str, evidence: Evidence = NO_EVIDENCE) -> Judgement:
    """Judge two names that `folded_names` gave; lists of one kind have most of them in common, so what was
    judged last is kept (half a kilobyte each, 16 MB at most).
    """
    return judge(read_folded(a), read_folded(b), evidence)


def verdict_of(score: float) -> Verdict:
    """Return the verdict a score stands for."""
    if score >= SAME_FROM:
        return Verdict.SAME
    return Verdict.REVIEW if score >= REVIEW_FROM else Verdict.DIFFERENT


def _score(found: tuple[Difference, ...]) -> float:
    """Harmless costs add up but never leave the range of SAME; the first doubt or conflict leaves it."""
    harmless = sum(d.cost for d in found if d.weight is Weight.HARMLESS)
    doubts = sorted((d.cost for d in found if d.weight in (Weight.DOUBT, Weight.UNKNOWN)), reverse=True)
    conflicts = sum(d.weight is Weight.CONFLICT for d in found)
    cost = min(harmless, COSTS.harmless_at_most)
    if doubts:
        cost += doubts[0] + COSTS.further_doubt * (len(doubts) - 1)
    if conflicts:
        cost += COSTS.conflict + COSTS.further_conflict * (conflicts - 1)
    return 100.0 - cost


def _within(a: ReadName, b: ReadName, found: tuple[Difference, ...]) -> bool:
    real = [d for d in found if d.weight is not Weight.HARMLESS and not (d.about == ACT and d.a and d.b)]
    if any(d.weight is Weight.CONFLICT for d in found):
        return False
    one_sided = not any(d.a for d in real) or not any(d.b for d in real)
    shorter, longer = sorted((len(a.core), len(b.core)))
    return one_sided and shorter >= COSTS.within_share * longer


def _weigh(score: float, found: tuple[Difference, ...], evidence: Evidence) -> tuple[float, dict[str, float]]:
    """Add what evidence gives.

    Nothing makes SAME of a conflict. Of a doubt an equal code does, of unknown text only code and article
    together, and only where the names alone were worth a look; an article alone never does, for many powers
    rest on one (民办教育促进法 第十二条). An equal code is always worth a look.
    """
    conflict = any(d.weight is Weight.CONFLICT for d in found)
    unknown = any(d.weight is Weight.UNKNOWN for d in found)
    gained = {
        kind: points
        for kind, points in EVIDENCE.items()
        if getattr(evidence, kind) and not (kind == "instrument" and evidence.article)
    }
    if score == 100.0 or not gained:
        return score, {}
    least = REVIEW_FROM if evidence.code else 0.0
    if conflict:
        return max(score, least), gained
    settled = evidence.code and (not unknown or (evidence.article and score >= REVIEW_FROM))
    trusted = score >= SAME_FROM or settled
    ceiling = COSTS.seen_through if trusted else SAME_FROM - 1.0
    return max(score, least, min(score + sum(gained.values()), ceiling)), gained
