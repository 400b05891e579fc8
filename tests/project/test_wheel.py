"""The wheel alone, without the checkout: what it holds, and that its packages are the ones imported."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.repository import PACKAGES, ROOT, tracked_files

_DATA = {".css", ".csv", ".graphql", ".gz", ".html", ".js", ".mako", ".svg", ".toml", ".tsv", ".xlsx"}
_SOURCES = ROOT / "service" / "web" / "graphiql"  # what the files in web/static are built from
_ASK = """
import importlib.resources, json, sys
sys.path.insert(0, sys.argv[1])
import loaders, schema, seeds, service, service.store, service.web, service.cli
from service.divisions import read_divisions
from service.store import migrate, require_newest
store = migrate("sqlite:///" + sys.argv[2])
require_newest(store)
store.close()
files = {name: module.__file__ for name, module in
         {"loaders": loaders, "schema": schema, "seeds": seeds, "service": service}.items()}
print(json.dumps({"files": files, "divisions": len(list(read_divisions()))}))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory the wheel was built and installed into."""
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    for path in tracked_files():
        relative = path.relative_to(ROOT)
        if relative.parts[0] in {*PACKAGES, "pyproject.toml", "README.md", "LICENSE"}:
            (source / relative).parent.mkdir(parents=True, exist_ok=True)
            (source / relative).write_bytes(path.read_bytes())
    run = [sys.executable, "-m"]
    built = [*run, "build", "--wheel", "--no-isolation", "--outdir", str(place / "dist"), str(source)]
    subprocess.run(built, check=True, capture_output=True)
    (wheel,) = (place / "dist").glob("*.whl")
    target = place / "target"
    install = [
        *run,
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(target),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    return target


def test_the_wheel_imports_migrates_and_reads_its_seeds(installed: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _ASK, str(installed), str(tmp_path / "store.db")]
    asked = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert asked.returncode == 0, asked.stderr
    told = json.loads(asked.stdout)
    assert told["divisions"] > 3000
    assert all(Path(place).is_relative_to(installed) for place in told["files"].values())


def test_the_wheel_holds_every_data_file_of_its_packages(installed: Path) -> None:
    files = [path for path in tracked_files() if path.suffix in _DATA and not path.is_relative_to(_SOURCES)]
    data = [path.relative_to(ROOT) for path in files]
    expected = [path for path in data if path.parts[0] in PACKAGES]
    assert len(expected) > 5
    assert [str(path) for path in expected if not (installed / path).is_file()] == []


def test_the_wheel_asks_for_what_the_project_asks_for(installed: Path) -> None:
    (metadata,) = installed.glob("quanze-*.dist-info/METADATA")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    text = metadata.read_text("utf-8")
    asked = [
        line for line in text.splitlines() if line.startswith("Requires-Dist:") and "extra ==" not in line
    ]
    assert len(asked) == len(project["dependencies"])
    assert "License-Expression: Apache-2.0" in text
