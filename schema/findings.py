"""What checking lists found."""

from typing import Any

import graphene

from schema import enums
from schema.items import PowerItem
from schema.nodes import page_request
from schema.places import reader_of
from schema.reader import Reader
from service import reading
from service.checks import CheckFinding
from service.reading import ItemRecord, Page
from service.vocabulary import ListKind


class Finding(graphene.ObjectType):
    """One thing found wrong or to be decided (发现)."""

    code = graphene.String(required=True, description="Stable code: missing-basis, overlap … (代码).")
    severity = graphene.Field(enums.Severity, required=True, description="How bad it is (严重程度).")
    item = graphene.Field(PowerItem, description="The item; null where it is the whole list (事项).")
    message = graphene.String(required=True, description="What is wrong, in Chinese (问题).")
    fix = graphene.String(required=True, description="What to do, in Chinese (处理办法).")
    source = graphene.String(required=True, description="The rule or record relied on (依据).")

    @staticmethod
    def resolve_item(finding: CheckFinding, info: graphene.ResolveInfo) -> ItemRecord | None:
        """The item as it stands in the edition checked."""
        return reader_of(info).item_of(finding)


def found_page(
    reader: Reader,
    division: str,
    kind: ListKind | None = None,
    edition: str | None = None,
    code: str | None = None,
    **page: Any,
) -> Page[CheckFinding]:
    """Hand out a page of findings on a division's lists, of one code where one is asked for."""
    asked = page_request(**page)
    editions = reading.editions_to_check(reader.connection, reading.division_code(division), kind, edition)
    findings = reader.findings(editions)
    kept = None
    if code is not None:
        kept = [place for place, finding in enumerate(findings) if finding.code == code]
    shown = reading.page_of(findings, "findings", asked, kept)
    reader.expect_found(shown.nodes)
    return shown
