"""A judgement in one Chinese line: what agreed, what differed, what each piece of evidence gave."""

from collections.abc import Iterator

from service.matching.differences import Weight
from service.matching.judging import Judgement
from service.vocabulary import Verdict

_VERDICTS = {Verdict.SAME: "相同", Verdict.REVIEW: "待定", Verdict.DIFFERENT: "不同"}
_EFFECTS = {
    Weight.HARMLESS: "不影响事项",
    Weight.DOUBT: "须由人判断",
    Weight.UNKNOWN: "须由人判断",
    Weight.CONFLICT: "不是同一事项",
}
_OUTWEIGHED = "有编码佐证"
_EVIDENCE = {"code": "基本编码", "article": "依据条款", "instrument": "依据文件", "field": "部门领域"}


def explain(judgement: Judgement) -> str:
    """Return one line for people: verdict, score, what agrees, each difference and its effect, evidence."""
    parts = [
        f"{_VERDICTS[judgement.verdict]}（{judgement.score:g}分）",
        _agreement(judgement),
        *_differences(judgement),
        *_evidence(judgement),
    ]
    return "；".join(part for part in parts if part)


def _agreement(judgement: Judgement) -> str:
    a, b = judgement.a, judgement.b
    if a.text == b.text:
        return "名称一致（全半角、繁简体、空格不计）"
    common = [a.act if a.act == b.act else ""]
    common += [
        "、".join(sorted(a.features[group] & b.features[group]))
        for group in sorted(a.features.keys() & b.features.keys())
    ]
    common.append(a.matter if a.matter == b.matter else "")
    told = "、".join(part for part in common if part)
    if not judgement.differences:
        told += "（去掉可以看穿的部分后全同）"
    seen = "、".join(dict.fromkeys((*a.seen_through, *b.seen_through, *a.places, *b.places)))
    return "；".join(
        part for part in (f"一致：{told}" if told else "", f"看穿：{seen}" if seen else "") if part
    )


def _differences(judgement: Judgement) -> Iterator[str]:
    """Each difference and what it means; a doubt that code and article outweigh is told as such."""
    outweighed = judgement.verdict is Verdict.SAME
    for found in sorted(judgement.differences, key=lambda d: -d.cost):
        sides = f"“{found.a or '无'}”对“{found.b or '无'}”"
        doubtful = found.weight in (Weight.DOUBT, Weight.UNKNOWN)
        yield f"{found.about}：{sides}，{_OUTWEIGHED if outweighed and doubtful else _EFFECTS[found.weight]}"


def _evidence(judgement: Judgement) -> Iterator[str]:
    evidence = judgement.evidence
    if evidence.category_a and evidence.category_b:
        if evidence.gate_shut:
            yield f"职权类型“{evidence.category_a.label}”对“{evidence.category_b.label}”，不是同一事项"
        else:
            yield f"职权类型同为{evidence.category_a.label}"
    for kind, label in _EVIDENCE.items():
        known = getattr(evidence, kind)
        if known and kind in judgement.gained:
            yield f"{label}相同（+{judgement.gained[kind]:g}）"
        elif known and not (kind == "instrument" and evidence.article):
            yield f"{label}相同"
        elif known is False and not (kind == "instrument" and evidence.article is None):
            yield f"{label}不同"
    if judgement.held_back:
        yield f"部门领域和依据文件都不同，须由人判断（−{judgement.held_back:g}）"
