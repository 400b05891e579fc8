from datetime import date
from pathlib import Path

import pytest

from service.bodies import BodySuccession, read_body_map
from service.errors import Refusal

GOOD = (
    "old\tnew\tfrom\n工商局\t市场监督管理局\t2019-01-31\n质监局\t市场监督管理局\t\n\n"
    "民政局\t民政和老龄局\t2020-02-01\n"
)


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "map.tsv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_map_is_read_in_every_encoding_an_office_saves(tmp_path: Path, encoding: str) -> None:
    assert read_body_map(written(tmp_path, GOOD, encoding)).successions == (
        BodySuccession("工商局", "市场监督管理局", date(2019, 1, 31)),
        BodySuccession("质监局", "市场监督管理局", None),
        BodySuccession("民政局", "民政和老龄局", date(2020, 2, 1)),
    )


def test_successions_between_two_days(tmp_path: Path) -> None:
    found = read_body_map(written(tmp_path, GOOD)).between(date(2019, 1, 31), date(2020, 2, 1))
    assert [succession.old for succession in found.successions] == ["质监局", "民政局"]


def test_every_wrong_line_is_named_at_once(tmp_path: Path) -> None:
    text = "old\tnew\tfrom\n甲局\t\t\n\n乙局\t乙局\t\n丙局\t丁局\t2019年\n戊局\t己局\t\n戊局\t己局\t\n"
    with pytest.raises(Refusal) as caught:
        read_body_map(written(tmp_path, text))
    assert caught.value.code == "bad-body-map"
    for line in ("第 2 行", "第 4 行", "第 5 行", "第 7 行与第 6 行重复"):
        assert line in caught.value.message


@pytest.mark.parametrize("text", ["", "旧\t新\n甲\t乙\n"])
def test_without_its_columns_it_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refusal, match="old、new、from"):
        read_body_map(written(tmp_path, text))


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="读不出"):
        read_body_map(tmp_path / "missing.tsv")
    (tmp_path / "binary.tsv").write_bytes(b"\xff\xff\x00\x81")
    with pytest.raises(Refusal, match="读不出"):
        read_body_map(tmp_path / "binary.tsv")
