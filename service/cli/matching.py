"""`quanze match`: judging pairs of names, answering names from a base list, measuring the verdicts."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from service.cli.memory import without_cycles
from service.cli.output import Format, OutputFormat, people, print_json, print_text, refusals
from service.errors import Refusal
from service.matching import Evaluation, LabelledPair, MatchRow, Query, evaluate, match_pairs, match_queries
from service.vocabulary import Verdict, read_category

# Fewer queries than this do not repay another process its start.
_QUERIES_OF_A_PROCESS = 10_000
# From this many queries on people are told how far it is, every so often.
_TOLD_FROM, _TOLD_EVERY = 5_000, 1_000
_SAME = {"1": True, "true": True, "是": True, "0": False, "false": False, "否": False}


def match(
    base: Annotated[Path | None, typer.Argument(metavar="[BASE.tsv]", help="基准清单，列 name。")] = None,
    queries: Annotated[Path | None, typer.Argument(metavar="[QUERIES.tsv]", help="要查的名称。")] = None,
    pairs: Annotated[Path | None, typer.Option(metavar="FILE.tsv", help="逐对判断：name_a、name_b。")] = None,
    evaluation: Annotated[
        Path | None, typer.Option("--evaluate", metavar="FILE.tsv", help="对照列 same 计算准确率、召回率。")
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="每个名称给出几个候选。")] = 1,
    explain: Annotated[bool, typer.Option("--explain", help="加一列，说明理由。")] = False,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """比对事项名称：same 可直接认定，review 须人核实，different 不同。"""
    asked = [pairs is not None, evaluation is not None, queries is not None]
    if sum(asked) != 1 or (base is not None) != (queries is not None):
        raise typer.BadParameter(
            "用法：match BASE.tsv QUERIES.tsv，或 --pairs FILE.tsv，或 --evaluate FILE.tsv"
        )
    with without_cycles(), refusals(output_format):
        if pairs:
            _print_pairs(pairs)
        elif evaluation:
            _print_evaluation(evaluation, output_format)
        elif base and queries:
            _print_matches(base, queries, top, explain)


def _print_pairs(path: Path) -> None:
    rows = ((row["name_a"], row["name_b"]) for row in _read_table(path, "name_a", "name_b"))
    _print_table(
        ("name_a", "name_b", "score", "verdict"),
        ((row.name_a, row.name_b, f"{row.score:g}", row.verdict) for row in match_pairs(rows)),
    )


def _print_matches(base: Path, queries: Path, top: int, explain: bool) -> None:
    count = sum(1 for _ in _queries(queries))
    processes = min(os.cpu_count() or 1, count // _QUERIES_OF_A_PROCESS)
    found = match_queries(
        list(_queries(base)), _queries(queries), top=top, explained=explain, processes=processes
    )
    header = ("query", "match", "score", "verdict", "rank", *(("explanation",) if explain else ()))
    _print_table(
        header,
        (
            (
                row.query,
                row.match,
                f"{row.score:g}",
                row.verdict,
                str(row.rank),
                *((row.explanation,) if explain else ()),
            )
            for row in (_told(found, count) if count >= _TOLD_FROM and people.is_terminal else found)
        ),
    )


def _told(rows: Iterable[MatchRow], queries: int) -> Iterator[MatchRow]:
    """The rows, a bar telling people meanwhile how many queries are answered."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # Refreshed by hand: processes must not be begun beside a thread that does it.
    with Progress(*columns, console=people, transient=True, auto_refresh=False) as progress:
        task = progress.add_task("比对", total=queries)
        answered = 0
        for row in rows:
            yield row
            answered += row.rank == 1
            if answered % _TOLD_EVERY == 0:
                progress.update(task, completed=answered, refresh=True)


def _queries(path: Path) -> Iterator[Query]:
    for row in _read_table(path, "name"):
        text = row.get("category", "")
        yield Query(row["name"], read_category(text).category if text else None)


def _print_evaluation(path: Path, output_format: OutputFormat) -> None:
    found = evaluate(_labelled(path))
    if output_format is OutputFormat.JSON:
        print_json(found)
    else:
        print_text(_evaluation_text(found))


def _labelled(path: Path) -> Iterator[LabelledPair]:
    for line, row in enumerate(_read_table(path, "name_a", "name_b", "same"), start=2):
        same = _SAME.get(row["same"].strip().lower())
        if same is None:
            raise Refusal(
                "bad-label", f"第 {line} 行 same 列为“{row['same']}”。", "填 1（相同）或 0（不同）。"
            )
        yield LabelledPair(row["name_a"], row["name_b"], same)


def _evaluation_text(found: Evaluation) -> str:
    def told(name: str, counts: dict[Verdict, int]) -> str:
        return f"{name}：" + "，".join(f"{verdict} {counts[verdict]}" for verdict in Verdict)

    lines = [
        f"共 {found.pairs} 对",
        told("标为相同的", found.same),
        told("标为不同的", found.different),
        f"准确率 {found.precision:.4f}，召回率 {found.recall:.4f}，F1 {found.f1:.4f}（以判为 same 计）",
        "阈值\t准确率\t召回率\tF1",
    ]
    lines += [
        f"{point.threshold:g}\t{point.precision:.4f}\t{point.recall:.4f}\t{point.f1:.4f}"
        for point in found.curve
    ]
    return "\n".join(lines)


def _read_table(path: Path, *wanted: str) -> Iterator[dict[str, str]]:
    """Rows of a TSV file with a header, cells verbatim; raises `Refusal` at once for what is none."""
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as lines:
            header = next(lines, "").rstrip("\r\n").split("\t")
            for _ in lines:  # to refuse the file before anything is answered
                pass
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(
            "unreadable-file", f"读不出 {path.name}。", "须为 UTF-8 文本，列间用制表符。"
        ) from error
    missing = [name for name in wanted if name not in header]
    if missing:
        raise Refusal(
            "missing-column", f"{path.name} 缺列：{'、'.join(missing)}。", "第一行写列名，用制表符分隔。"
        )
    return _rows(path, header)


def _rows(path: Path, header: list[str]) -> Iterator[dict[str, str]]:
    blank = [""] * len(header)
    with path.open(encoding="utf-8-sig", newline="\n") as lines:
        next(lines)
        for line in lines:
            cells = line.rstrip("\r\n").split("\t")
            if cells != [""]:
                yield dict(zip(header, cells + blank[len(cells) :], strict=False))


def _print_table(header: Iterable[str], rows: Iterable[tuple[str, ...]]) -> None:
    out = sys.stdout.buffer
    out.write(("\t".join(header) + "\n").encode())
    for row in rows:
        out.write(("\t".join(row) + "\n").encode())
    sys.stdout.flush()
