"""What `align` and `compare` share of decisions: a reviewed report read, its decisions kept."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from loaders import UnreadableError, read_grids
from service.cli.options import acting
from service.cli.output import people
from service.decisions import Recorded, read_reviewed, record_decisions
from service.errors import Refusal
from service.store import Store

DecisionsFile = Annotated[
    Path | None,
    typer.Option("--decisions", metavar="FILE", help="审核过的报告（XLSX 或 TSV），记录其“认定”列。"),
]
DecidedBy = Annotated[
    str | None, typer.Option("--decided-by", metavar="NAME", help="认定人，默认为操作系统的用户名。")
]


def keep_decisions(
    store: Store, path: Path, decided_by: str | None, edition_id: int | None = None
) -> Recorded:
    """Record the decisions of a reviewed report and tell people how many; raises `Refusal`."""
    try:
        grids = read_grids(path)
        proposals = read_reviewed((grid.name, grid.rows) for grid in grids)
    except UnreadableError as error:
        raise Refusal("unreadable-file", f"{path.name}：{error}。", f"{error.fix}。") from error
    who = acting()
    name = who.name if decided_by is None else decided_by.strip()
    if not name:
        raise Refusal("bad-argument", "没有写明认定人。", "用 --decided-by 写明姓名。")
    # Whoever is named, the trail tells who ran the command.
    decider = msgspec.structs.replace(who, name=name)
    with store.write() as connection:
        found = record_decisions(connection, proposals, decided_by=decider, edition_id=edition_id)
    people.print(_told(found), markup=False)
    return found


def _told(found: Recorded) -> str:
    counts = (("确认", found.confirmed), ("否定", found.rejected), ("撤回", found.withdrawn))
    said = "，".join(f"{word} {count} 项" for word, count in counts if count)
    stood = f"{found.unchanged} 项已有相同的认定" if found.unchanged else ""
    return f"认定：{'；'.join(filter(None, (said, stood))) or '报告中没有写认定'}。"
