"""`quanze load`: a file into a draft; `quanze load-examples`: the example lists into an empty store."""

from pathlib import Path
from typing import Annotated

import typer

from loaders import Mapping, MappingError, ReadOptions, read_list, read_mapping
from seeds import seed, seed_toml
from service.bodies import read_body_map
from service.cli.options import Division, Edition, Kind, acting, opened_store, read_day
from service.cli.output import (
    Format,
    OutputFormat,
    findings_text,
    print_json,
    print_text,
    refusals,
    refuse,
)
from service.cli.progress import progress_of
from service.editions import LoadReport, LoadRequest, LoadState, editions, load_as
from service.errors import Refusal
from service.findings import Severity
from service.store import Store
from service.vocabulary import Category, ListKind

_STATES = {
    LoadState.DRAFT: "已载入草稿",
    LoadState.PUBLISHED: "已载入并公布",
    LoadState.REFUSED: "拒绝，什么都没有改动",
    LoadState.ALREADY_LOADED: "这个文件已在草稿里，没有改动",
}


def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="清单文件：XLSX、XLS、CSV、TSV、JSON、DOCX。")],
    division: Division,
    kind: Kind,
    edition: Edition,
    effective: Annotated[str | None, typer.Option(metavar="DATE", help="生效日期，例如 2024-01-01。")] = None,
    body: Annotated[str | None, typer.Option(metavar="NAME", help="表中没有写明时的实施主体。")] = None,
    category: Annotated[str | None, typer.Option(metavar="NAME", help="表中没有写明时的职权类型。")] = None,
    base: Annotated[str | None, typer.Option(metavar="LABEL", help="草稿以哪个版本为底。")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="代替草稿中已从别的文件载入的部门。")] = False,
    sheet: Annotated[list[str] | None, typer.Option(metavar="NAME", help="只读这些工作表。")] = None,
    mapping: Annotated[Path | None, typer.Option(metavar="FILE.toml", help="列名和代码值对照。")] = None,
    bodies: Annotated[
        Path | None, typer.Option(metavar="MAP.tsv", help="机构改革对照：old、new、from。")
    ] = None,
    expect: Annotated[int | None, typer.Option(metavar="N", help="应有的事项数，不符则拒绝。")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只试算，不改动。")] = False,
    publish: Annotated[bool, typer.Option("--publish", help="载入后公布。")] = False,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """把一个清单文件载入草稿：要么全部载入，要么什么都不改。"""
    with refusals(output_format), opened_store() as store:
        options = ReadOptions(
            kind=kind,
            category=category,
            body=body,
            sheets=tuple(sheet or ()),
            mapping=_mapping(mapping) if mapping else None,
        )
        request = LoadRequest(
            division=division,
            kind=kind,
            label=edition,
            effective=read_day(effective, "--effective"),
            base=base,
            replace=replace,
            body_map=read_body_map(bodies) if bodies else None,
            expect=expect,
            dry_run=dry_run,
            publish=publish,
        )
        report = _load(store, file, options, request)
    if output_format is OutputFormat.JSON:
        print_json(report)
    else:
        print_text(_text(report))
    if report.state is LoadState.REFUSED:
        refuse()


def _mapping(path: Path) -> Mapping:
    try:
        return read_mapping(path)
    except MappingError as error:
        raise Refusal("bad-mapping", f"{error}。", "按 docs/loading.md 更正对照文件。") from error


def _load(store: Store, path: Path, options: ReadOptions, request: LoadRequest) -> LoadReport:
    with progress_of(f"读取 {path.name}") as told:
        content = read_list(
            path, options, lambda sheet, done, whole: told(done, whole, f"读取 {path.name} {sheet}")
        )
    with progress_of(f"载入 {len(content.items)} 项") as told:
        return load_as(
            acting(), store, content, request, progress=lambda phase, done, whole: told(done, whole, phase)
        )


def _text(report: LoadReport) -> str:
    head = f"{report.file} → 版本“{report.edition}”：{_STATES[report.state]}"
    if report.dry_run and report.state is not LoadState.REFUSED:
        head = f"{report.file} → 版本“{report.edition}”：试算，没有改动"
    lines = [head, f"读 {report.rows_read} 行，{report.bodies} 个部门，{report.items} 项"]
    if report.by_category:
        lines.append(
            "；".join(f"{Category(name).label} {count}" for name, count in report.by_category.items())
        )
    lines += [
        f"{entry.body}：{entry.items} 项，新增 {entry.new}，变更 {entry.changed}，"
        f"不变 {entry.unchanged}，减少 {entry.gone}"
        for entry in report.plan
        if report.dry_run
    ]
    counts = dict.fromkeys(Severity, 0)
    for finding in report.findings:
        counts[finding.severity] += 1
    if report.findings:
        lines.append("；".join(f"{severity.label} {count}" for severity, count in counts.items() if count))
        lines.append(findings_text(report.findings))
    return "\n".join(lines)


def load_examples() -> None:
    """库中没有任何清单时，载入示例清单并公布。"""
    with refusals(), opened_store() as store:
        with store.read() as connection:
            if editions(connection):
                return
        for entry in seed_toml("examples", "lists.toml")["lists"]:
            kind = ListKind(entry["kind"])
            request = LoadRequest(
                division=entry["division"],
                kind=kind,
                label=entry["edition"],
                effective=entry.get("effective"),
                publish=True,
            )
            path = Path(str(seed("examples", entry["file"])))
            report = load_as(acting(), store, read_list(path, ReadOptions(kind=kind)), request)
            print_text(_text(report))
            if report.state is not LoadState.PUBLISHED:
                refuse()
