"""What indicators could not read: findings with stable codes (docs/findings.md)."""

from collections.abc import Iterator, Sequence

from service.findings import Finding, Severity
from service.indicators.model import MOST_EXAMPLES, EditionFigures, Spelling
from service.indicators.rules import Indicator
from service.items import FIELD_LABELS

_FIX = "核对这些单元格；确是通行写法的，由管理员补入 seeds/rules/indicators.toml。"


def findings_on(figures: EditionFigures) -> list[Finding]:
    """Return a warning for every column with cells that are not understood; they count nowhere."""
    return [*_indicators(figures), *_limits(figures), *_charges(figures)]


def _indicators(figures: EditionFigures) -> Iterator[Finding]:
    told = set()
    for count in figures.indicators:
        column = column_of(count.rule)
        if count.unread and column not in told:
            told.add(column)
            yield Finding(
                code="indicator-unread",
                severity=Severity.WARNING,
                message=f"“{column}”有 {count.total.unreadable} 项的写法看不懂：{_told(count.unread)}。",
                fix=_FIX,
                column=column,
            )


def _limits(figures: EditionFigures) -> Iterator[Finding]:
    cut = figures.time_cut
    if cut.unread:
        yield Finding(
            code="limit-unread",
            severity=Severity.WARNING,
            message=f"{cut.total.unreadable} 项的法定时限或者承诺时限看不懂：{_told(cut.unread)}。",
            fix="写明数字和单位，例如“20个工作日”；即办的写“即时办结”。",
            column="法定时限、承诺时限",
        )


def _charges(figures: EditionFigures) -> Iterator[Finding]:
    unread = [charge for charge in figures.charges if not charge.is_read]
    if unread:
        shown = "；".join(f"{charge.name}“{_line(charge.state_text)}”" for charge in unread[:MOST_EXAMPLES])
        more = "等" if len(unread) > MOST_EXAMPLES else ""
        yield Finding(
            code="charge-state-unread",
            severity=Severity.WARNING,
            message=f"{len(unread)} 个收费事项的征收状态看不懂，或者截止早于起始：{shown}{more}。",
            fix="写明停征、免征、减征或者正常征收，以及起止日期，例如“2023年1月1日至2027年12月31日减半征收”。",
            column=FIELD_LABELS["fee_state"],
        )


def column_of(rule: Indicator) -> str:
    """Return what the column that an indicator reads is called."""
    return FIELD_LABELS[rule.field] if rule.field else rule.headings[0]


def _told(spellings: Sequence[Spelling]) -> str:
    return "、".join(f"“{each.text}” {each.items} 项" for each in spellings)


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:40]}…"
