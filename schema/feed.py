"""The feed that portals follow to hold a copy of the latest published items."""

import graphene

from schema import enums
from schema.items import PowerItem
from schema.nodes import list_of, page_request
from schema.places import Edition, reader_of
from schema.reader import Reader
from schema.scalars import DateTime
from service import reading
from service.reading import Feed


class PublishedChange(graphene.ObjectType):
    """One change of the latest published items; without an item, the item is gone (已公布的变动)."""

    kind = graphene.Field(
        enums.ChangeKind, required=True, description="REMOVED exactly where there is no item (变动类型)."
    )
    id = graphene.ID(required=True, description="Node id of the power, gone or not (事项标识).")
    item = graphene.Field(
        PowerItem, description="The power as the edition has it; null where it is gone (事项)."
    )
    edition = graphene.Field(
        Edition, required=True, description="The edition whose publication made the change (清单版本)."
    )
    recorded_at = graphene.Field(DateTime, required=True, description="When it was published (公布时间).")


class ChangeFeed(graphene.ObjectType):
    """A stretch of all published changes, in the order of their publication (变动推送)."""

    cursor = graphene.String(
        required=True, description="Where the next stretch begins: the next question's `since` (续读游标)."
    )
    has_more = graphene.Boolean(required=True, description="Whether more is there already (是否还有).")
    changes = list_of(PublishedChange, "The changes; whoever applies them in order holds a copy (变动).")
    editions = list_of(
        Edition,
        "The editions that became their list's latest, in order: all items of such a list stand in it since,"
        " those without a change too (新公布的版本).",
    )


def feed_of(reader: Reader, since: str | None, first: int | None) -> Feed:
    """Hand out a stretch of the feed; raises `BadArgumentError` or `BadCursorError`."""
    feed = reading.changes_since(reader.connection, since, page_request(first=first))
    reader.expect_items([change.item for change in feed.changes if change.item])
    reader.divisions.want(change.edition.division_code for change in feed.changes)
    reader.divisions.want(edition.division_code for edition in feed.editions)
    return feed


class FeedQueries:
    """Questions to the feed."""

    changes = graphene.Field(
        ChangeFeed,
        required=True,
        description="What changed among the latest published items since a cursor, removals too (变动推送).",
        since=graphene.String(description="Cursor of the feed; from the very first without one (续读游标)."),
        first=graphene.Int(description="At most so many changes, 20 if unsaid, at most 200 (条数)."),
    )

    @staticmethod
    def resolve_changes(
        _root: None, info: graphene.ResolveInfo, since: str | None = None, first: int | None = None
    ) -> reading.Feed:
        """A stretch of the feed."""
        return feed_of(reader_of(info), since, first)
