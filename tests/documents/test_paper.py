"""Lists as PDF: what setting one leaves behind in a process."""

import io

import pytest

from service.documents import Column, Paper, chinese_font, may_be_copied, write_pdf


def test_a_process_that_set_a_paper_is_not_to_be_copied() -> None:
    if chinese_font() is None:
        pytest.skip("no Chinese font on this machine")
    paper = Paper(title="权力清单", note="", columns=[Column("事项名称", 20)], rows=[["取水许可"]])
    written = io.BytesIO()
    write_pdf(paper, written)
    assert written.getvalue().startswith(b"%PDF")
    assert not may_be_copied()
