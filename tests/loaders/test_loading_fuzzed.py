"""Files changed at random: always a list or a finding that refuses, never an exception, in bounded time."""

import io
import json
import tempfile
import time
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.findings import has_errors
from tests.loaders.books import HEADER, Book, Limits, across, read, row

_LIMITS = Limits(
    file_bytes=8 << 20, inflated_bytes=8 << 20, text_bytes=8 << 20, cells=200_000, columns=300, merges=500
)
_SECONDS = 5
_IN_TEST, _IN_SOAK = 40, 3_000
# What breaks readers of spreadsheets and documents where it stands in place of something else.
_TOKENS = (
    *(b'r="A0"', b'r="XFD1048576"', b'r="ZZZZ99999999999"', b'r="A4294967296"', b'r=""', b's="99999999"'),
    *(b't="s"', b't="e"', b't="inlineStr"', b't="d"', b't="b"', b"<v>99999999</v>", b"<v>-1</v>", b"<v/>"),
    *(
        b"<v>1e999</v>",
        b"<v>NaN</v>",
        b"<f>A1</f>",
        b"<f>",
        b"<is><t>x</t></is>",
        b"<si/>",
        b"</si>",
        b"<si>",
    ),
    *(b'<mergeCell ref="A1:XFD1048576"/>', b'<mergeCell ref="B2:A1"/>', b'<mergeCell ref="A1"/>'),
    *(b'<mergeCell ref="A0:B0"/>', b'<dimension ref="A1:XFD1048576"/>', b'<mergeCell ref=":"/>'),
    *(
        b"<!DOCTYPE x>",
        b"<!ENTITY a 'b'>",
        b"&a;",
        b"&#0;",
        b"&#x110000;",
        b"&",
        b"<![CDATA[",
        b"<!--",
        b"<?",
    ),
    *(b'<w:gridSpan w:val="99999999999"/>', b'<w:gridSpan w:val="-5"/>', b'<w:gridSpan w:val="x"/>'),
    *(b"<w:gridSpan/>", b'<w:gridBefore w:val="999999999"/>', b'<w:gridBefore w:val="x"/>', b"<w:vMerge/>"),
    *(
        b"<w:tbl>",
        b"</w:tbl>",
        b"<w:tr/>",
        b"<w:tc/>",
        b"<w:tbl/>",
        b"\0",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"<",
    ),
    *(b">", b'"', b"x:", b"<a>" * 500, b"[" * 500, b"{" * 500, b"9" * 400, b",", b"\t", b"\n", b"\r", b"''"),
    *(
        "\u3000".encode(),
        "\ufeff".encode(),
        "𠮷".encode(),
        b"\x81\x30",
        b"\\ud800",
        b"\\u0000",
        b"null",
        b"[]",
    ),
)
_OPENINGS = (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{", b"\xef\xbb\xbf")
_changes = st.lists(
    st.tuples(
        st.integers(0, 30),  # the part
        st.floats(0, 1, exclude_max=True),  # where in it
        st.integers(0, 40),  # how many bytes go
        st.sampled_from(_TOKENS) | st.binary(max_size=8),
    ),
    min_size=1,
    max_size=4,
)
_Changes = list[tuple[int, float, int, bytes]]
_PACKAGES = ("xlsx", "docx")
_FILES = ("xlsx", "docx", "utf-8.csv", "gb18030.csv", "tsv", "json")
_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*HEADER, "items", "x"]), inner, max_size=4)
    ),
    max_leaves=20,
)
_lines = st.lists(
    st.lists(
        st.sampled_from([*HEADER, '"', "'", "=1+1", "\0", "合计", "一、行政许可", ""]) | st.text(max_size=6)
    ),
    max_size=12,
)


@cache
def _original(kind: str) -> bytes:
    """A good list in that format."""
    rows = [("权责清单",), HEADER, *(row(n, f"事项{n}", sub=f"子项{n}") for n in range(1, 6)), ("", "续")]
    text = "\n".join(",".join(map(str, cells)) for cells in rows)
    objects: list[dict[str, Any]] = [dict(zip(HEADER, cells, strict=True)) for cells in rows[2:-1]]
    objects[0]["责任事项"] = [{"责任事项": "甲", "责任事项依据": "乙"}, {"责任事项": "丙"}]
    makers: dict[str, Callable[[], bytes]] = {
        "xlsx": lambda: _saved(
            Book().sheet("清单", rows, [across(0), (2, 0, 3, 0)]).sheet("二", rows), ".xlsx"
        ),
        "xls": lambda: _saved(Book().sheet("清单", rows), ".xls"),
        "docx": lambda: _document(rows),
        "utf-8.csv": text.encode,
        "gb18030.csv": lambda: text.encode("gb18030"),
        "tsv": lambda: text.replace(",", "\t").encode(),
        "json": lambda: json.dumps(objects, ensure_ascii=False).encode(),
    }
    return makers[kind]()


