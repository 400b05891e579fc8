"""`make bench`: run the benchmarks, print their tables, with `--write` keep them in docs/benchmarks.md."""

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date

from tests.bench import capacity, comparison, graphql, hostile, legal, loading, matching, pages
from tests.bench.measuring import machine
from tests.support.repository import ROOT

Benchmark = Callable[[int, int], Iterator[str]]
BENCHMARKS: dict[str, tuple[str, Benchmark]] = {
    "loading": ("Loading", loading.run),
    "matching": ("Matching", matching.run),
    "graphql": ("GraphQL", graphql.run),
    "comparison": ("Editions through the years", comparison.run),
    "hostile": ("Hostile requests", hostile.run),
    "legal": ("Checking and impact", legal.run),
    "pages": ("Pages", pages.run),
    "capacity": ("Capacity", capacity.run),
}
PAGE = ROOT / "docs" / "benchmarks.md"


def main(arguments: list[str]) -> None:
    """Run what was asked for, everything by default."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all by default"
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="keep the tables in docs/benchmarks.md")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}")
    for name in options.names or BENCHMARKS:
        title, run = BENCHMARKS[name]
        parts = []
        for part in _section(title, run(options.rows, options.repeats), options.repeats):
            print(f"{part}\n", flush=True)
            parts.append(part)
        if options.write:
            PAGE.write_text(placed(PAGE.read_text("utf-8"), name, "\n\n".join(parts)), "utf-8")


def _section(title: str, parts: Iterator[str], repeats: int) -> Iterator[str]:
    yield f"## {title}"
    yield f"{date.today().isoformat()}, {machine()}; medians of {repeats} interleaved runs."
    yield from parts


def placed(page: str, name: str, section: str) -> str:
    """The page with the section between the benchmark's marks, which are added at its end where absent."""
    start, end = f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"
    block = f"{start}\n{section}\n{end}"
    if start not in page:
        return f"{page.rstrip()}\n\n{block}\n"
    return re.sub(f"{re.escape(start)}.*?{re.escape(end)}", lambda _: block, page, flags=re.DOTALL)


if __name__ == "__main__":
    main(sys.argv[1:])
