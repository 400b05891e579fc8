"""The report on indicators (指标): text, CSV and XLSX, of one edition, of two, or of divisions."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import BinaryIO

import msgspec

from service.documents.cleanup import category_label
from service.documents.delimited import write_csv
from service.documents.sentence import earlier_name
from service.documents.tables import Cell, Column, Table, text_table
from service.documents.workbooks import Sheet, write_workbook
from service.findings import Finding
from service.indicators import (
    Charge,
    ChargeStanding,
    Count,
    CountChange,
    DivisionFigures,
    EditionFigures,
    FiguresChange,
    IndicatorCount,
    TimeCut,
    column_of,
    figures_sentence,
    findings_on,
    one_decimal,
    share,
)
from service.vocabulary import ListKind

_COUNTS = ("分子", "分母", "比例", "未填", "看不懂", "不适用")
_CUTS = (
    "计算项数",
    "法定工作日",
    "承诺工作日",
    "压缩比例",
    "平均压缩比例",
    "单位不一",
    "承诺长于法定",
    "未填",
    "看不懂",
)
_TIME = "时限压缩"


class IndicatorReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a report is about: an edition of a division's list, what bodies are called, what changed.

    `day` is the day on which the state of charges is shown.
    """

    division: str
    kind: ListKind
    label: str
    figures: EditionFigures
    bodies: Mapping[int, str]
    day: date
    from_label: str = ""
    change: FiguresChange | None = None

    @property
    def title(self) -> str:
        """The report's title."""
        labels = f"{self.from_label}—{self.label}" if self.change else self.label
        return f"{self.division}{self.kind.label}指标（{labels}）"

    @property
    def sentence(self) -> str:
        """The report in one sentence."""
        earlier = earlier_name(self.from_label, self.label) if self.change else ""
        return figures_sentence(self.figures, self.change, earlier)

    @property
    def findings(self) -> list[Finding]:
        """What could not be read."""
        return findings_on(self.figures)


def indicators_text(report: IndicatorReport) -> str:
    """Return the report as text: the sentence, the tables that fit a screen, what could not be read."""
    parts = [report.title, report.sentence, text_table(_indicators(report)), text_table(_time(report))]
    classes = _classes(report)
    if classes:
        parts.append(text_table(Table("分档", _columns("列", "档次", "事项", "部门"), classes)))
    parts.append(text_table(_shares_by_body(report)))
    if report.figures.charges:
        parts.append(text_table(_without(_charges(report), "收费依据")))
    if report.change and report.change.charges:
        parts.append(text_table(_without(_charge_changes(report, report.change), "收费依据")))
    found = report.findings
    if found:
        parts.append(
            "\n".join(f"{each.severity.label} {each.code}：{each.message}{each.fix}" for each in found)
        )
    return "\n\n".join(parts) + "\n"


def write_indicators_csv(report: IndicatorReport, target: BinaryIO) -> None:
    """Write every count as CSV: in all, by body, by category, with those before where two are compared."""
    write_csv(_every_count(report), target)


def write_indicators_xlsx(report: IndicatorReport, target: BinaryIO, created: datetime | None = None) -> None:
    """Write a workbook: shares, classes, time cut, every count, charges, what could not be read.

    `created` is `write_workbook`'s.
    """
    tables = {
        "汇总": _indicators(report),
        "分档": Table("分档", _columns("列", "档次", "事项", "部门"), _classes(report)),
        _TIME: _time(report),
        "各部门比例": _shares_by_body(report),
        "分部门分类型": _every_count(report),
        "收费事项": _charges(report),
    }
    if report.change:
        tables["收费变动"] = _charge_changes(report, report.change)
    tables["看不懂的写法"] = _unread(report)
    write_workbook(
        [
            Sheet(name, report.title, table, (report.sentence,) if name == "汇总" else ())
            for name, table in tables.items()
        ],
        target,
        created,
    )


def places_text(title: str, tree: DivisionFigures, name_of: Callable[[str], str]) -> str:
    """Return the figures of divisions, each with all below it, as text."""
    return f"{title}\n\n{text_table(places_table(tree, name_of))}\n"


