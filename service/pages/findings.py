"""What checking an edition found (体检), where the publisher shows it."""

from collections import defaultdict
from typing import ClassVar

import msgspec
from sqlalchemy import Connection

from service import node_ids
from service.checks import FINDING_KINDS, CheckFinding
from service.findings import Severity
from service.legal import check_edition
from service.pages import addresses
from service.pages.catalogue import Catalogue, Holding
from service.pages.views import Crumb, Link, View, crumbs_of, one_line, share
from service.reading import EditionRecord


class FindingRow(msgspec.Struct, frozen=True):
    """One finding: on which item, what is wrong, what to do, by which rule."""

    item: Link | None
    body: str
    message: str
    fix: str
    source: str


class FindingGroup(msgspec.Struct, frozen=True):
    """The findings of one code."""

    code: str
    label: str
    severity: Severity
    share: float
    rows: tuple[FindingRow, ...]


class FindingsView(View, frozen=True, kw_only=True):
    """The findings on an edition."""

    template: ClassVar[str] = "findings.html"
    holding: Holding
    edition: EditionRecord
    items: int
    total: int
    groups: tuple[FindingGroup, ...]


def findings_view(
    connection: Connection, catalogue: Catalogue, holding: Holding, edition: EditionRecord
) -> FindingsView | None:
    """Return the findings on an edition; None where the site shows none."""
    if not catalogue.site.findings:
        return None
    report = check_edition(connection, edition.id).report
    by_code: dict[str, list[CheckFinding]] = defaultdict(list)
    for finding in report.findings:
        by_code[finding.code].append(finding)
    severities = list(Severity)
    ordered = sorted(
        by_code.items(), key=lambda pair: (severities.index(pair[1][0].severity), -len(pair[1]), pair[0])
    )
    most = max(map(len, by_code.values()), default=0)
    return FindingsView(
        address=addresses.findings(holding.division.code, holding.kind, holding.day_of(edition)),
        heading=f"{holding.title}（{edition.label}）检查结果",
        crumbs=crumbs_of(
            catalogue,
            holding.division.code,
            Crumb(holding.kind.label, holding.address),
            Crumb(edition.label, holding.edition_address(edition)),
        ),
        description=f"对{holding.title}{edition.label}版的检查，{len(report.findings)}条发现。",
        holding=holding,
        edition=edition,
        items=report.items,
        total=len(report.findings),
        groups=tuple(
            FindingGroup(
                code,
                FINDING_KINDS[code].label,
                found[0].severity,
                share(len(found), most),
                tuple(_row(holding, finding) for finding in found),
            )
            for code, found in ordered
        ),
    )


def _row(holding: Holding, finding: CheckFinding) -> FindingRow:
    item = finding.item
    link = None
    if item:
        number = node_ids.decode(item.id)[1]
        link = Link(
            one_line(item.name, item.sub_item_name),
            addresses.item(holding.division.code, holding.kind, number),
        )
    return FindingRow(link, item.body if item else "", finding.message, finding.fix, finding.source)
