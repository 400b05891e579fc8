"""Real lists go in as their offices published them and come back through GraphQL."""

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from service.settings import read_settings
from service.store import Store
from service.vocabulary import read_category
from service.web import application
from tests.acceptance.conftest import Command
from tests.web.conftest import Client

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the real lists (../shared/data) are not here")

ITEMS = """
query Items($division: String!, $after: String) {
  items(division: $division, first: 200, after: $after) {
    totalCount
    nodes {
      name subItemName category codes { scheme value valid parts { name value } } body { name }
      bases { text citedTitle } duties { text } accountability
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""


@pytest.fixture
def portal(store: Store, quanze: Command) -> Client:
    """A portal's way in to the service on the store."""
    return Client(application(store, read_settings()))


def every_item(portal: Client, division: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = None
    while True:
        question = {"query": ITEMS, "variables": {"division": division, "after": after}}
        answer = portal.request("POST", "/graphql", json=question).json()
        assert "errors" not in answer, answer
        page = answer["data"]["items"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(found)
            return found
        after = page["pageInfo"]["endCursor"]


def test_eight_departments_make_one_edition_of_454_items(quanze: Command, portal: Client) -> None:
    stated = {}
    with (DATA / "workbooks.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            counts = re.findall(r"(\S+) (\d+)", row["by_category"].replace("；", " "))
            by_category = {str(read_category(name).category): int(count) for name, count in counts}
            stated[row["file"]] = (int(row["items"]), by_category)
    for name, (items, by_category) in stated.items():
        outcome = quanze(
            "load", DATA / "workbooks" / name, "--division", "650200", "--kind", "combined",
            "--edition", "2024", "--expect", items, "--format", "json",
        )  # fmt: skip
        assert outcome.exit_code == 0, outcome.output
        assert outcome.document["by_category"] == by_category, name
    which = ("--division", "650200", "--kind", "combined", "--edition", "2024")
    published = quanze("edition", "publish", *which, "--format", "json")
    assert (published.exit_code, published.document["items"]) == (0, 454)
    found = every_item(portal, "650200")
    assert len(found) == 454
    assert Counter(item["category"] for item in found) == sum(
        (Counter(by_category) for _, by_category in stated.values()), Counter()
    )
    without_basis = [item["name"] for item in found if not item["bases"]]
    without_duties = [item["name"] for item in found if not item["duties"]]
    without_accountability = [item["name"] for item in found if not item["accountability"]]
    assert (without_basis, without_duties, without_accountability) == ([], [], [])


def test_a_countys_1135_rows_come_back_with_their_codes_read(quanze: Command, portal: Client) -> None:
    outcome = quanze(
        "load", DATA / "county_items_guangan.tsv", "--division", "511602", "--kind", "combined",
        "--edition", "2023", "--mapping", ROOT / "docs" / "examples" / "guangan.toml", "--publish",
        "--format", "json",
    )  # fmt: skip
    assert outcome.exit_code == 0, outcome.output
    assert outcome.document["items"] == 1135
    warned = [finding for finding in outcome.document["findings"] if finding["code"] == "bad-code"]
    assert 30 <= len(warned) <= 50
    found = every_item(portal, "511602")
    with (DATA / "county_items_guangan.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert Counter(item["codes"][0]["value"] for item in found) == Counter(row["item_code"] for row in rows)
    read = [item["codes"][0] for item in found if item["codes"][0]["valid"]]
    assert len(read) == 1135 - len(warned)
    assert {code["scheme"] for code in read} == {"sichuan"}
    assert all(code["parts"] for code in read)
    assert json.dumps(found, ensure_ascii=False).count("广安区税务局") >= 83
