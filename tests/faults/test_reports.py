"""What commands write: the whole of it, or what stood there before."""

import os
import threading
from pathlib import Path

import pytest

from service.cli.output import output_to, write_output
from service.errors import Refusal


def test_a_report_that_fails_leaves_what_stood_there(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    write_output(report, b"earlier")

    def interrupted() -> None:
        with output_to(report) as file:
            file.write(b"half of")
            file.flush()
            assert report.read_bytes() == b"earlier"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"report.json": b"earlier"}
    write_output(report, b"later")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"report.json": b"later"}


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "report.json")
    write_output(link, b"whole")
    assert link.is_symlink()
    assert (tmp_path / "report.json").read_bytes() == b"whole"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_output(pipe, b"whole")
    reader.join(10)
    assert read == [b"whole"]
    assert pipe.is_fifo()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="unwritable-file"):
        write_output(tmp_path / "none" / "report.json", b"")
