"""A busy service for minutes: two workers, 99 reads to a write, on either store; nothing fails or grows."""

import itertools
import os
import random
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from loaders import ReadOptions, read_list
from service.editions import LoadRequest, LoadState, load
from service.store import open_store
from service.store.reference import load_reference
from service.vocabulary import ListKind
from tests.bench.corpus import DIVISION, list_rows, write_csv
from tests.support.serving import resident_bytes, service_process
from tests.support.stores import StoreMaker

SECONDS = int(os.environ.get("SOAK_SECONDS", "300"))  # on each store, ten minutes together
_CLIENTS = 4
_ITEMS = 3000
_GROWTH = 1.1
_READS = (
    "{ items(division: %(division)s, first: 50) { nodes { id name body { name } bases { text } } } }",
    "{ items(division: %(division)s, text: %(word)s, first: 20) { nodes { id name codes { value } } } }",
    "{ statistics(division: %(division)s, kind: COMBINED) { total byCategory { category count } } }",
    "{ bodies(division: %(division)s, first: 20) { nodes { id name } } }",
    "{ changes(first: 50) { cursor hasMore changes { kind id } } }",
)
_WORDS = ("许可", "处罚", "登记", "备案", "检查", "补助", "工程", "食品")


@pytest.fixture
def busy(store_maker: StoreMaker, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A store with a list of 3,000 items, and a file that changes one body of it."""
    url = store_maker.migrated()
    store = open_store(url)
    with store.write() as connection:
        load_reference(connection)
    whole, part = tmp_path / "whole.csv", tmp_path / "part.csv"
    rows = list(list_rows(_ITEMS, 3))
    write_csv(whole, iter(rows))
    write_csv(part, iter([row for row in rows if row[4] == rows[0][4]]))
    content = read_list(whole, ReadOptions(kind=ListKind.COMBINED))
    request = LoadRequest(division=DIVISION, kind=ListKind.COMBINED, label="0", publish=True)
    assert load(store, content, request).state is LoadState.PUBLISHED
    store.close()
    yield url, part
    store_maker.remove(url)


def _write(url: str, part: Path, label: str, base: str) -> None:
    store = open_store(url)
    content = read_list(part, ReadOptions(kind=ListKind.COMBINED))
    request = LoadRequest(
        division=DIVISION, kind=ListKind.COMBINED, label=label, base=base, replace=True, publish=True
    )
    report = load(store, content, request)
    store.close()
    assert report.state is LoadState.PUBLISHED, report.findings[:3]


def _query(chance: random.Random) -> dict[str, Any]:
    said = {"division": f'"{DIVISION}"', "word": f'"{chance.choice(_WORDS)}"'}
    return {"query": chance.choice(_READS) % said}


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_minutes_of_reading_and_writing(busy: tuple[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    url, part = busy
    seconds: list[float] = []
    failures: list[str] = []
    with service_process(url, workers=2) as (address, process):
        ends = time.monotonic() + SECONDS

        def read(seed: int) -> None:
            chance = random.Random(seed)
            with httpx.Client(base_url=address, timeout=30) as client:
                while time.monotonic() < ends:
                    started = time.perf_counter()
                    answer = client.post("/graphql", json=_query(chance))
                    seconds.append(time.perf_counter() - started)
                    if answer.status_code != 200 or "errors" in answer.json():
                        failures.append(answer.text[:300])

        readers = [threading.Thread(target=read, args=(seed,)) for seed in range(_CLIENTS)]
        for reader in readers:
            reader.start()
        sizes, written = [], 0
        for number in itertools.count(1):
            while len(seconds) < 99 * number and time.monotonic() < ends:
                time.sleep(0.05)
            if time.monotonic() >= ends:
                break
            _write(url, part, str(number), str(number - 1))
            written = number
            sizes.append(resident_bytes(process.pid))
        for reader in readers:
            reader.join()
    assert failures == []
    assert written >= SECONDS // 30
    third = len(sizes) // 3
    early, late = statistics.median(sizes[third : 2 * third]), statistics.median(sizes[2 * third :])
    p50, p99 = statistics.median(seconds), statistics.quantiles(seconds, n=100)[98]
    with capsys.disabled():
        print(
            f"\n{url.partition(':')[0]}: {len(seconds)} reads, {written} publications in {SECONDS} s,"
            f" p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms;"
            f" memory {early / 1e6:.0f} MB in the middle, {late / 1e6:.0f} MB at the end"
        )
    assert late < _GROWTH * early
