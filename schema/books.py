"""The books of a list (建帐、对帐、查帐): how the year stands."""

import graphene

from schema import enums
from schema.comparison import Comparison
from schema.nodes import list_of
from schema.places import reader_of
from schema.scalars import DateTime
from service import books, comparison, node_ids, proceedings, reading, vocabulary
from service.books import Reckoning
from service.findings import Finding


class BookFinding(graphene.ObjectType):
    """What does not agree in a book (不符之处)."""

    code = graphene.String(required=True, description="count-mismatch, adjustment-undone … (代码).")
    severity = graphene.Field(enums.Severity, required=True, description="How bad it is (严重程度).")
    message = graphene.String(required=True, description="What is wrong, in Chinese (问题).")
    fix = graphene.String(required=True, description="What to do, in Chinese (处理办法).")

    @staticmethod
    def resolve_message(found: Finding, _info: graphene.ResolveInfo) -> str:
        """The sentence, ended."""
        return f"{found.message.rstrip('。')}。"

    @staticmethod
    def resolve_fix(found: Finding, _info: graphene.ResolveInfo) -> str:
        """The sentence, ended."""
        return f"{found.fix.rstrip('。')}。"


class BookProgress(graphene.ObjectType):
    """How many adjustments of a body stand in one state (办理进度)."""

    body_id = graphene.ID(required=True, description="Node id of the body (部门标识).")
    state = graphene.Field(enums.AdjustmentState, required=True, description="The state (办理状态).")
    count = graphene.Int(required=True, description="How many (件数).")


class Book(graphene.ObjectType):
    """A year's book: opened from an edition, closed with the next one (帐)."""

    label = graphene.String(required=True, description="Label of the edition it becomes (版本名).")
    is_open = graphene.Boolean(required=True, description="Whether it is still a draft (未结帐).")
    base = graphene.String(required=True, description="Label of the edition it was opened from (上一版本).")
    corrects = graphene.String(description="Label of the edition it corrects, if any (所更正的版本).")
    opened_at = graphene.Field(DateTime, required=True, description="When it was opened (建帐时间).")
    opened_by = graphene.String(required=True, description="Who opened it (建帐人).")
    account = graphene.Field(
        Comparison, required=True, description="How it stands against the edition before (对帐)."
    )
    findings = list_of(BookFinding, "What does not agree (不符之处).")
    progress = list_of(BookProgress, "Adjustments by body and state, as far as one may see (办理进度).")

    @staticmethod
    def resolve_label(found: Reckoning, _info: graphene.ResolveInfo) -> str:
        """The label."""
        return found.book.edition.label

    @staticmethod
    def resolve_is_open(found: Reckoning, _info: graphene.ResolveInfo) -> bool:
        """Whether it is open."""
        return found.book.is_open

    @staticmethod
    def resolve_base(found: Reckoning, _info: graphene.ResolveInfo) -> str:
        """The base's label."""
        return found.book.base.label

    @staticmethod
    def resolve_corrects(found: Reckoning, _info: graphene.ResolveInfo) -> str | None:
        """The label of what it corrects."""
        return found.book.corrects

    @staticmethod
    def resolve_opened_at(found: Reckoning, _info: graphene.ResolveInfo) -> object:
        """When it was opened."""
        return found.book.opened_at

    @staticmethod
    def resolve_opened_by(found: Reckoning, _info: graphene.ResolveInfo) -> str:
        """Who opened it."""
        return found.book.opened_by

    @staticmethod
    def resolve_account(found: Reckoning, _info: graphene.ResolveInfo) -> comparison.Comparison:
        """The account."""
        return comparison.comparison_of(found.account)

    @staticmethod
    def resolve_progress(found: Reckoning, info: graphene.ResolveInfo) -> list[dict[str, object]]:
        """The counts."""
        reader = reader_of(info)
        counts = proceedings.counts_by_state(reader.connection, reader.principal, found.book.edition.division)
        return [
            {"body_id": node_ids.encode("ImplementingBody", number), "state": state, "count": count}
            for (number, state), count in sorted(counts.items())
        ]


class BookQueries:
    """Questions about books."""

    book = graphene.Field(
        Book,
        required=True,
        description="How a list's book stands at this moment; the one opened last without a label (对帐).",
        division=graphene.String(required=True, description="Division code (区划代码)."),
        kind=graphene.Argument(enums.ListKind, required=True, description="Which list (清单种类)."),
        label=graphene.String(description="Label of the edition it becomes (版本名)."),
    )

    @staticmethod
    def resolve_book(
        _root: None,
        info: graphene.ResolveInfo,
        division: str,
        kind: vocabulary.ListKind,
        label: str | None = None,
    ) -> Reckoning:
        """The book."""
        reader = reader_of(info)
        return books.reconcile_book(
            reader.connection, reader.principal, reading.division_code(division), kind, label
        )
