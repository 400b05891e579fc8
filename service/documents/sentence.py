"""The sentence of the yearly reports, worked out from the figures in each of its grammatical cases."""

import re

from service.comparison import Figures
from service.vocabulary import ListKind

_NOUNS = {
    ListKind.POWER: "行政权力事项",
    ListKind.RESPONSIBILITY: "责任事项",
    ListKind.COMBINED: "权责事项",
    ListKind.LICENSING: "行政许可事项",
    ListKind.CHARGES: "收费项目",
    ListKind.PUBLIC_SERVICE: "公共服务事项",
    ListKind.NEGATIVE: "负面清单事项",
    ListKind.PROOF: "证明事项",
    ListKind.INSPECTION: "随机抽查事项",
    ListKind.ONE_VISIT: "“最多跑一次”事项",
}
_YEAR = re.compile("[12][0-9]{3}")


def cleanup_sentence(figures: Figures, from_label: str, to_label: str, kind: ListKind) -> str:
    """Return 共清理出行政许可事项351项，比上年减少81项，其中3个部门各增1项，15个部门减少84项。

    The bodies are told by what each gained or lost altogether, as `bodies_gaining` and `bodies_losing`
    count them; a list of one body leaves them out. A first list (nothing before it) is only counted.
    """
    clauses = [f"共清理出{_NOUNS[kind]}{figures.after}项"]
    if figures.before:
        clauses.append(_change(figures.net, earlier_name(from_label, to_label)))
        clauses.extend(_bodies(figures))
    return "，".join(clauses) + "。"


def kinds_sentence(figures: Figures) -> str:
    """Return what made the difference, kind by kind; kinds that did not occur are left out."""
    counted = [
        (figures.added, "新增{}项"),
        (figures.removed, "取消{}项"),
        (figures.split, "因拆分增加{}项"),
        (figures.merged, "因合并减少{}项"),
        (figures.transferred, "划转{}项"),
        (figures.renamed, "更名{}项"),
        (figures.changed, "内容变更{}项"),
    ]
    told = [phrase.format(count) for count, phrase in counted if count]
    if not told:
        return f"{figures.unchanged}项均无变动。" if figures.unchanged else "无事项。"
    rest = f"，其余{figures.unchanged}项无变动" if figures.unchanged else ""
    return f"其中{'、'.join(told)}{rest}。"


def balance_line(figures: Figures, from_label: str, to_label: str) -> str:
    """Return the account as one line: 432（2018）＋新增3－取消84＋拆分0－合并0＝351（2019）."""
    return (
        f"{figures.before}（{from_label}）＋新增{figures.added}－取消{figures.removed}"
        f"＋拆分{figures.split}－合并{figures.merged}＝{figures.after}（{to_label}）"
    )


def earlier_name(from_label: str, to_label: str) -> str:
    """Return what the earlier edition is called beside the later one: 上年, 2016年 or its label."""
    if not _YEAR.fullmatch(from_label):
        return f"“{from_label}”"
    consecutive = _YEAR.fullmatch(to_label) and int(to_label) == int(from_label) + 1
    return "上年" if consecutive else f"{from_label}年"


def _change(net: int, earlier: str) -> str:
    if net == 0:
        return f"与{earlier}持平"
    return f"比{earlier}{'增加' if net > 0 else '减少'}{abs(net)}项"


def _bodies(figures: Figures) -> list[str]:
    if len(figures.by_body) < 2:
        return []
    gains = [row.net for row in figures.by_body if row.net > 0]
    losses = [-row.net for row in figures.by_body if row.net < 0]
    told = [_some_bodies(nets, verb) for nets, verb in ((gains, "增"), (losses, "减")) if nets]
    if not told:
        return ["各部门数量均无增减"]
    return [f"其中{told[0]}", *told[1:]]


def _some_bodies(nets: list[int], verb: str) -> str:
    """Return 3个部门各增1项 where all are alike, 15个部门减少84项 where they differ or are one."""
    if len(nets) > 1 and len(set(nets)) == 1:
        return f"{len(nets)}个部门各{verb}{nets[0]}项"
    return f"{len(nets)}个部门{'增加' if verb == '增' else '减少'}{sum(nets)}项"
