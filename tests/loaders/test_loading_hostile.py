"""Files no office would publish: refused with a finding, in bounded memory and time."""

import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from loaders import Limits
from tests.loaders.books import (
    HEADER,
    Book,
    codes,
    contents,
    names,
    package_bytes,
    read,
    read_text,
    rewritten,
    row,
)

REFUSED = [("error", "unreadable-file")]
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return Book().sheet("清单", [HEADER, row(1, "甲")]).save(tmp_path / "plain.xlsx")


def _with_cells(plain: Path, cells: bytes) -> Path:
    target = plain.with_name("changed.xlsx")
    return rewritten(
        plain, target, {SHEET: lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>")}
    )


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_a_file_cut_short(tmp_path: Path, keep: float, suffix: str) -> None:
    path = (
        Book().sheet("清单", [HEADER, *(row(n, f"事项{n}") for n in range(50))]).save(tmp_path / f"a{suffix}")
    )
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    assert ("error", "unreadable-file") in codes(read(path)) or len(contents(read(path))) == 50


_DIRECTORY = b"PK\x01\x02"
_GOOD = package_bytes({"xl/workbook.xml": b"", "名": b""})


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + b"\0" * 100,
        _GOOD[: _GOOD.index(_DIRECTORY)],
        _GOOD.replace(_DIRECTORY, b"PK\x01\x03"),
        _GOOD.replace(_DIRECTORY + b"\x14\x03\x14", _DIRECTORY + b"\x14\x03\xff"),  # the version needed
        _GOOD.replace("名".encode(), b"\xff\xff\xff"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5000,
        b"PK",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ],
    ids=[
        "zeros",
        "no directory",
        "bad directory",
        "unknown version",
        "bad name",
        "old ones",
        "two bytes",
        "old",
    ],
)
def test_broken_containers(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert codes(read(path))[-1:] == REFUSED


def test_an_old_workbook_of_rubbish_inside(tmp_path: Path) -> None:
    data = bytearray(Book().sheet("清单", [HEADER, row(1, "甲")]).save(tmp_path / "a.xls").read_bytes())
    for place in range(600, len(data), 7):
        data[place] ^= 0x5A
    path = tmp_path / "b.xls"
    path.write_bytes(bytes(data))
    assert read(path).findings


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
        b'<row r="1048576"><c r="Z1048576"><v>1</v></c></row><row r="3"><c r="AAA3"><v>1</v></c></row>',
        b"<row><c s='0' r = 'xfd1048576'><v>1</v></c></row>",
        b'<row r="999999"><c r="A999999"><v>1</v></c></row><row r="3"><c r="ZZ3"><v>1</v></c></row>',
    ],
)
def test_a_few_cells_far_apart_are_refused_before_memory_is_asked_for(plain: Path, cells: bytes) -> None:
    changed = _with_cells(plain, cells)
    script = (
        "import resource, sys; from pathlib import Path\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1500 << 20, 1500 << 20))\n"
        "from loaders import ReadOptions, read_list; from service.vocabulary import ListKind\n"
        "content = read_list(Path(sys.argv[1]), ReadOptions(ListKind.POWER))\n"
        "print([f.code for f in content.findings])\n"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", script, str(changed)],
        # Of 32 processors the linear algebra would take all this memory for itself.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert outcome.stdout.strip() == "['unreadable-file']", outcome.stderr


def test_far_cells_without_content_do_no_harm(plain: Path) -> None:
    changed = _with_cells(plain, b'<row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert names(read(changed)) == [("甲", "")]


def test_more_columns_than_a_list_has(tmp_path: Path, plain: Path) -> None:
    header = ",".join(["事项名称"] * 1_000_000)
    begun = time.process_time()
    assert codes(read_text(tmp_path, header + "\n甲")) == REFUSED
    assert time.process_time() - begun < 10
    assert (
        codes(read_text(tmp_path, "[{" + ",".join(f'"k{n}":"v"' for n in range(5000)) + "}]", name="a.json"))
        == REFUSED
    )


def test_a_zip_bomb(tmp_path: Path, plain: Path) -> None:
    bomb = b"<worksheet><sheetData>" + b" " * (64 << 20)
    path = rewritten(plain, tmp_path / "bomb.xlsx", {SHEET: lambda _: bomb})
    assert path.stat().st_size < 1 << 20
    assert codes(read(path, limits=Limits(inflated_bytes=32 << 20))) == REFUSED


def test_a_bomb_that_lies_about_its_size(tmp_path: Path, plain: Path) -> None:
    path = rewritten(
        plain, tmp_path / "bomb.xlsx", {"xl/sharedStrings.xml": lambda xml: xml + b" " * (64 << 20)}
    )
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        size = package.getinfo("xl/sharedStrings.xml").file_size
    path.write_bytes(bytes(data.replace(size.to_bytes(4, "little"), (500).to_bytes(4, "little"))))
    assert codes(read(path, limits=Limits(inflated_bytes=32 << 20))) == REFUSED


def test_entities_are_refused(tmp_path: Path, plain: Path) -> None:
    doctype = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'

    def with_doctype(xml: bytes) -> bytes:
        return xml.replace(b"<worksheet", doctype + b"<worksheet", 1).replace(b"<sst", doctype + b"<sst", 1)

    for part in (SHEET, "xl/sharedStrings.xml"):
        assert codes(read(rewritten(plain, tmp_path / "a.xlsx", {part: with_doctype}))) == REFUSED


def test_encrypted_files_are_said_to_be_encrypted(tmp_path: Path, plain: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 1000
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 1000
    )
    content = read(path)
    assert codes(content) == REFUSED
    assert "加密" in content.findings[0].message
    data = bytearray(plain.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(signature, at + 4)
    path.write_bytes(bytes(data))
    assert "加密" in read(path).findings[0].message


def test_formula_cells_give_their_kept_values(tmp_path: Path, plain: Path) -> None:
    cells = (
        b'<row r="3"><c r="A3"><f>A2+1</f><v>2</v></c><c r="B3" t="str"><f>"b"</f><v>&#x4E59;</v></c>'
        b'<c r="D3" t="str"><f>D2</f><v>\xe8\xa1\x8c\xe6\x94\xbf\xe8\xae\xb8\xe5\x8f\xaf</v></c>'
        b'<c r="E3" t="str"><f>E2</f><v>x</v></c><c r="F3"><f>F2</f></c>'
        b'<c r="J3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    content = read(_with_cells(plain, cells))
    assert names(content) == [("甲", ""), ("乙", "")]
    found = [(f.code, f.sheet, f.row) for f in content.findings]
    assert ("formula-without-value", "清单", 3) in found
    assert ("error-cell", "清单", 3) in found
    assert "F3" in next(f.message for f in content.findings if f.code == "formula-without-value")


def test_huge_fields_and_open_quotes(tmp_path: Path) -> None:
    assert codes(read_text(tmp_path, '事项名称,备注\n甲,"' + "长" * 3_000_000)) == REFUSED
    assert codes(read_text(tmp_path, '事项名称,备注\n甲,"没有结束\n乙,x\n')) == REFUSED


def test_very_many_merged_areas(tmp_path: Path) -> None:
    rows = [HEADER, row(1, "甲")]
    merges = [(1, 0, 1, 1)]
    path = Book().sheet("清单", rows, merges).save(tmp_path / "a.xlsx")
    overlapping = b"".join(b'<mergeCell ref="A%d:J9999"/>' % n for n in range(1, 9000))
    changed = rewritten(
        path,
        tmp_path / "b.xlsx",
        {SHEET: lambda xml: xml.replace(b"</mergeCells>", overlapping + b"</mergeCells>")},
    )
    begun = time.process_time()
    read(changed)
    assert time.process_time() - begun < 10


def test_other_packages_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(package_bytes({"content.xml": b"<x/>"}))
    assert codes(read(path)) == REFUSED
    path.write_bytes(package_bytes({"word/document.xml": b"<broken"}))
    assert ("error", "unreadable-file") in codes(read(path))


def _document(table: bytes) -> dict[str, bytes]:
    name = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    opening = b'<w:document xmlns:w="' + name + b'"><w:body><w:tbl>'
    return {"word/document.xml": opening + table + b"</w:tbl></w:body></w:document>"}


_CELL = b"<w:tc>%b<w:p><w:r><w:t>%b</w:t></w:r></w:p></w:tc>"


@pytest.mark.parametrize(
    "table",
    [
        b'<w:tr><w:trPr><w:gridBefore w:val="999999999"/></w:trPr>' + _CELL % (b"", b"x") + b"</w:tr>",
        b'<w:tr><w:trPr><w:gridBefore w:val="x"/></w:trPr></w:tr>',
        b"<w:tr>" + _CELL % (b'<w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>', b"x") + b"</w:tr>",
        b"<w:tr>" + _CELL % (b'<w:tcPr><w:gridSpan w:val="one"/></w:tcPr>', b"x") + b"</w:tr>",
        (b"<w:tr>" + _CELL % (b'<w:tcPr><w:gridSpan w:val="900"/></w:tcPr>', b"x") + b"</w:tr>") * 2_000,
        (
            b"<w:tr>"
            + _CELL % (b'<w:tcPr><w:gridSpan w:val="900"/></w:tcPr>', b"x")
            + b"</w:tr></w:tbl><w:tbl>"
        )
        * 2_000,
        b"<w:tr>" + b"<w:tc>" * 5_000,
    ],
)
def test_documents_that_ask_for_too_much(tmp_path: Path, table: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(package_bytes(_document(table)))
    assert codes(read(path, limits=Limits(cells=1_000_000))) == REFUSED


def test_a_document_is_read_whatever_else_is_wrong_with_its_package(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    cells = [b"".join(_CELL % (b"", text.encode()) for text in line) for line in (("事项名称",), ("甲",))]
    parts = _document(b"".join(b"<w:tr>" + line + b"</w:tr>" for line in cells))
    path.write_bytes(
        package_bytes({**parts, "_rels/.rels": b"<Relationships><Relationship/></Relationships>"})
    )
    assert names(read(path, body="市林业局", category="行政许可")) == [("甲", "")]


def test_a_file_over_the_limit(tmp_path: Path, plain: Path) -> None:
    assert codes(read(plain, limits=Limits(file_bytes=100))) == REFUSED
    assert codes(read(plain, limits=Limits(cells=5))) == REFUSED
    document = tmp_path / "a.docx"
    document.write_bytes(package_bytes(_document(b" " * 1000)))
    assert codes(read(document, limits=Limits(text_bytes=1000))) == REFUSED


@pytest.mark.parametrize(
    "title", ["百千项", f"共{'9' * 5_000}项", "9" * 100_000, "第" * 100_000, f"共{'一' * 100_000}"]
)
def test_titles_that_count_what_no_list_has(tmp_path: Path, title: str) -> None:
    begun = time.process_time()
    table = "事项名称,职权类型,实施主体\n甲,行政许可,市林业局"
    content = read_text(tmp_path, f"{title}\n{table}\n{title}\n乙,行政许可,市林业局\n")
    assert time.process_time() - begun < 2
    assert names(content)[0] == ("甲", "")


@pytest.mark.parametrize("name", [r"甲\ud800乙", r"\uDFFF", r"\udc00\ud800"])
def test_half_a_character_in_json_is_refused(tmp_path: Path, name: str) -> None:
    for told in (f'[{{"事项名称":"{name}"}}]', f'[{{"事项名称":"甲","{name}":"乙"}}]'):
        assert codes(read_text(tmp_path, told, name="a.json")) == REFUSED


def test_a_character_in_two_escapes_is_one(tmp_path: Path) -> None:
    content = read_text(tmp_path, r'[{"事项名称":"\ud840\udc0b许可","职权类型":"行政许可"}]', name="a.json")
    assert names(content) == [("\U0002000b许可", "")]
