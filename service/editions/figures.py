"""Keeping the counts of indicators of published editions, which never change."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, select

from service.indicators import EditionFigures, encode_figures, rules_key
from service.store import insert_rows
from service.store.core import edition, edition_figures
from service.store.figures import EditionFigures as KeptFigures
from service.vocabulary import EditionState


def keep_figures(connection: Connection, counted: Mapping[int, EditionFigures]) -> None:
    """Keep what counting these editions by the rules in force came to; drafts among them are left out."""
    published = connection.execute(
        select(edition.c.id).where(edition.c.id.in_(counted), edition.c.state == EditionState.PUBLISHED)
    )
    ids = sorted(published.scalars())
    connection.execute(delete(edition_figures).where(edition_figures.c.edition_id.in_(ids)))
    insert_rows(
        connection,
        KeptFigures,
        ("edition_id", "rules_key", "figures"),
        [(number, rules_key(), encode_figures(counted[number])) for number in ids],
    )