def places_table(tree: DivisionFigures, name_of: Callable[[str], str]) -> Table:
    """Return a row for each division, those below it after it; shares in percent."""
    shown = [place for place, each in enumerate(tree.indicators) if each.total.denominator]
    columns = [Column("行政区划", 24), Column("清单", 8), Column("事项", 10)]
    columns += [Column(tree.indicators[place].rule.name, 12) for place in shown]
    columns += [Column("压缩比例", 10), Column("收费事项", 10)]

    def rows(part: DivisionFigures, depth: int) -> Iterator[list[Cell]]:
        yield [
            "　" * depth + name_of(part.division),
            part.lists,
            part.items,
            *[share(part.indicators[place].total.share) for place in shown],
            share(part.time_cut.share),
            part.charges,
        ]
        for each in part.below:
            yield from rows(each, depth + 1)

    return Table("各地", columns, list(rows(tree, 0)))


def _columns(*titles: str) -> list[Column]:
    return [Column(title, 18 if place == 0 else 12) for place, title in enumerate(titles)]


def _indicators(report: IndicatorReport) -> Table:
    if report.change is None:
        rows = [[count.rule.name, *_count_cells(count.total)] for count in report.figures.indicators]
        return Table("汇总", _columns("指标", *_COUNTS), rows)
    changed = [
        [
            each.rule.name,
            *_count_cells(each.total.after),
            f"{each.total.before.numerator}／{each.total.before.denominator}",
            share(each.total.before.share),
            _points(each.total.points),
        ]
        for each in report.change.indicators
    ]
    earlier = report.from_label
    return Table("汇总", _columns("指标", *_COUNTS, earlier, f"{earlier}比例", "百分点"), changed)


def _classes(report: IndicatorReport) -> list[list[Cell]]:
    """The classes of each column once, though several indicators count them."""
    told = set()
    rows: list[list[Cell]] = []
    for count in report.figures.indicators:
        key = count.rule.field or count.rule.key
        if key not in told and len(count.classes) > 1:
            told.add(key)
            rows += [[column_of(count.rule), each.name, each.items, each.bodies] for each in count.classes]
    return rows


def _time(report: IndicatorReport) -> Table:
    rows: list[list[Cell]] = [[report.label, *_cut_cells(report.figures.time_cut.total)]]
    if report.change:
        rows.insert(0, [report.from_label, *_cut_cells(report.change.time_cut.before)])
    return Table(_TIME, _columns(_TIME, *_CUTS), rows)


def _shares_by_body(report: IndicatorReport) -> Table:
    """The shares of every body side by side; indicators that no item states are left out."""
    stated = [count for count in report.figures.indicators if count.total.denominator]
    cuts = report.figures.time_cut.by_body
    rows: list[list[Cell]] = []
    for body in _bodies(report, report.figures.indicators):
        cut = cuts.get(body)
        rows.append(
            [
                _body(report, body),
                report.figures.indicators[0].by_body[body].items,
                *[share(count.by_body[body].share) for count in stated],
                share(cut.share if cut else None),
            ]
        )
    return Table(
        "各部门", _columns("实施主体", "事项", *[count.rule.name for count in stated], "压缩比例"), rows
    )


def _bodies(report: IndicatorReport, counts: Iterable[IndicatorCount]) -> list[int]:
    found = {body for count in counts for body in count.by_body}
    return sorted(found, key=lambda body: (_body(report, body) == "", body))


def _body(report: IndicatorReport, body: int) -> str:
    return report.bodies.get(body, "")


def _every_count(report: IndicatorReport) -> Table:
    titles = ["指标", "范围", "名称", *_COUNTS]
    if report.change:
        titles += [f"{report.from_label}{name}" for name in ("分子", "分母", "比例")] + ["百分点"]
    return Table("分部门分类型", _columns(*titles), _count_rows(report))


