"""A published list written as a file, in a process of its own: `python -m tests.bench.taking URL FORM`."""

import json
import re
import sys
import tempfile
import time
from pathlib import Path

from service.downloads import find_made
from service.pages import Site, Sources, catalogue_of
from service.pages.working import Working
from service.store import open_store


def main(url: str, form: str) -> None:
    """Print CPU seconds, the process's memory at its peak before and with the writing (MB), the file's MB."""
    store = open_store(url)
    with store.read() as connection, tempfile.TemporaryFile() as target:
        sources = Sources(connection, catalogue_of(connection, Site(pdf=False)), Working(store))
        holding = sources.catalogue.holdings[0]
        made = find_made(sources, f"{holding.edition_address(holding.latest)}list.{form}")
        assert made is not None, form
        before, begun = _peak(), time.process_time()
        made.write(target)
        seconds = time.process_time() - begun
        told = {"seconds": seconds, "before": before, "peak": _peak(), "size": target.tell() / 1e6}
    store.close()
    sys.stdout.write(json.dumps(told))


def _peak() -> float:
    """The most memory this program held, in MB; what getrusage tells is its parent's where that held more."""
    told = Path("/proc/self/status").read_text("ascii")
    return int(re.findall(r"VmHWM:\s+([0-9]+) kB", told)[0]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
