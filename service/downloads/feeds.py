"""Atom feeds of a division: its editions as they are published, and what each edition changed (RFC 4287)."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

import msgspec

from service import reading
from service.documents import balance_line, cleanup_sentence, kinds_sentence
from service.documents.cleanup import KIND_LABELS, full_name
from service.pages import Holding, Sources, addresses
from service.pages.rendering import shown
from service.reading import EditionRecord
from service.vocabulary import ChangeKind

MOST_ENTRIES = 20
_MOST_TOLD = 200
_NAMES = uuid.UUID("6f1d2c0e-6a0e-5d0b-9d3a-3c1f0a7e51c5")


class Entry(msgspec.Struct, frozen=True):
    """An entry: `identity` is what it is named by for ever, whatever the site's address becomes."""

    identity: str
    title: str
    address: str
    published: datetime
    summary: str


class Feed(msgspec.Struct, frozen=True):
    """A feed at an address, of the page at another; its entries the newest first."""

    address: str
    page: str
    title: str
    author: str
    entries: tuple[Entry, ...]


def editions_address(code: str) -> str:
    """Where the feed of a division's editions is."""
    return f"{addresses.division(code)}editions.atom"


def changes_address(code: str) -> str:
    """Where the feed of what its editions changed is."""
    return f"{addresses.division(code)}changes.atom"


def editions_feed(sources: Sources, code: str) -> Feed:
    """Return the feed of a division's newest editions."""
    name = sources.catalogue.divisions[code].name
    entries = [
        Entry(
            f"edition {code} {holding.kind.value} {holding.day_of(edition)}",
            f"{holding.title}（{edition.label}）",
            holding.edition_address(edition),
            edition.published_at,
            f"{edition.effective_on.isoformat()}起生效，{edition.items}项。",
        )
        for holding, edition in newest(sources, code)
    ]
    return Feed(editions_address(code), addresses.division(code), f"{name}清单新版本", name, tuple(entries))


def changes_feed(sources: Sources, code: str) -> Feed:
    """Return the feed of what a division's newest editions changed: the account, then the items by kind."""
    name = sources.catalogue.divisions[code].name
    entries = []
    for holding, edition in newest(sources, code):
        before = holding.before(edition)
        if before is None:
            continue
        day = holding.day_of(edition)
        entries.append(
            Entry(
                f"changes {code} {holding.kind.value} {holding.day_of(before)} {day}",
                f"{holding.title}：{edition.label}与{before.label}对照",
                addresses.changes(code, holding.kind, day),
                edition.published_at,
                "\n".join(_told(sources, holding, before, edition)),
            )
        )
    return Feed(changes_address(code), addresses.division(code), f"{name}清单变动", name, tuple(entries))


def write_feed(feed: Feed, base: str, target: BinaryIO) -> None:
    """Write the feed; `base` is the site's public address, without which links are relative to the feed."""

    def named(address: str) -> str:
        return f"{base}{address}" if base else addresses.relative(feed.address, address)

    updated = max((entry.published for entry in feed.entries), default=datetime(1970, 1, 1, tzinfo=UTC))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-Hans">',
        f"<id>{_identity(feed.address)}</id>",
        f"<title>{_text(feed.title)}</title>",
        f"<updated>{_moment(updated)}</updated>",
        f"<author><name>{_text(feed.author)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(named(feed.address))}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(named(feed.page))}/>',
    ]
    for entry in feed.entries:
        lines += [
            "<entry>",
            f"<id>{_identity(entry.identity)}</id>",
            f"<title>{_text(entry.title)}</title>",
            f"<updated>{_moment(entry.published)}</updated>",
            f"<published>{_moment(entry.published)}</published>",
            f'<link rel="alternate" type="text/html" href={quoteattr(named(entry.address))}/>',
            f"<summary>{_text(entry.summary)}</summary>",
            "</entry>",
        ]
    target.write("\n".join([*lines, "</feed>", ""]).encode())


def newest(sources: Sources, code: str) -> list[tuple[Holding, EditionRecord]]:
    """Return the editions that the feeds tell of, the newest first."""
    found = [
        (holding, edition) for holding in sources.catalogue.of_division(code) for edition in holding.editions
    ]
    found.sort(key=lambda pair: (pair[1].published_at, pair[1].id), reverse=True)
    return found[:MOST_ENTRIES]


def _told(sources: Sources, holding: Holding, before: EditionRecord, after: EditionRecord) -> Iterator[str]:
    found = reading.reconcile_editions(sources.connection, before, after)
    yield cleanup_sentence(found.figures, before.label, after.label, holding.kind)
    yield kinds_sentence(found.figures)
    yield balance_line(found.figures, before.label, after.label)
    for kind in ChangeKind:
        links = found.changes.of_kind(kind)
        if links:
            names = [full_name((link.after or link.before)[0]) for link in islice(links, _MOST_TOLD)]
            rest = f"等{len(links)}项" if len(links) > _MOST_TOLD else ""
            yield f"{KIND_LABELS[kind]}：{'；'.join(names)}{rest}"


def _identity(text: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_NAMES, text)}"


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _text(text: str) -> str:
    return escape(shown(text))
