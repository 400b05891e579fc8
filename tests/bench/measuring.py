"""Side by side: contenders take turns in one run, medians are compared, the machine is named."""

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TakenSeconds = float
Run = Callable[[], TakenSeconds]
"""One run of a contender: does its work and returns the seconds that count."""


@dataclass(frozen=True)
class Contender:
    """What is measured, by the name the table gives it."""

    name: str
    run: Run


@dataclass(frozen=True)
class Result:
    """A contender's median seconds over `units` (rows, …), and how many times the last one's rate it has."""

    name: str
    seconds: float
    units: int
    ratio: float

    @property
    def rate(self) -> float:
        """Units a second."""
        return self.units / self.seconds


def timed(work: Callable[[], object]) -> TakenSeconds:
    """The seconds the work takes, garbage collected beforehand."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def side_by_side(contenders: list[Contender], units: int, repeats: int) -> list[Result]:
    """Run the contenders in turn, `repeats` times; ratios are to the last one, the one held against."""
    os.sync()  # else the system writes what was prepared, gigabytes, while the first are measured
    seconds: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for turn in range(repeats):
        order = contenders if turn % 2 == 0 else contenders[::-1]
        for contender in order:
            seconds[contender.name].append(contender.run())
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    against = medians[contenders[-1].name]
    return [Result(name, median, units, against / median) for name, median in medians.items()]


def table(results: list[Result], unit: str) -> str:
    """The results as a Markdown table."""
    lines = [f"| | seconds | {unit}/s | ratio |", "|---|---:|---:|---:|"]
    lines += [f"| {one.name} | {one.seconds:.2f} | {one.rate:,.0f} | {one.ratio:.1f} |" for one in results]
    return "\n".join(lines)


def machine() -> str:
    """The machine and Python of this run, in a line."""
    cpuinfo = Path("/proc/cpuinfo")
    models = [
        line.partition(":")[2].strip()
        for line in (cpuinfo.read_text("utf-8") if cpuinfo.exists() else "").splitlines()
        if line.startswith("model name")
    ]
    model = models[0] if models else platform.processor() or platform.machine()
    return f"{os.cpu_count()} × {model}, {platform.system()}, Python {platform.python_version()}"