def _saved(book: Book, suffix: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return book.save(Path(folder) / f"a{suffix}").read_bytes()


def _document(rows: list[tuple[Any, ...]]) -> bytes:
    document = docx.Document()
    document.add_paragraph("权责清单")
    table = document.add_table(rows=len(rows), cols=len(HEADER))
    for number, cells in enumerate(rows):
        for place, text in enumerate(cells):
            table.cell(number, place).text = str(text)
    table.cell(2, 0).merge(table.cell(3, 0))
    table.cell(0, 0).merge(table.cell(0, 4))
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _changed(data: bytes, place: float, gone: int, put: bytes) -> bytes:
    at = int(place * len(data))
    return data[:at] + put + data[at + gone :]


def _with_bytes_changed(data: bytes, changes: _Changes) -> bytes:
    for _, place, gone, put in changes:
        data = _changed(data, place, gone, put)
    return data


def _with_parts_changed(data: bytes, changes: _Changes) -> bytes:
    """The package with its parts changed as they are before they are packed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    # The parts that hold what the list says stand there several times: they are changed most often.
    weighty = [name for name in parts if "sheet" in name.lower() or name.endswith("document.xml")]
    names = [*weighty * 4, *parts]
    for part, place, gone, put in changes:
        name = names[part % len(names)]
        parts[name] = _changed(parts[name], place, gone, put)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return packed.getvalue()


def assert_read_or_refused(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    begun = time.process_time()
    content = read(path, limits=_LIMITS)
    assert time.process_time() - begun < _SECONDS
    if not len(content.items) and not has_errors(content.findings):
        assert len(content.raw_rows)  # a header, and nothing below it
    for finding in content.findings:
        assert finding.message
        assert finding.fix


def _each(examples: int, made: st.SearchStrategy[Any], check: Callable[[Any], None]) -> None:
    """Check so many examples."""
    unhealthy = [HealthCheck.too_slow, HealthCheck.data_too_large]
    settings(max_examples=examples, suppress_health_check=unhealthy)(given(made)(check))()


def assert_packages_are_read_or_refused(kind: str, folder: Path, examples: int) -> None:
    original, path = _original(kind), folder / f"a.{kind}"
    _each(examples, _changes, lambda made: assert_read_or_refused(path, _with_parts_changed(original, made)))


def assert_files_are_read_or_refused(kind: str, folder: Path, examples: int) -> None:
    original, path = _original(kind), folder / f"a.{kind}"
    _each(examples, _changes, lambda made: assert_read_or_refused(path, _with_bytes_changed(original, made)))


def assert_texts_are_read_or_refused(folder: Path, examples: int) -> None:
    """JSON of any shape, delimited text of any shape in any encoding."""
    document, table = folder / "a.json", folder / "a.csv"

    def json_is_read_or_refused(made: Any) -> None:
        assert_read_or_refused(document, json.dumps(made).encode())

    def table_is_read_or_refused(made: tuple[list[list[str]], str, str]) -> None:
        lines, delimiter, encoding = made
        text = "\n".join(map(delimiter.join, lines))
        assert_read_or_refused(
            table, text.encode(encoding, "surrogatepass" if "utf" in encoding else "replace")
        )

    _each(examples, _json | st.lists(_json.map(lambda made: {"事项名称": made})), json_is_read_or_refused)
    encodings = st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "big5", "utf-7"])
    written = st.tuples(_lines, st.sampled_from([",", "\t", ";", "|", " "]), encodings)
    _each(examples, written, table_is_read_or_refused)


@pytest.mark.parametrize("kind", _PACKAGES)
def test_packages_with_parts_changed(kind: str, tmp_path: Path) -> None:
    assert_packages_are_read_or_refused(kind, tmp_path, _IN_TEST)


@pytest.mark.parametrize("kind", _FILES)
def test_files_with_bytes_changed(kind: str, tmp_path: Path) -> None:
    assert_files_are_read_or_refused(kind, tmp_path, _IN_TEST)


def test_texts_of_any_shape(tmp_path: Path) -> None:
    assert_texts_are_read_or_refused(tmp_path, _IN_TEST)


def test_old_workbooks_with_bytes_changed(tmp_path: Path) -> None:
    """Each is looked at by a process of its own first: few are tried here."""
    assert_files_are_read_or_refused("xls", tmp_path, 4)


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "docx", "csv", "json", ""])
def test_rubbish_under_any_name(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    made = st.tuples(st.sampled_from(_OPENINGS), st.binary(max_size=300)).map(b"".join)
    _each(_IN_TEST, made, lambda data: assert_read_or_refused(path, data))


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", [*_FILES, "xls"])
def test_thousands_of_files(kind: str, tmp_path: Path) -> None:
    assert_files_are_read_or_refused(kind, tmp_path, _IN_SOAK if kind != "xls" else 300)
    if kind in _PACKAGES:
        assert_packages_are_read_or_refused(kind, tmp_path, _IN_SOAK)
    elif kind in ("json", "utf-8.csv"):
        assert_texts_are_read_or_refused(tmp_path, _IN_SOAK)