def _count_rows(report: IndicatorReport) -> Iterator[list[Cell]]:
    for place, count in enumerate(report.figures.indicators):
        change = report.change.indicators[place] if report.change else None
        name = count.rule.name
        yield [
            name,
            "合计",
            None,
            *_count_cells(count.total),
            *_before_cells(change.total if change else None),
        ]
        bodies = {**count.by_body, **(change.by_body if change else {})}
        for body in sorted(bodies):
            one = change.by_body[body] if change else None
            yield [
                name,
                "实施主体",
                _body(report, body),
                *_count_cells(count.by_body.get(body, Count())),
                *_before_cells(one),
            ]
        for category in change.by_category if change else count.by_category:
            one = change.by_category[category] if change else None
            yield [
                name,
                "职权类型",
                category_label(category),
                *_count_cells(count.by_category.get(category, Count())),
                *_before_cells(one),
            ]


def _before_cells(change: CountChange | None) -> list[Cell]:
    if change is None:
        return []
    before = change.before
    return [before.numerator, before.denominator, share(before.share), _points(change.points)]


def _count_cells(count: Count) -> list[Cell]:
    return [
        count.numerator,
        count.denominator,
        share(count.share),
        count.not_stated,
        count.unreadable,
        count.not_applicable,
    ]


def _cut_cells(cut: TimeCut) -> list[Cell]:
    return [
        cut.items,
        one_decimal(cut.legal_days),
        one_decimal(cut.promised_days),
        share(cut.share),
        share(cut.mean_share),
        cut.mixed,
        cut.longer,
        cut.not_stated,
        cut.unreadable,
    ]


def _points(points: float | None) -> Cell:
    return "—" if points is None else points


def _charges(report: IndicatorReport) -> Table:
    columns = _columns("实施主体", "收费事项", "收费标准", "收费依据", "征收状态", "状态与起止")
    columns.append(Column(f"{report.day.isoformat()} 的状态", 20))
    rows = (
        [
            _body(report, charge.body_id),
            _name(charge),
            _line(charge.standard),
            _line(charge.basis),
            _line(charge.state_text),
            "；".join(map(_standing, charge.standings)),
            "、".join(state.label for state in charge.states_on(report.day)) or "未写明",
        ]
        for charge in report.figures.charges
    )
    return Table("收费事项", columns, rows)


def _without(table: Table, heading: str) -> Table:
    """The table without the columns of that heading, which are too wide for a screen."""
    kept = [place for place, column in enumerate(table.columns) if not column.title.startswith(heading)]
    rows = [[row[place] for place in kept] for row in table.rows]
    return Table(table.title, [table.columns[place] for place in kept], rows)


def _charge_changes(report: IndicatorReport, change: FiguresChange) -> Table:
    old, new = f"（{report.from_label}）", f"（{report.label}）"
    titles = [f"{title}{side}" for title in ("收费标准", "收费依据", "征收状态") for side in (old, new)]

    def rows() -> Iterator[list[Cell]]:
        for each in change.charges:
            known = each.after or each.before
            if known:
                kind = "变更" if each.before and each.after else "新增" if each.after else "取消"
                cells: list[Cell] = [_body(report, known.body_id), _name(known), kind]
                for name in ("standard", "basis", "state_text"):
                    cells += [
                        _line(getattr(side, name)) if side else None for side in (each.before, each.after)
                    ]
                yield cells

    return Table("收费变动", _columns("实施主体", "收费事项", "变动", *titles), rows())


def _name(charge: Charge) -> str:
    return f"{charge.name}（子项：{charge.sub_item_name}）" if charge.sub_item_name else charge.name


def _standing(standing: ChargeStanding) -> str:
    since, until = (day.isoformat() if day else "" for day in (standing.since, standing.until))
    return f"{standing.state.label} {since}—{until}" if since or until else standing.state.label


def _unread(report: IndicatorReport) -> Table:
    columns = [Column("代码", 20), Column("列", 20), Column("问题", 60), Column("处理", 60)]
    return Table(
        "看不懂的写法",
        columns,
        [[each.code, each.column, each.message, each.fix] for each in report.findings],
    )


def _line(text: str) -> str:
    return " ".join(text.split())
