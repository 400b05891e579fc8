"""docs/findings.md tells of every code a check may find; the documents together, of every code there is."""

import ast
import re
from functools import lru_cache

import pytest

from service.checks import FINDING_KINDS
from tests.support.repository import PACKAGES, ROOT

PAGE = (ROOT / "docs" / "findings.md").read_text("utf-8")
PAGES = "\n".join(page.read_text("utf-8") for page in sorted((ROOT / "docs").glob("*.md")))
SECTIONS = dict(re.findall(r"^### `([a-z-]+)`([^#]*)", PAGE, re.MULTILINE))
IN_TABLES = set(re.findall(r"^\| `([a-z-]+)` \|", PAGES, re.MULTILINE))
CODE = re.compile(r"[a-z]+(-[a-z]+)+")
MAKERS = re.compile(r".*(finding|remark|Refusal|Remark|Finding|FindingKind|Missing|Outdated).*|__init__")


@lru_cache(maxsize=1)
def codes_in_code() -> set[str]:
    """What is handed, as a code, to whatever makes findings and refusals."""
    found = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and MAKERS.fullmatch(_name(node.func)):
                    given = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "code")]
                    found |= {
                        argument.value
                        for argument in given
                        if isinstance(argument, ast.Constant)
                        and isinstance(argument.value, str)
                        and CODE.fullmatch(argument.value)
                    }
    return found


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_codes_of_the_code_base_are_found() -> None:
    known = {"missing-basis", "unknown-category", "edition-published", "bad-cursor", "store-missing"}
    assert known <= codes_in_code()


def test_every_code_of_the_code_base_is_told() -> None:
    assert sorted(codes_in_code() - SECTIONS.keys() - IN_TABLES) == []


def test_the_codes_of_the_checks_are_told_and_no_others() -> None:
    assert SECTIONS.keys() == FINDING_KINDS.keys()


@pytest.mark.parametrize("code", FINDING_KINDS)
def test_a_check_s_code_is_told_whole(code: str) -> None:
    told = SECTIONS[code]
    assert told.startswith(f" {FINDING_KINDS[code].label}\n")
    for part in ("原因", "严重程度", "处理", "依据"):
        assert re.search(rf"^- \*\*{part}\*\*：.+。?$", told, re.MULTILINE), part
