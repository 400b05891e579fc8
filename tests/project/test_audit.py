"""`make audit`, with the reports that pip-audit gives: of faults, of none, and of a database out of reach."""

import json
from pathlib import Path
from typing import Any

from tests.support.audit import audit

LOCK = Path("requirements.txt")
FAULT = {"id": "PYSEC-2021-108", "aliases": ["CVE-2021-33503"], "fix_versions": ["1.26.5"], "description": ""}
FAULTY = {"name": "urllib3", "version": "1.26.4", "vulns": [FAULT]}
SOUND = {"name": "sqlalchemy", "version": "2.1.9", "vulns": []}
SKIPPED = {"name": "uvloop", "skip_reason": "Dependency not found on PyPI and could not be audited: uvloop"}


def _report(*dependencies: dict[str, Any]) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def _audited(**reports: str) -> tuple[int, str]:
    return audit(LOCK, lambda database, _: reports[database])


def test_a_known_fault_fails_and_says_which_version_mends_it() -> None:
    code, said = _audited(pypi=_report(SOUND, FAULTY))
    assert code == 1
    assert "urllib3 1.26.4: PYSEC-2021-108 (CVE-2021-33503), mended in 1.26.5" in said.splitlines()
    assert "no fault" not in said


def test_versions_without_a_known_fault_pass() -> None:
    code, said = _audited(pypi=_report(SOUND))
    assert code == 0
    assert said == (
        "requirements.txt: 1 locked versions looked up at https://pypi.org\nno fault is known of them"
    )


def test_what_was_not_looked_up_is_named() -> None:
    code, said = _audited(pypi=_report(SOUND, SKIPPED))
    assert code == 0
    assert "NOT looked up, being unknown there: uvloop" in said


def test_a_mirror_that_knows_no_version_is_no_database() -> None:
    code, said = _audited(pypi=_report(SKIPPED), osv=_report(SOUND, FAULTY))
    assert code == 1
    assert "https://osv.dev" in said


def test_without_any_database_nothing_fails_and_nothing_is_called_sound() -> None:
    code, said = _audited(pypi=_report(SKIPPED), osv="")
    assert code == 0
    assert "NOTHING was looked up" in said
    assert "no fault" not in said
