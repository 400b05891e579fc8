"""Opening and closing the year's books, and reporting to them."""

from datetime import UTC, date, datetime
from typing import Any

import graphene

from schema import enums
from schema.acting import acting
from schema.places import Edition
from schema.scalars import Date
from service import books, reading, vocabulary
from service.reading import EditionRecord

_DIVISION = "Division code (区划代码)."
_KIND = "Which list (清单种类)."
_LABEL = "Label of the edition it is to become (版本名)."
_WHY = "Reasons, for the audit trail (理由)."


class ReportedFiguresInput(graphene.InputObjectType):
    """What a body reports of its part; what is unsaid is not reported (部门所报数字)."""

    before = graphene.Int(description="Items before (上年数).")
    after = graphene.Int(description="Items now (现有数).")
    added = graphene.Int(description="Items added (新增).")
    removed = graphene.Int(description="Items removed (取消).")
    moved_in = graphene.Int(description="Items that came from other bodies (划入).")
    moved_out = graphene.Int(description="Items that went to other bodies (划出).")
    merged = graphene.Int(description="Items lost by merges (合并减少).")
    split = graphene.Int(description="Items gained by splits (拆分增加).")
    net = graphene.Int(description="Now less before (净增减).")


class OpenYearPayload(graphene.ObjectType):
    """What opening a book came to (建帐结果)."""

    edition = graphene.Field(Edition, description="The draft, where one may see it (版本草稿).")


class CloseYearPayload(graphene.ObjectType):
    """What closing a book came to (结帐结果)."""

    edition = graphene.Field(Edition, required=True, description="The edition, published (清单版本).")
    seal = graphene.String(required=True, description="Its seal, SHA-256 in hexadecimal (封存摘要).")


class ReportFiguresPayload(graphene.ObjectType):
    """What reporting came to (报送结果)."""

    reported = graphene.Int(required=True, description="How many figures are kept (数字个数).")


class BookMutations:
    """Acts upon books."""

    open_year = graphene.Field(
        OpenYearPayload,
        description="Open a book: the draft of the next edition, begun as the latest one stands (建帐).",
        division=graphene.String(required=True, description=_DIVISION),
        kind=graphene.Argument(enums.ListKind, required=True, description=_KIND),
        label=graphene.String(required=True, description=_LABEL),
        effective_on=graphene.Argument(Date, description="Day it takes effect (生效日期)."),
        base=graphene.String(description="Label of another edition to begin from (基础版本)."),
        corrects=graphene.String(
            description="Label of the published edition it corrects; needs `why` (所更正的版本)."
        ),
        why=graphene.String(description=_WHY),
    )
    close_year = graphene.Field(
        CloseYearPayload,
        description="Close a book: its edition is published under its seal, whole or not at all (结帐).",
        division=graphene.String(required=True, description=_DIVISION),
        kind=graphene.Argument(enums.ListKind, required=True, description=_KIND),
        label=graphene.String(required=True, description=_LABEL),
        why=graphene.String(description=_WHY),
    )
    report_figures = graphene.Field(
        ReportFiguresPayload,
        description="Keep what a body reports of its part, in place of what it reported before (报送数字).",
        division=graphene.String(required=True, description=_DIVISION),
        kind=graphene.Argument(enums.ListKind, required=True, description=_KIND),
        label=graphene.String(required=True, description=_LABEL),
        body=graphene.ID(required=True, description="The body (部门)."),
        figures=graphene.Argument(
            ReportedFiguresInput, required=True, description="What it reports (所报数字)."
        ),
    )

    @staticmethod
    def resolve_open_year(
        _root: None,
        info: graphene.ResolveInfo,
        division: str,
        kind: vocabulary.ListKind,
        label: str,
        effective_on: date | None = None,
        base: str | None = None,
        corrects: str | None = None,
        why: str | None = None,
    ) -> dict[str, EditionRecord | None]:
        """The draft opened."""
        reader, code = acting(info), reading.division_code(division)
        with reader.write() as connection:
            found = books.open_year(
                connection,
                reader.principal,
                code,
                kind,
                label,
                datetime.now(UTC),
                effective=effective_on,
                base=base,
                corrects=corrects,
                why=why or "",
            )
        return {"edition": reader.editions.get(found.edition.id)}

    @staticmethod
    def resolve_close_year(
        _root: None,
        info: graphene.ResolveInfo,
        division: str,
        kind: vocabulary.ListKind,
        label: str,
        why: str | None = None,
    ) -> dict[str, Any]:
        """The edition closed."""
        reader, code = acting(info), reading.division_code(division)
        with reader.write() as connection:
            found = books.close_year(
                connection, reader.principal, code, kind, label, datetime.now(UTC), why or ""
            )
        return {"edition": reader.editions.get(found.book.edition.id), "seal": found.seal.hex()}

    @staticmethod
    def resolve_report_figures(
        _root: None,
        info: graphene.ResolveInfo,
        division: str,
        kind: vocabulary.ListKind,
        label: str,
        body: str,
        figures: dict[str, int | None],
    ) -> dict[str, int]:
        """How many figures are kept."""
        reader, code = acting(info), reading.division_code(division)
        told = {key: number for key, number in figures.items() if number is not None}
        number = reader.number("ImplementingBody", body)
        with reader.write() as connection:
            books.report_figures(
                connection, reader.principal, code, kind, label, number, told, datetime.now(UTC)
            )
        return {"reported": len(told)}
