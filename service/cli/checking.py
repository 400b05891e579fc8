"""`quanze check`: findings on a division's lists."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from service.checks import FINDING_KINDS, CheckFinding, CheckReport, report_of
from service.cli.options import Division, opened_store
from service.cli.output import Format, OutputFormat, print_json, print_text, refusals
from service.cli.progress import progress_of
from service.editions import EditionRow, editions, find_edition, latest_edition
from service.errors import Refusal
from service.findings import Severity
from service.legal import check_and_keep
from service.store import Store
from service.vocabulary import ListKind

_SEVERITIES = list(Severity)


def check(
    division: Division,
    kind: Annotated[ListKind | None, typer.Option("--kind", help="清单种类，默认各种清单。")] = None,
    edition: Annotated[
        str | None, typer.Option("--edition", metavar="LABEL", help="版本名，草稿也可以；默认最新公布的。")
    ] = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """检查清单：依据、设定权、效力、编码、责任、时限、收费、裁量基准、职责交叉。"""
    with refusals(output_format), opened_store() as store:
        chosen = _chosen(store, division, kind, edition)
        report = _check(store, chosen)
    if output_format is OutputFormat.JSON:
        print_json(report)
    else:
        print_text(_text(chosen, report))


def _chosen(store: Store, division: str, kind: ListKind | None, label: str | None) -> list[EditionRow]:
    """The editions asked for; raises `Refusal` where there is none."""
    with store.read() as connection:
        if kind is not None and label is not None:
            return [find_edition(connection, division, kind, label)]
        if kind is not None:
            latest = latest_edition(connection, division, kind)
            found = [latest] if latest else []
        else:
            known = editions(connection, division)
            found = [row for row in known if (row.current if label is None else row.label == label)]
    if found:
        return found
    what = f"版本“{label}”" if label is not None else "已公布的清单"
    raise Refusal(
        "unknown-edition",
        f"{division} 没有{what}。",
        "用 quanze edition list 查看已有的版本；草稿须用 --kind 和 --edition 指明。",
    )


def _check(store: Store, chosen: Sequence[EditionRow]) -> CheckReport:
    findings: list[CheckFinding] = []
    items = 0
    for row in chosen:
        with progress_of(f"检查 {row.kind.label} {row.label}") as told:
            report = check_and_keep(store, row.id, told)
        findings += report.findings
        items += report.items
    return report_of(findings, items)


def _text(chosen: Sequence[EditionRow], report: CheckReport) -> str:
    """The findings by what is wrong, the gravest first; remedy and source once for all they go for."""
    names = "、".join(f"{row.kind.label} {row.label}" for row in chosen)
    by_severity = Counter(finding.severity for finding in report.findings)
    told = "，".join(
        f"{severity.label} {by_severity[severity]}" for severity in Severity if by_severity[severity]
    )
    lines = [
        f"{chosen[0].division} {names}：{report.items} 项，{len(report.findings)} 条发现"
        + (f"（{told}）" if told else "")
    ]
    by_code: dict[str, list[CheckFinding]] = defaultdict(list)
    for finding in report.findings:
        by_code[finding.code].append(finding)
    for code in sorted(by_code, key=lambda code: _weight(code, by_code[code])):
        lines += [
            "",
            f"■ {FINDING_KINDS[code].label}（{code}）：{len(by_code[code])} 条",
            *_group(by_code[code]),
        ]
    return "\n".join(lines)


def _weight(code: str, findings: Sequence[CheckFinding]) -> tuple[int, int]:
    gravest = min(_SEVERITIES.index(finding.severity) for finding in findings)
    return gravest, list(FINDING_KINDS).index(code)


def _group(findings: Sequence[CheckFinding]) -> Iterator[str]:
    """The findings of one code, those with one remedy and source together."""
    by_remedy: dict[tuple[str, str], list[CheckFinding]] = defaultdict(list)
    for finding in findings:
        by_remedy[finding.fix, finding.source].append(finding)
    for (fix, source), together in by_remedy.items():
        yield from (
            f"  {finding.severity.label} {_place(finding)}：{finding.message}" for finding in together
        )
        yield f"    处理：{fix}"
        yield f"    依据：{source}"


def _place(finding: CheckFinding) -> str:
    item = finding.item
    if item is None:
        return "整个清单"
    name = f"{item.name}（{item.sub_item_name}）" if item.sub_item_name else item.name
    return f"{item.body}“{' '.join(name.split())}”"
