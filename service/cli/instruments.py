"""`quanze load-instruments` and `quanze impact`: the registry of laws, and what rests on one."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from service.audit import Entry, append
from service.cli.options import acting, opened_store
from service.cli.output import (
    Format,
    OutputFormat,
    findings_text,
    print_json,
    print_text,
    refusals,
)
from service.instruments import Instrument
from service.legal import (
    RestingPower,
    division_names,
    find_instrument,
    load_instruments,
    resting_powers,
)
from service.node_ids import encode
from service.reading import ImpactCounts, impact_counts
from service.vocabulary import InstrumentStatus

_STATUSES = {
    InstrumentStatus.IN_FORCE: "现行有效",
    InstrumentStatus.NOT_YET_IN_FORCE: "尚未生效",
    InstrumentStatus.LAPSED: "失效",
    InstrumentStatus.REPEALED: "废止",
    InstrumentStatus.UNKNOWN: "时效性不明",
}


def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="法规文件：TSV、CSV、JSON。")],
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """把法律法规规章和规范性文件载入登记库：要么全部载入，要么什么都不改。"""
    with refusals(output_format), opened_store() as store, store.write() as connection:
        loaded = load_instruments(connection, file)
        if loaded.added or loaded.updated:
            after = {"file": loaded.file, "added": loaded.added, "updated": loaded.updated}
            append(connection, Entry(by=acting(), act="instruments.load", subject="instruments", after=after))
    if output_format is OutputFormat.JSON:
        print_json(loaded)
        return
    lines = [
        f"{loaded.file}：读 {loaded.rows} 行，{loaded.titles} 个标题，{loaded.versions} 个文本版本",
        f"新增 {loaded.added}，更新 {loaded.updated}，不变 {loaded.unchanged}；"
        f"{loaded.citations} 处引用由此找到文件",
    ]
    if loaded.findings:
        lines.append(findings_text(loaded.findings))
    print_text("\n".join(lines))


def impact(
    instrument: Annotated[str, typer.Argument(metavar="INSTRUMENT", help="标题、简称、文号或者标识。")],
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """列出依据某个文件的职权，以及该文件失效后将没有依据的职权。"""
    with refusals(output_format), opened_store() as store, store.read() as connection:
        found = find_instrument(connection, instrument)
        counts = impact_counts(connection, [found.id])[found.id]
        powers = resting_powers(connection, found.id)
        names = division_names(connection, {power.division for power in powers})
    if output_format is OutputFormat.JSON:
        print_json({"instrument": _document(found), "counts": counts, "powers": powers})
    else:
        print_text(_text(found, counts, powers, names))


def _document(found: Instrument) -> dict[str, object]:
    return {
        "id": encode("Instrument", found.id),
        "title": found.title,
        "rank": found.rank,
        "document_number": found.document_number,
        "effective": found.effective_on,
        "repealed": found.repealed_on,
        "status": found.status,
    }


def _text(
    found: Instrument, counts: ImpactCounts, powers: Sequence[RestingPower], names: dict[str, str]
) -> str:
    rank = found.rank.label if found.rank else "位阶不明"
    lines = [
        f"《{found.title}》（{rank}，{_STATUSES[found.status]}）：{counts.divisions} 个区划，"
        f"{counts.bodies} 个部门，{counts.powers} 项职权；失效后 {counts.left_without} 项没有依据"
    ]
    for (division, kind), of_list in groupby(powers, key=lambda power: (power.division, power.kind)):
        listed = list(of_list)
        lines += ["", f"■ {names.get(division, division)} {kind.label}：{_counted(listed)}"]
        for body, of_body in groupby(listed, key=lambda power: power.body):
            own = list(of_body)
            lines += [f"  {body}：{_counted(own)}", *(f"    {_named(power)}" for power in own)]
    return "\n".join(lines)


def _counted(powers: Sequence[RestingPower]) -> str:
    left = sum(power.left_without for power in powers)
    return f"{len(powers)} 项" + (f"，其中 {left} 项失效后没有依据" if left else "")


def _named(power: RestingPower) -> str:
    name = f"{power.name}（{power.sub_item_name}）" if power.sub_item_name else power.name
    return " ".join(name.split()) + ("，失效后没有依据" if power.left_without else "")
