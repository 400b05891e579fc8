"""The audits of the npm package `graphql-http`, all of them.

The package is installed by `npm ci` in tests/web/audits; without it, or without Node, the test is skipped.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).with_name("audits")
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="no Node on this machine")
@pytest.mark.skipif(
    not (PROJECT / "node_modules" / "graphql-http").is_dir(),
    reason="graphql-http is not installed: run `npm ci` in tests/web/audits",
)
def test_all_audits_pass(address: str) -> None:
    assert NODE
    command = [NODE, "run.js", f"{address}/graphql"]
    ran = subprocess.run(command, check=False, cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["failed"] == []
    assert found["audits"] >= 61
