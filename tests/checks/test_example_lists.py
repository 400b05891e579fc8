"""On the example lists exactly what was planted is found (seeds/examples/differences.toml)."""

from collections import Counter
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from loaders import ReadOptions, read_list
from seeds import seed, seed_toml
from service.checks import CheckContext, CheckReport, check_list
from service.divisions import read_level
from service.items import Body, StandingItem
from service.vocabulary import ListKind
from tests.support.examples import DIVISIONS, EDITIONS
from tests.support.registry import seeded_registry


@lru_cache(maxsize=8)
def report(division: str, edition: str) -> CheckReport:
    path = Path(str(seed("examples", f"{division}-{edition}.csv")))
    bodies: dict[str, Body] = {}
    items = []
    for number, listed in enumerate(read_list(path, ReadOptions(kind=ListKind.COMBINED)).items, 1):
        content = listed.content
        of = bodies.setdefault(
            content.body_name,
            Body(len(bodies) + 1, content.body_name, division, content.credit_code or None),
        )
        items.append(
            StandingItem(
                id=number,
                revision=number,
                edition=edition,
                body=of,
                category=listed.category,
                level=read_level(content.level_text),
                content=content,
                content_hash=b"",
            )
        )
    context = CheckContext(kind=ListKind.COMBINED, day=date(int(edition), 1, 1), registry=seeded_registry())
    return check_list(items, context)


@pytest.mark.parametrize("division", DIVISIONS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_what_was_planted_is_found_and_nothing_else(division: str, edition: str) -> None:
    planted = Counter(
        (entry["code"], entry["item"])
        for entry in seed_toml("examples", "differences.toml")["checks"]
        if (entry["division"], entry["edition"]) == (division, edition)
    )
    found = Counter(
        (finding.code, finding.item.name if finding.item else "")
        for finding in report(division, edition).findings
    )
    assert found == planted


def test_there_is_something_planted_of_several_codes() -> None:
    codes = {entry["code"] for entry in seed_toml("examples", "differences.toml")["checks"]}
    assert len(codes) >= 5
