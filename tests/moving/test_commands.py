"""`quanze db copy`, `backup` and `restore` as an operator types them."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from service.cli import main


def run(words: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(words)
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_backing_up_checking_restoring_and_copying(
    filled_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = str(tmp_path / "2026-11-23.quanze")
    monkeypatch.setenv("QUANZE_DATABASE_URL", filled_url)
    code, out, _ = run(["db", "backup", backup], capsys)
    assert code == 0
    assert out.startswith("已备份：")
    code, out, _ = run(["db", "restore", "--check", backup], capsys)
    assert (code, out[:5]) == (0, "备份完好：")
    code, _, err = run(["db", "backup", backup], capsys)
    assert (code, "file-exists" in err) == (1, True)
    code, _, err = run(["db", "restore", backup], capsys)
    assert (code, "target-not-empty" in err) == (1, True)
    monkeypatch.setenv("QUANZE_DATABASE_URL", f"sqlite:///{tmp_path / 'restored.db'}")
    code, out, _ = run(["db", "restore", backup, "--format", "json"], capsys)
    assert code == 0
    restored = json.loads(out)
    copied = f"sqlite:///{tmp_path / 'copied.db'}"
    code, out, _ = run(["db", "copy", filled_url, copied, "--format", "json"], capsys)
    assert (code, json.loads(out)) == (0, restored)
    code, out, _ = run(["db", "copy", copied, copied, "--format", "json"], capsys)
    assert (code, json.loads(out)["findings"][0]["code"]) == (1, "target-not-empty")


def test_what_is_no_address_is_refused_without_showing_it(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(["db", "copy", "mysql://u:secret@h/d", "sqlite:///x.db"], capsys)
    assert (code, out) == (1, "")
    assert "bad-setting" in err
    assert "secret" not in err
