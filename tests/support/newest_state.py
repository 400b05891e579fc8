"""The state of a release: `python -m tests.support.newest_state` writes that of the newest schema.

Run it when a release is made: what its commands make is what a later release must upgrade. Beside the
examples that every state holds, each table has something in it.
"""

import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from service.access import Grant, Principal, Role, operator
from service.adjustments import AdjustmentKind
from service.books import close_year, open_year, report_figures
from service.credentials import Asker, open_session
from service.decisions import Proposal, record_decisions
from service.proceedings import AskedRecipient
from service.store import Store, open_store
from service.vocabulary import Decision, ListKind
from tests.proceedings.office import (
    ESTABLISHMENT,
    NOW,
    PUBLISHER,
    applied,
    approved,
    bodies,
    editor,
    powers,
    request,
    says,
)
from tests.reading.inventory import COUNTY, county_items, publish
from tests.support.lists import listed
from tests.support.repository import ROOT
from tests.support.states import FOLDER

CITY = "330800"
_EXAMPLES = ((COUNTY, "2024", True), (COUNTY, "2025", True), (CITY, "2024", False))
_POWER = ListKind.POWER
_RENAMED = listed("无犯罪记录证明", body="民政事务局", credit_code="11330824YY0003018G")


def make_state(path: Path) -> str:
    """Make a store in that file; return its schema's revision."""
    url = f"sqlite:///{path}"
    _run(url, "db", "upgrade")
    store = open_store(url)
    publish(store, "2026", county_items())
    _adjust(store)
    with tempfile.TemporaryDirectory() as folder:
        reform = Path(folder, "reform.tsv")
        reform.write_text("old\tnew\tfrom\n自然资源局\t自然资源和规划局\t2024-12-01\n", "utf-8")
        for division, label, published in _EXAMPLES:
            file = ROOT / "seeds" / "examples" / f"{division}-{label}.csv"
            where = ("--division", division, "--kind", "combined", "--edition", label)
            end = ("--publish",) if published else ()
            told = ("--bodies", str(reform)) if label == "2025" else ()
            _run(url, "load", str(file), *where, "--effective", f"{label}-01-01", *told, *end)
    _run(url, "check", "--division", COUNTY, "--kind", "combined")
    _run(url, "indicators", "--division", COUNTY, "--kind", "combined")
    _run(url, "token", "issue", "--name", "县编办", "--role", "PUBLISHER", "--division", COUNTY)
    publish(store, "2026", [_RENAMED], kind=ListKind.PROOF)
    _decide(store)
    store.close()
    with closing(sqlite3.connect(path)) as made:
        made.execute("VACUUM")
        ((revision,),) = made.execute("SELECT version_num FROM alembic_version")
    return str(revision)


def _run(url: str, *words: str) -> None:
    command = [sys.executable, "-c", "from service.cli import main; main()", *words]
    environment = {**os.environ, "QUANZE_DATABASE_URL": url}
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)


def _adjust(store: Store) -> None:
    """A year's book opened, adjusted by three proposals, closed, and a correction of it begun."""
    at = powers(store)
    with store.write() as connection:
        open_year(connection, ESTABLISHMENT, COUNTY, _POWER, "2027", NOW)
    approved(
        store,
        request(store, AdjustmentKind.ADD, after=(says(name="基金会登记", category_text="行政许可"),)),
        request(store, AdjustmentKind.REMOVE, items=(at["社会团体变更登记"],)),
        request(
            store,
            AdjustmentKind.ENTRUST,
            body="自然资源局",
            items=(at["采矿权登记"],),
            to=(AskedRecipient(name="矿产站"),),
        ),
    )
    applied(store)
    later = NOW + timedelta(days=2)
    with store.write() as connection:
        told, body = {"after": 5}, bodies(store)["民政局"]
        report_figures(connection, editor(store), COUNTY, _POWER, "2027", body, told, NOW)
    with store.write() as connection:
        close_year(connection, PUBLISHER, COUNTY, _POWER, "2027", later)
    with store.write() as connection:
        open_year(
            connection, ESTABLISHMENT, COUNTY, _POWER, "2027更正", later, corrects="2027", why="名称误写"
        )


def _decide(store: Store) -> None:
    """A pair of powers of two lists decided upon, and somebody signed in."""
    at = sorted(powers(store).values())
    pair = Proposal(before=at[0], after=at[-1], decision=Decision.REJECTED, reason="不是一回事")
    who = Principal(
        subject="oidc:https://id.example#li",
        name="李四",
        grants=(Grant(role=Role.APPROVER, division=COUNTY),),
    )
    with store.write() as connection:
        record_decisions(connection, [pair], decided_by=operator("王某"))
        open_session(connection, Asker(principal=who, good_until=NOW + timedelta(days=1)), NOW)


def main() -> None:
    """Write the state under its revision's name."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "state.db")
        revision = make_state(made)
        (FOLDER / f"{revision}.db.xz").write_bytes(lzma.compress(made.read_bytes(), preset=9))


if __name__ == "__main__":
    main()
