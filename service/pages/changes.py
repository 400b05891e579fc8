"""What an edition changed since the one before it, as an account, charts and a line for each change."""

from collections.abc import Sequence
from typing import ClassVar

import msgspec
from sqlalchemy import Connection

from service import reading
from service.comparison import BodyRow, CategoryRow, Link, Links, Reconciliation
from service.documents import balance_line, cleanup_sentence, kinds_sentence
from service.documents.cleanup import (
    DECISION_LABELS,
    KIND_LABELS,
    category_label,
    difference_label,
    marked,
    significance,
)
from service.items import StandingItem
from service.pages import addresses
from service.pages.catalogue import Catalogue, Holding
from service.pages.items import FieldChange, body_name_of
from service.pages.views import Crumb, View, crumbs_of, one_line, share
from service.pages.views import Link as Linked
from service.reading import EditionRecord
from service.vocabulary import ChangeKind, Decision


class Account(msgspec.Struct, frozen=True):
    """One line of the account; `gained` and `lost` are the bars, in hundredths of half the width."""

    label: str
    before: int
    added: int
    removed: int
    split: int
    merged: int
    moved_in: int
    moved_out: int
    after: int
    net: int
    gained: float
    lost: float


class Kind(msgspec.Struct, frozen=True):
    """How many changes of a kind there are, and its bar."""

    label: str
    anchor: str
    count: int
    share: float


class ChangeRow(msgspec.Struct, frozen=True):
    """One change: the items before and after with their bodies, what differs, and how it was told."""

    before: tuple[Linked, ...]
    after: tuple[Linked, ...]
    body: str
    category: str
    fields: tuple[FieldChange, ...]
    significance: str
    told_by: str


class Group(msgspec.Struct, frozen=True):
    """The changes of one kind; `told`: whether of any there is more to say than the items."""

    label: str
    anchor: str
    rows: tuple[ChangeRow, ...]
    told: bool


class ChangesView(View, frozen=True, kw_only=True):
    """The comparison of an edition with the one before."""

    template: ClassVar[str] = "changes.html"
    holding: Holding
    before: EditionRecord
    after: EditionRecord
    before_address: str
    after_address: str
    sentence: str
    balance: str
    kinds: tuple[Kind, ...]
    by_category: tuple[Account, ...]
    by_body: tuple[Account, ...]
    unmoved: int
    groups: tuple[Group, ...]
    possible: int

    @property
    def rows(self) -> int:
        """How many rows the files of it have."""
        return sum(kind.count for kind in self.kinds)


def changes_view(
    connection: Connection, catalogue: Catalogue, holding: Holding, after: EditionRecord
) -> ChangesView | None:
    """Return what the edition changed; None for the first edition of a list."""
    before = holding.before(after)
    if before is None:
        return None
    return _view(catalogue, holding, before, after, reading.reconcile_editions(connection, before, after))


def _view(
    catalogue: Catalogue,
    holding: Holding,
    before: EditionRecord,
    after: EditionRecord,
    found: Reconciliation,
) -> ChangesView:
    figures, code = found.figures, holding.division.code
    bodies = [row for row in figures.by_body if _moves(row)]
    groups = _groups(holding, found.changes)
    most = max((len(group.rows) for group in groups), default=0)
    return ChangesView(
        address=addresses.changes(code, holding.kind, holding.day_of(after)),
        heading=f"{holding.title}：{after.label}与{before.label}对照",
        crumbs=crumbs_of(
            catalogue,
            code,
            Crumb(holding.kind.label, holding.address),
            Crumb(after.label, holding.edition_address(after)),
        ),
        description=f"{holding.title}{after.label}版比{before.label}版的变动。",
        holding=holding,
        before=before,
        after=after,
        before_address=holding.edition_address(before),
        after_address=holding.edition_address(after),
        sentence=cleanup_sentence(figures, before.label, after.label, holding.kind) + kinds_sentence(figures),
        balance=balance_line(figures, before.label, after.label),
        kinds=tuple(
            Kind(group.label, group.anchor, len(group.rows), share(len(group.rows), most)) for group in groups
        ),
        by_category=_account([(category_label(row.category), row) for row in figures.by_category]),
        by_body=_account([(row.body or "（未载明）", row) for row in bodies]),
        unmoved=len(figures.by_body) - len(bodies),
        groups=groups,
        possible=len(found.possible),
    )


def _moves(row: BodyRow) -> bool:
    return any((row.added, row.removed, row.split, row.merged, row.moved_in, row.moved_out, row.net))


def _account(rows: Sequence[tuple[str, BodyRow | CategoryRow]]) -> tuple[Account, ...]:
    gains = [row.added + row.split + row.moved_in for _, row in rows]
    losses = [row.removed + row.merged + row.moved_out for _, row in rows]
    most = max([*gains, *losses], default=0)
    return tuple(
        Account(
            label,
            row.before,
            row.added,
            row.removed,
            row.split,
            row.merged,
            row.moved_in,
            row.moved_out,
            row.after,
            row.net,
            share(gained, most) / 2,
            share(lost, most) / 2,
        )
        for (label, row), gained, lost in zip(rows, gains, losses, strict=True)
    )


def _groups(holding: Holding, changes: Links) -> tuple[Group, ...]:
    found = []
    for kind in ChangeKind:
        if links := changes.of_kind(kind):
            rows = tuple(_row(holding, link) for link in links)
            told = any(row.fields or row.significance or row.told_by for row in rows)
            found.append(Group(KIND_LABELS[kind], kind.lower(), rows, told))
    return tuple(found)


def _row(holding: Holding, link: Link) -> ChangeRow:
    items = link.after or link.before
    bodies = list(dict.fromkeys(body_name_of(item) for item in (*link.before, *link.after)))
    told = DECISION_LABELS[link.decision] if link.decision is not Decision.AUTOMATIC else ""
    return ChangeRow(
        tuple(_linked(holding, item) for item in link.before),
        tuple(_linked(holding, item) for item in link.after),
        " → ".join(bodies),
        category_label(items[0].category),
        tuple(FieldChange(difference_label(field), marked(field)) for field in link.fields),
        significance(link) if link.kind in (ChangeKind.RENAMED, ChangeKind.CHANGED) else "",
        "：".join(filter(None, (told, link.reason))),
    )


def _linked(holding: Holding, item: StandingItem) -> Linked:
    return Linked(
        one_line(item.content.name, item.content.sub_item_name),
        addresses.item(holding.division.code, holding.kind, item.id),
    )
