"""Publishing and discarding drafts."""

from datetime import UTC, datetime

import graphene

from schema import enums
from schema.acting import acting
from schema.places import Edition
from service import node_ids, reading, vocabulary
from service.editions import discard_as, publish_as
from service.reading import EditionRecord

_DIVISION = "Division code (区划代码)."
_KIND = "Which list (清单种类)."
_LABEL = "Label of the draft (版本名)."
_WHY = "Reasons, for the audit trail (理由)."


class PublishEditionPayload(graphene.ObjectType):
    """What publishing came to (公布结果)."""

    edition = graphene.Field(Edition, required=True, description="The edition, now published (清单版本).")


class DiscardEditionPayload(graphene.ObjectType):
    """What discarding came to (丢弃结果)."""

    discarded_edition_id = graphene.ID(required=True, description="Node id the draft had (原版本标识).")


class EditionMutations:
    """Acts on editions."""

    publish_edition = graphene.Field(
        PublishEditionPayload,
        description="Publish a draft, whole or not at all; needs the right to publish (公布版本).",
        division=graphene.String(required=True, description=_DIVISION),
        kind=graphene.Argument(enums.ListKind, required=True, description=_KIND),
        label=graphene.String(required=True, description=_LABEL),
        why=graphene.String(description=_WHY),
    )
    discard_edition = graphene.Field(
        DiscardEditionPayload,
        description="Discard a draft with all that was loaded into it; needs the right to (丢弃草稿).",
        division=graphene.String(required=True, description=_DIVISION),
        kind=graphene.Argument(enums.ListKind, required=True, description=_KIND),
        label=graphene.String(required=True, description=_LABEL),
        why=graphene.String(description=_WHY),
    )

    @staticmethod
    def resolve_publish_edition(
        _root: None,
        info: graphene.ResolveInfo,
        division: str,
        kind: vocabulary.ListKind,
        label: str,
        why: str | None = None,
    ) -> dict[str, EditionRecord]:
        """The edition published."""
        reader, code = acting(info), reading.division_code(division)
        with reader.write() as connection:
            row = publish_as(reader.principal, connection, code, kind, label, datetime.now(UTC), why or "")
        return {"edition": reading.editions_by_id(reader.connection, [row.id])[row.id]}

    @staticmethod
    def resolve_discard_edition(
        _root: None,
        info: graphene.ResolveInfo,
        division: str,
        kind: vocabulary.ListKind,
        label: str,
        why: str | None = None,
    ) -> dict[str, str]:
        """The id of the edition discarded."""
        reader, code = acting(info), reading.division_code(division)
        with reader.write() as connection:
            row = discard_as(reader.principal, connection, code, kind, label, datetime.now(UTC), why or "")
        return {"discarded_edition_id": node_ids.encode("Edition", row.id)}
