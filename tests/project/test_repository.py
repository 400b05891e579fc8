import ast
import json
import os
import re
import tomllib
from pathlib import Path

import pytest

from tests.support.repository import PACKAGES, ROOT, tracked_files

_FOLDERS = {*PACKAGES, "tests", "docs", ".ci"}
_FILES = {
    ".dockerignore",
    ".gitignore",
    "CHANGELOG.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "README.zh.md",
    "compose.yaml",
    "pyproject.toml",
    "requirements.txt",
    "requirements-dev.txt",
}
_LARGEST_BYTES = 2_000_000
_LONGEST_MODULE = 400
_LONGEST_FUNCTION = 70
_COMMAND = re.compile(r"^(?:make |\.venv/bin/quanze |quanze |docker )[^#\n]*", re.MULTILINE)


def _modules() -> list[Path]:
    found = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [path for path in found if path.parent.name != "versions"]  # migrations are read one by one


def _rooms() -> list[Path]:
    return sorted((ROOT / "service").glob("*/__init__.py"))


def test_top_level_holds_what_the_layout_names() -> None:
    top = {path.relative_to(ROOT).parts for path in tracked_files()}
    assert {parts[0] for parts in top if len(parts) > 1} <= _FOLDERS
    assert {parts[0] for parts in top if len(parts) == 1} <= _FILES


def test_no_file_is_large() -> None:
    sizes = {str(path): path.stat().st_size for path in tracked_files()}
    assert {name: size for name, size in sizes.items() if size > _LARGEST_BYTES} == {}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", ".ci/audit.txt"])
def test_lock_files_pin_by_hash_and_name_no_address(name: str) -> None:
    lock = (ROOT / name).read_text("utf-8")
    assert not re.search(r"://|--index|--find-links|--trusted-host", lock)
    requirements = [
        line for line in lock.replace("\\\n", "").splitlines() if line and not line.lstrip().startswith("#")
    ]
    assert len(requirements) > 20
    for requirement in requirements:
        assert re.match(r"[a-z0-9][a-z0-9.-]*(\[[a-z,]+\])?==\S+ ", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement


def test_npm_lock_files_name_no_address() -> None:
    locks = [path for path in tracked_files() if path.name == "package-lock.json"]
    for lock in locks:
        packages = json.loads(lock.read_text("utf-8"))["packages"]
        assert len(packages) > 1
        assert [name for name, package in packages.items() if "resolved" in package] == []


def test_no_dependency_takes_the_name_of_a_package_of_ours() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = (ROOT / "requirements-dev.txt").read_text("utf-8").splitlines()
    names = {re.split(r"[^A-Za-z0-9_.-]", line, maxsplit=1)[0].lower() for line in [*asked, *locked] if line}
    assert {"graphene", "pytest"} <= names
    assert names.isdisjoint(PACKAGES)


def test_the_development_lock_repeats_the_locked_versions() -> None:
    def versions(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9.-]+==\S+", (ROOT / name).read_text("utf-8"), re.MULTILINE))

    assert versions("requirements.txt") <= versions("requirements-dev.txt")


@pytest.mark.parametrize("room", _rooms(), ids=lambda path: path.parent.name)
def test_every_room_says_in_a_line_what_it_is_for(room: Path) -> None:
    said = ast.get_docstring(ast.parse(room.read_text("utf-8")))
    assert said, room
    first = said.splitlines()[0]
    assert first.endswith("."), first
    assert len(first) > 20, first


def test_there_are_rooms_and_modules_to_look_at() -> None:
    assert len(_rooms()) > 10
    assert len(_modules()) > 30


@pytest.mark.parametrize("module", _modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_stay_short(module: Path) -> None:
    text = module.read_text("utf-8")
    assert text.count("\n") <= _LONGEST_MODULE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < _LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("name", ["run", "environment", "debian-packages"])
def test_ci_scripts_can_be_run(name: str) -> None:
    script = ROOT / ".ci" / name
    assert os.access(script, os.X_OK)
    assert script.read_text("utf-8").startswith("#!/bin/sh\n")


def test_both_readmes_tell_the_same_commands() -> None:
    english, chinese = (
        [command.strip() for command in _COMMAND.findall((ROOT / name).read_text("utf-8"))]
        for name in ("README.md", "README.zh.md")
    )
    assert "make serve" in english
    assert english == chinese


def test_documents_link_to_files_that_are_there() -> None:
    broken = []
    pages = [path for path in tracked_files() if path.suffix == ".md"]
    assert pages
    for page in pages:
        for target in re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []
