"""Three queries ready to run, put to lists that the store has."""

from collections.abc import Sequence
from importlib.resources import files

import msgspec
from sqlalchemy import Connection

from service import reading
from service.divisions import ancestors_of, level_of
from service.reading import EditionRecord, PageRequest
from service.vocabulary import Level


class ReadyQuery(msgspec.Struct, frozen=True):
    """A query with a Chinese title, and the variables to try it with."""

    title: str
    query: str
    variables: dict[str, object]


def ready_queries(connection: Connection) -> list[ReadyQuery]:
    """Return the queries, each for a list of a county where there is one."""
    latest = reading.edition_page(connection, PageRequest(first=reading.LARGEST_PAGE), latest=True).nodes
    listed = _best_listed(latest)
    years = _compared(connection, latest) or listed
    aligned = _aligned(latest) or listed
    division = listed.division_code if listed else "330000"
    compared = reading.edition_page(
        connection,
        PageRequest(last=2),
        division=years.division_code if years else division,
        kind=years.kind if years else None,
    ).nodes
    return [
        ReadyQuery(
            "一县的行政处罚事项",
            _text("items"),
            {"division": division, "category": ["PENALTY"]},
        ),
        ReadyQuery(
            "两年对账",
            _text("compare"),
            {
                "division": years.division_code if years else division,
                "kind": years.kind.name if years else "POWER",
                "from": compared[0].label if compared else "2023",
                "to": compared[-1].label if compared else "2024",
            },
        ),
        ReadyQuery(
            "县与省三级四同",
            _text("alignment"),
            {
                "reference": _province(aligned.division_code) if aligned else "330000",
                "targets": [aligned.division_code if aligned else division],
                "kind": aligned.kind.name if aligned else "POWER",
            },
        ),
    ]


def _text(name: str) -> str:
    return (files("service.web") / "queries" / f"{name}.graphql").read_text("utf-8")


def _counties_first(editions: Sequence[EditionRecord]) -> list[EditionRecord]:
    return sorted(editions, key=lambda edition: level_of(edition.division_code) is not Level.COUNTY)


def _best_listed(latest: Sequence[EditionRecord]) -> EditionRecord | None:
    return next(iter(_counties_first(latest)), None)


def _compared(connection: Connection, latest: Sequence[EditionRecord]) -> EditionRecord | None:
    """The first list that has an edition before its latest."""
    for edition in _counties_first(latest):
        page = reading.edition_page(
            connection, PageRequest(first=2), division=edition.division_code, kind=edition.kind
        )
        if len(page.nodes) > 1:
            return edition
    return None


def _aligned(latest: Sequence[EditionRecord]) -> EditionRecord | None:
    """The first list below a province that has a list of that kind itself."""
    held = {(edition.division_code, edition.kind) for edition in latest}
    for edition in _counties_first(latest):
        if (_province(edition.division_code), edition.kind) in held and ancestors_of(edition.division_code):
            return edition
    return None


def _province(code: str) -> str:
    above = [division for division in ancestors_of(code) if level_of(division) is Level.PROVINCE]
    return above[0] if above else code
