"""Run apart, to be killed: load a list into an edition, publish it, and say when it begins and ends."""

import sys
from pathlib import Path

from loaders import ReadOptions, read_list
from service.editions import LoadRequest, load
from service.store import open_store
from service.vocabulary import ListKind
from tests.bench.corpus import DIVISION


def main(url: str, path: str, label: str) -> None:
    """Load the file at `path` as the published edition `label` of the corpus's list."""
    store = open_store(url)
    content = read_list(Path(path), ReadOptions(kind=ListKind.COMBINED))
    print("begun", flush=True)
    request = LoadRequest(division=DIVISION, kind=ListKind.COMBINED, label=label, publish=True)
    report = load(store, content, request)
    print(report.state.value, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
