"""The reading held against bases parsed by hand, and against every spelling seen in the field."""

import csv
import json
from pathlib import Path

import pytest

from service.citations import read_bases, read_basis_cell

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared data are not beside the checkout")


def parsed_by_hand() -> list[tuple[str, list[dict[str, object]]]]:
    with (DATA / "citations_parsed.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [(row["text"], json.loads(row["citations_json"])) for row in rows]


@pytest.mark.parametrize("line_breaks", ["real", "left escaped"])
def test_titles_numbers_and_provisions_of_real_bases(line_breaks: str) -> None:
    right = {"title": 0, "number": 0, "provisions": 0}
    total = 0
    for text, expected in parsed_by_hand():
        bases = read_bases(text.replace("\\n", "\n") if line_breaks == "real" else text)
        assert len(bases) == len(expected), text
        for basis, truth in zip(bases, expected, strict=True):
            total += 1
            right["title"] += basis.title == truth["title"]
            right["number"] += basis.cited_number == truth["document_number"]
            articles = truth["articles"]
            assert isinstance(articles, list)
            right["provisions"] += [(p.article, p.paragraph, p.item) for p in basis.provisions] == [
                (a["article"], a["paragraph"], a["item"]) for a in articles
            ]
    assert total > 120
    for kind, count in right.items():
        assert count / total >= 0.97, kind


def test_every_spelling_of_the_field_is_understood() -> None:
    with (DATA / "citations.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) >= 38
    for row in rows:
        reading = read_basis_cell(row["text"])
        assert reading.bases, row["text"]
        assert not reading.not_understood, row["text"]
        for basis in reading.bases:
            assert basis.text in row["text"]
