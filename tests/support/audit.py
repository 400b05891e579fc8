"""`make audit`: whether faults are known of the locked versions, as pip-audit is told by public databases.

Where none answers, pip-audit still ends well and speaks of no known faults; here that is said as what it is.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.support.repository import ROOT

PROGRAM = ROOT / ".venv-audit" / "bin" / "pip-audit"
DATABASES = {"pypi": "https://pypi.org", "osv": "https://osv.dev"}


class Audit(NamedTuple):
    """What a database knows of a lock file."""

    audited: list[str]
    not_known: list[str]
    faults: list[str]


def read_report(report: str) -> Audit:
    """Read pip-audit's JSON; what is no such report tells of nothing audited."""
    try:
        found = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Audit([], [], [])
    faults = [
        f"{each['name']} {each['version']}: {fault['id']} ({', '.join(fault['aliases']) or 'no other name'}),"
        f" mended in {', '.join(fault['fix_versions']) or 'no version yet'}"
        for each in found
        for fault in each.get("vulns", ())
    ]
    return Audit(
        [each["name"] for each in found if "vulns" in each],
        [each["name"] for each in found if "vulns" not in each],
        faults,
    )


def ask(database: str, lock: Path) -> str:
    """What pip-audit reports of the lock file; nothing is installed or resolved for it."""
    command: list[str | Path] = [
        *(PROGRAM, "--requirement", lock, "--disable-pip", "--require-hashes", "--progress-spinner", "off"),
        *("--desc", "off", "--format", "json", "--vulnerability-service", database),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def audit(lock: Path, ask: Callable[[str, Path], str] = ask) -> tuple[int, str]:
    """The exit code, 1 where a fault is known, and what to say of the first database that answers."""
    for database, address in DATABASES.items():
        found = read_report(ask(database, lock))
        if not found.audited:
            continue
        said = [f"{lock.name}: {len(found.audited)} locked versions looked up at {address}"]
        if found.not_known:
            said.append(f"NOT looked up, being unknown there: {', '.join(found.not_known)}")
        said += found.faults or ["no fault is known of them"]
        return int(bool(found.faults)), "\n".join(said)
    return 0, (
        f"{lock.name}: NOTHING was looked up: no database of advisories can be reached from here"
        f" ({', '.join(DATABASES.values())}). Run it where one can."
    )


if __name__ == "__main__":
    code, said = audit(ROOT / "requirements.txt")
    print(said)
    sys.exit(code)
