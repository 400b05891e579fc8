"""The seal of an edition (封存): its hash, and what it is over."""

from typing import Any, NamedTuple

import graphene

from schema.nodes import connection_field, node_for, page_request
from service import books, node_ids
from service.books import SealedItem as Sealed
from service.reading import EditionRecord, Page


class SealedItem(graphene.ObjectType):
    """One item as it is sealed; text and hash are to be taken byte by byte (封存事项)."""

    item = graphene.ID(required=True, description="Node id of the power (事项标识).")
    body_id = graphene.ID(required=True, description="Node id of the body (部门标识).")
    body = graphene.String(required=True, description="Standing name of the body (实施主体).")
    category = graphene.String(required=True, description="Category, empty for none (职权类型代号).")
    content = graphene.String(required=True, description="Content as canonical JSON (内容).")
    hash = graphene.String(required=True, description="SHA-256, hexadecimal (摘要).")

    @staticmethod
    def resolve_item(sealed: Sealed, _info: graphene.ResolveInfo) -> str:
        """The power's node id."""
        return node_ids.encode("PowerItem", sealed.item_id)

    @staticmethod
    def resolve_body_id(sealed: Sealed, _info: graphene.ResolveInfo) -> str:
        """The body's node id."""
        return node_ids.encode("ImplementingBody", sealed.body_id)

    @staticmethod
    def resolve_hash(sealed: Sealed, _info: graphene.ResolveInfo) -> str:
        """The hash in hexadecimal."""
        return sealed.hash.hex()


class SealRecord(NamedTuple):
    """A published edition's seal."""

    edition_id: int
    seal: bytes


class Seal(graphene.ObjectType):
    """What a published edition is sealed by; docs/adjustments.md says how to come to it (封存摘要)."""

    hash = graphene.String(required=True, description="SHA-256, hexadecimal (摘要).")
    algorithm = graphene.String(required=True, description="Name of how it is made (算法名).")
    items = connection_field(lambda: SealedItem, "What it is over, in the list's order (封存事项).")

    @staticmethod
    def resolve_hash(record: SealRecord, _info: graphene.ResolveInfo) -> str:
        """The hash in hexadecimal."""
        return record.seal.hex()

    @staticmethod
    def resolve_algorithm(_record: SealRecord, _info: graphene.ResolveInfo) -> str:
        """The algorithm's name."""
        return books.ALGORITHM

    @staticmethod
    def resolve_items(record: SealRecord, info: graphene.ResolveInfo, **page: Any) -> Page[Sealed]:
        """A page of the items."""
        return books.sealed_page(info.context.connection, record.edition_id, page_request(**page))


class SealedEdition:
    """What an edition tells of its seal, and of what it corrects."""

    seal = graphene.Field(Seal, description="Its seal; null for a draft (封存摘要).")
    corrects = graphene.Field(
        lambda: node_for(EditionRecord),
        description="The edition it corrects, if it is a correction (所更正的版本).",
    )

    @staticmethod
    def resolve_seal(edition: EditionRecord, info: graphene.ResolveInfo) -> SealRecord | None:
        """The seal."""
        found = info.context.seals.get(edition.id)
        return SealRecord(edition.id, found) if found is not None else None

    @staticmethod
    def resolve_corrects(edition: EditionRecord, info: graphene.ResolveInfo) -> EditionRecord | None:
        """The edition that it corrects."""
        number = info.context.corrected.get(edition.id)
        found: EditionRecord | None = info.context.editions.get(number) if number is not None else None
        return found
