"""`quanze match`: judging pairs of names, answering names from a base list, measuring the verdicts."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import lru_cache, partial
from pathlib import Path
from typing import Annotated

import typer

from service.cli.memory import without_cycles
from service.cli.output import Format, OutputFormat, people, print_json, print_text, refusals
from service.cli.progress import progress_of
from service.cli.tables import Span, Table, opened_table
from service.collecting import uncollected
from service.errors import Refusal
from service.matching import (
    Evaluation,
    LabelledPair,
    Matcher,
    Query,
    Workers,
    evaluate,
    match_pairs,
    processors,
    verdict_of,
)
from service.vocabulary import Category, Verdict, read_category

# Fewer queries than this do not repay another process its start.
_QUERIES_OF_A_PROCESS = 10_000
# A process has the next lines at hand when it is done with some.
_AT_HAND = 2
# From this many queries on people are told how far it is.
_TOLD_FROM = 5_000
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
    with opened_table(path, "name_a", "name_b") as table:
        out = sys.stdout.buffer
        out.write(b"name_a\tname_b\tscore\tverdict\n")
        for row in match_pairs((row["name_a"], row["name_b"]) for row in table.rows()):
            out.write(f"{row.name_a}\t{row.name_b}\t{row.score:g}\t{row.verdict}\n".encode())
    sys.stdout.flush()


def _print_matches(base: Path, queries: Path, top: int, explain: bool) -> None:
    with opened_table(base, "name") as table:
        known = [query for span in table.spans for query in _queries(table, span)]
    with opened_table(queries, "name") as asked:
        _print_answers(known, asked, top, explain)


def _print_answers(known: list[Query], asked: Table, top: int, explain: bool) -> None:
    matcher = Matcher(known, _explained_row if explain else _row, top=top, explained=explain)
    answered = partial(_answered, matcher, asked)
    processes = min(processors(), asked.lines // _QUERIES_OF_A_PROCESS)
    out = sys.stdout.buffer
    out.write(b"query\tmatch\tscore\tverdict\trank" + b"\texplanation" * explain + b"\n")
    with ExitStack() as opened:
        opened.enter_context(uncollected())
        answers: Iterator[tuple[int, bytes]] = map(answered, asked.spans)
        if processes > 1:
            matcher.prepare()
            answers = opened.enter_context(Workers(answered, processes, _AT_HAND)).map(asked.spans)
        if asked.lines >= _TOLD_FROM and people.is_terminal:
            answers = _told(answers, asked.lines)
        for _, rows in answers:
            out.write(rows)
    sys.stdout.flush()


def _answered(matcher: Matcher[str], asked: Table, span: Span) -> tuple[int, bytes]:
    """How many lines there were, and the answers to them."""
    return span.lines, "".join(matcher.rows([*_queries(asked, span)])).encode()


def _row(query: str, match: str, score: float, rank: int, place: int, explanation: str) -> str:
    return f"{query}\t{match}\t{_judged(score)}\t{rank}\n"


def _explained_row(query: str, match: str, score: float, rank: int, place: int, explanation: str) -> str:
    return f"{query}\t{match}\t{_judged(score)}\t{rank}\t{explanation}\n"


@lru_cache(maxsize=1024)
def _judged(score: float) -> str:
    """A score and the verdict it stands for: there are no more than a thousand."""
    return f"{score:g}\t{verdict_of(score)}"


def _told(answers: Iterable[tuple[int, bytes]], queries: int) -> Iterator[tuple[int, bytes]]:
    """The answers, a bar telling people meanwhile how many queries are answered."""
    done = 0
    with progress_of("比对", by_hand=True) as told:
        for answer in answers:
            yield answer
            done += answer[0]
            told(done, queries)


def _queries(table: Table, span: Span) -> Iterator[Query]:
    name = table.header.index("name")
    category = table.header.index("category") if "category" in table.header else len(table.header)
    for cells in table.cells(span):
        yield Query(cells[name], _category(cells[category]))


@lru_cache(maxsize=1024)
def _category(text: str) -> Category | None:
    return read_category(text).category if text else None


def _print_evaluation(path: Path, output_format: OutputFormat) -> None:
    with opened_table(path, "name_a", "name_b", "same") as table:
        found = evaluate(_labelled(table))
    if output_format is OutputFormat.JSON:
        print_json(found)
    else:
        print_text(_evaluation_text(found))


def _labelled(table: Table) -> Iterator[LabelledPair]:
    for line, row in enumerate(table.rows(), start=2):
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
