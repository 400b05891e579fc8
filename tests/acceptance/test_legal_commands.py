"""`quanze check`, `load-instruments` and `impact` as an operator runs them."""

from pathlib import Path

import pytest

from seeds import seed
from tests.acceptance.conftest import Command

EXAMPLE = Path(str(seed("examples", "330824-2024.csv")))
LIST = ("--division", "330824", "--kind", "combined", "--edition", "2024")


@pytest.fixture
def loaded(quanze: Command) -> Command:
    done = quanze("load", EXAMPLE, *LIST, "--publish", "--format", "json")
    assert done.exit_code == 0, done.output
    return quanze


def test_check_prints_one_document_with_the_keys_programs_read(loaded: Command) -> None:
    done = loaded("check", *LIST, "--format", "json")
    assert done.exit_code == 0
    document = done.document
    assert document["by_code"]["missing-discretion-standard"] == 3
    assert sum(document["by_code"].values()) == len(document["findings"])
    first = document["findings"][0]
    assert list(first) == ["code", "severity", "item", "message", "fix", "source"]
    assert first["item"]["body"] == "开化县民政局"
    assert loaded("check", "--division", "330824", "--format", "json").document == document


def test_check_tells_people_the_same(loaded: Command) -> None:
    done = loaded("check", *LIST)
    assert "承诺时限长于法定时限（promised-over-legal）：1 条\n" in done.output
    assert "临时用地审批" in done.output
    findings = loaded("check", *LIST, "--format", "json").document["findings"]
    assert f"{len(findings)} 条发现" in done.output
    for finding in findings:
        assert finding["message"] in done.output
        assert f"处理：{finding['fix']}" in done.output
        assert f"依据：{finding['source']}" in done.output


def test_check_refuses_a_list_that_is_not_there(loaded: Command) -> None:
    for words in (("--division", "330800"), ("--division", "330824", "--kind", "power")):
        done = loaded("check", *words, "--format", "json")
        assert done.exit_code == 1
        assert done.document["findings"][0]["code"] == "unknown-edition"


def test_instruments_are_loaded_and_their_impact_told(loaded: Command, tmp_path: Path) -> None:
    file = tmp_path / "registry.tsv"
    file.write_text("title\trank\tstatus\n某新条例\tAR\tin-force\n", "utf-8")
    done = loaded("load-instruments", file, "--format", "json")
    assert (done.exit_code, done.document["added"]) == (0, 1)
    impact = loaded("impact", "水法", "--format", "json").document
    assert impact["instrument"]["title"] == "中华人民共和国水法"
    assert impact["counts"]["powers"] == len(impact["powers"]) > 3
    assert impact["counts"]["left_without"] == sum(power["left_without"] for power in impact["powers"])
    assert "失效后没有依据" in loaded("impact", "水法").output
    refused = loaded("impact", "没有这样的法", "--format", "json")
    assert (refused.exit_code, refused.document["findings"][0]["code"]) == (1, "unknown-instrument")
    file.write_text("title\trank\n某条例\t不明\n", "utf-8")
    assert loaded("load-instruments", file).exit_code == 1


def test_a_county_s_own_documents_are_accounted_for(quanze: Command, tmp_path: Path) -> None:
    file = tmp_path / "documents.tsv"
    file.write_text(
        "title\tdocument_number\trank\teffective\trepealed\tstatus\n"
        "开化县人民政府关于甲事的通知\t开政发〔2020〕1号\tND\t2020-01-01\t\tin-force\n"
        "开化县人民政府关于乙事的通知\t开政发〔2020〕2号\tND\t2020-01-01\t2024-06-01\trepealed\n"
        "开化县人民政府关于丙事的通知\t开政发〔2024〕3号\tND\t2024-03-01\t\tin-force\n",
        "utf-8",
    )
    assert quanze("load-instruments", file).exit_code == 0
    asked = ("documents", "--division", "330824", "--from", "2024-01-01", "--to", "2025-01-01")
    document = quanze(*asked, "--format", "json").document
    assert [document[key] for key in ("before", "issued", "repealed", "lapsed", "after")] == [2, 1, 1, 0, 2]
    assert "原有规范性文件 2 件，新制定 1 件，废止 1 件，失效 0 件，现行有效 2 件" in quanze(*asked).output
    assert quanze("documents", "--division", "330824", "--from", "2025", "--to", "2024-01-01").exit_code == 1
