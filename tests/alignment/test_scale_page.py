"""docs/scale.md: its certificates are made, its workers started with them, its commands known."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import dask
import pytest
import yaml
from typer.testing import CliRunner

from service.alignment import Work, align, align_at_scale, on_scheduler
from service.cli.app import app
from tests.alignment.cluster import cluster
from tests.alignment.lists import generated
from tests.alignment.test_scale import reported
from tests.support.repository import ROOT

PAGE = (ROOT / "docs" / "scale.md").read_text("utf-8")
LINES = [
    shlex.split(line)
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
]


def lines_of(program: str) -> list[list[str]]:
    return [words for words in LINES if words[0] == program]


@pytest.mark.skipif(not shutil.which("openssl"), reason="the page makes its certificates by openssl")
def test_a_cluster_is_reached_by_tls_as_the_page_sets_it_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(lines_of("openssl")) == 3
    for words in lines_of("openssl"):
        subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
    (configuration,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    configuration = re.sub(r"[\w-]+\.pem", lambda name: str(tmp_path / name[0]), configuration)
    (tmp_path / "dask.yaml").write_text(configuration, "utf-8")
    monkeypatch.setenv("DASK_CONFIG", str(tmp_path / "dask.yaml"))
    reference, target = generated("330000", 40, seed=1), generated("330802", 40, seed=2)
    with cluster(tmp_path, workers=1, protocol="tls") as running:
        assert running.address.startswith("tls://")
        dask.config.update(dask.config.config, yaml.safe_load(configuration))
        try:
            found = align_at_scale(
                reference, [target], Work(tmp_path / "work"), on_scheduler(running.address)
            )
        finally:
            monkeypatch.delenv("DASK_CONFIG")
            dask.config.refresh()
    assert reported(found) == reported(align(reference, [target]))


@pytest.mark.parametrize("words", lines_of("quanze"), ids=" ".join)
def test_commands_shown_are_understood(
    words: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No wrong usage; there is no store, which is refused."""
    monkeypatch.setenv("QUANZE_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    assert CliRunner().invoke(app, words[1:], catch_exceptions=False).exit_code == 1


def test_workers_shown_are_started_as_tested() -> None:
    """The options of the page's schedulers and workers are ones that Dask has."""
    from distributed.cli import dask_scheduler, dask_worker

    known = {
        "scheduler": {option for given in dask_scheduler.main.params for option in given.opts},
        "worker": {option for given in dask_worker.main.params for option in given.opts},
    }
    shown = lines_of("dask")
    assert len(shown) == 4
    for words in shown:
        options = {word for word in words if word.startswith("--")}
        assert options - {"--no-dashboard"} <= known[words[1]]
