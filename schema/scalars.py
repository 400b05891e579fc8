"""Scalars of the schema: dates and moments."""

from datetime import UTC, date, datetime

import graphene
from graphql import GraphQLError, StringValueNode, ValueNode, print_ast


class Date(graphene.Scalar):
    """A day of the calendar as YYYY-MM-DD (日期)."""

    @staticmethod
    def serialize(value: date) -> str:
        """Write the day."""
        return value.isoformat()

    @staticmethod
    def parse_value(value: object) -> date:
        """Read a day from a variable; raises GraphQLError for anything else."""
        try:
            if isinstance(value, str) and len(value) == len("YYYY-MM-DD"):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise GraphQLError(f"Date cannot represent {str(value)[:40]!r}: a day is written YYYY-MM-DD.")

    @staticmethod
    def parse_literal(node: ValueNode, _variables: object = None) -> date:
        """Read a day from the document."""
        return Date.parse_value(node.value if isinstance(node, StringValueNode) else print_ast(node))


class DateTime(graphene.Scalar):
    """A moment as ISO 8601, given in UTC; without a zone it is taken as UTC (时刻)."""

    @staticmethod
    def serialize(value: datetime) -> str:
        """Write the moment in UTC."""
        return value.astimezone(UTC).isoformat()

    @staticmethod
    def parse_value(value: object) -> datetime:
        """Read a moment from a variable; raises GraphQLError for anything else."""
        try:
            if isinstance(value, str) and len(value) > len("YYYY-MM-DD"):
                moment = datetime.fromisoformat(value)
                return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise GraphQLError(
            f"DateTime cannot represent {str(value)[:40]!r}: a moment is written 2026-01-31T08:00:00Z."
        )

    @staticmethod
    def parse_literal(node: ValueNode, _variables: object = None) -> datetime:
        """Read a moment from the document."""
        return DateTime.parse_value(node.value if isinstance(node, StringValueNode) else print_ast(node))
