"""The sentence of the reports: 认领率100.0%、发布率100.0%；承诺时限比法定时限压缩62.3%，即办率41.0%……"""

from collections.abc import Iterator

from service.indicators.comparing import FiguresChange
from service.indicators.limits import TimeCut
from service.indicators.model import EditionFigures, IndicatorCount
from service.indicators.shares import one_decimal

_HALL = "service_hall"


def figures_sentence(
    figures: EditionFigures, change: FiguresChange | None = None, earlier: str = "上一版本"
) -> str:
    """Return what the figures come to in the words of the reports; what no cell states is left out.

    With `change` the percentage points against the edition called `earlier` stand beside each share.
    """
    points = {each.rule.key: each.total.points for each in change.indicators} if change else {}
    shares = [
        f"{count.rule.name}{share(count.total.share)}{_points(points.get(count.rule.key), earlier)}"
        for count in figures.indicators
        if count.total.denominator
    ]
    clauses = [f"事项{figures.items}项"]
    if shares:
        clauses.append("、".join(shares))
    clauses += _hall(figures.indicators)
    cut = figures.time_cut.total
    if cut.share is not None:
        clauses.append(_time(cut, change.time_cut.points if change else None, earlier))
    if figures.charges:
        clauses.append(f"收费事项{len(figures.charges)}项")
    return "；".join(clauses) + "。"


def share(percent: float | None) -> str:
    """Return a share as people read it; a dash for one of nothing."""
    return "—" if percent is None else f"{percent:.1f}%"


def _points(points: float | None, earlier: str) -> str:
    if points is None:
        return ""
    if points == 0:
        return f"（与{earlier}持平）"
    return f"（比{earlier}{'提高' if points > 0 else '降低'}{abs(points):.1f}个百分点）"


def _time(cut: TimeCut, points: float | None, earlier: str) -> str:
    legal, promised = (
        f"{one_decimal(days):.1f}".removesuffix(".0") for days in (cut.legal_days, cut.promised_days)
    )
    return (
        f"{cut.items}项的法定时限合计{legal}个工作日、承诺时限合计{promised}个工作日，"
        f"压缩{share(cut.share)}{_points(points, earlier)}，各项平均压缩{share(cut.mean_share)}"
    )


def _hall(indicators: tuple[IndicatorCount, ...]) -> Iterator[str]:
    """27个部门710项进驻政务大厅、5个部门356项进驻分厅."""
    for count in indicators:
        if count.rule.field == _HALL:
            halls = [each for each in count.classes if each.key in count.rule.counts]
            if halls:
                yield "、".join(f"{each.bodies}个部门{each.items}项{each.name}" for each in halls)
