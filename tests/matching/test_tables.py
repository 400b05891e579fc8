"""TSV files as `quanze match` reads them: span by span, cells verbatim."""

from pathlib import Path

import pytest

from service.cli.tables import opened_table
from service.errors import Refusal


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_rows_are_verbatim_whatever_the_spans(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("service.cli.tables.LINES_AT_ONCE", at_once)
    path = tmp_path / "table.tsv"
    lines = ("\ufeffname\tcategory\r", "取水 许可\t行政许可\r", "\r", "", "仅名称", "\t其他", "多\t一\t列")
    path.write_bytes("\n".join((*lines, "A\u2028B\t ")).encode())
    with opened_table(path, "name") as table:
        assert table.header == ["name", "category"]
        assert table.lines == 7
        assert table.spans[0].lines == min(at_once, 7)
        assert [(row["name"], row["category"]) for row in table.rows()] == [
            ("取水 许可", "行政许可"),
            ("仅名称", ""),
            ("", "其他"),
            ("多", "一"),
            ("A\u2028B", " "),
        ]


def test_spans_are_read_in_any_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.cli.tables.LINES_AT_ONCE", 2)
    path = tmp_path / "table.tsv"
    path.write_text("name\n一\n二\n三\n四\n五\n", "utf-8")
    with opened_table(path, "name") as table:
        turned = [[cells[0] for cells in table.cells(span)] for span in table.spans[::-1]]
    assert turned == [["五"], ["三", "四"], ["一", "二"]]


def test_a_file_shortened_meanwhile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    path.write_text("name\n取水许可\n河道采砂许可\n", "utf-8")
    with opened_table(path, "name") as table:
        path.write_text("name\n取水许可\n", "utf-8")
        with pytest.raises(Refusal, match="unreadable-file"):
            list(table.rows())


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="unreadable-file"), opened_table(tmp_path, "name"):
        pass
