"""The tour of both READMEs works when its lines are pasted."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.serving import running_service

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def tour(readme: str) -> list[str]:
    """The blocks of the tour, each to be pasted whole."""
    text = (ROOT / readme).read_text("utf-8")
    return _BLOCK.findall(text)[1:]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str], int]]:
    """A folder that looks like the clone to the tour's lines, with a service of its own on another port."""
    (tmp_path / "var").mkdir()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    quanze = tmp_path / ".venv" / "bin" / "quanze"
    quanze.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from service.cli import main; main()" "$@"\n')
    quanze.chmod(0o755)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QUANZE_DATABASE_URL": f"sqlite:///{tmp_path / 'var' / 'quanze.db'}",
    }
    for words in (["db", "upgrade"], ["load-examples"]):
        subprocess.run([quanze, *words], env=environment, check=True, capture_output=True)
    with running_service(environment["QUANZE_DATABASE_URL"]) as url:
        yield tmp_path, environment, int(url.rpartition(":")[2])


def test_both_readmes_tell_the_same_lines() -> None:
    assert tour("README.md") == tour("README.zh.md")


def test_the_tour_works_when_pasted(place: tuple[Path, dict[str, str], int]) -> None:
    folder, environment, port = place
    told = []
    for block in tour("README.md"):
        pasted = block.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
        ran = subprocess.run(
            ["bash", "-ec", pasted], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, f"{pasted}\n{ran.stdout}\n{ran.stderr}"
        told.append(ran.stdout)
    editions, asked, cleanup, aligned, loaded, matched = told
    assert editions.count("权责清单") == 6
    assert '"totalCount":' in asked
    assert "用水" in asked
    assert "开化县权责清单清理对照表（2024—2025）" in cleanup
    assert (folder / "var" / "cleanup.xlsx").stat().st_size > 5000
    assert "330824" in aligned or "开化县" in aligned
    assert "试算，没有改动" in loaded
    assert "已载入并公布" in loaded
    assert "bad-code" in loaded
    assert [line.rsplit("\t", 1)[1] for line in matched.splitlines()[1:]] == ["different", "same"]
