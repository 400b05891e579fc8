"""Run apart, to be killed: apply what is approved to a draft and close its book, saying when it begins."""

import sys
from datetime import UTC, datetime, timedelta

from service.access import operator
from service.books import close_year
from service.proceedings import apply_adjustments
from service.store import open_store
from service.vocabulary import ListKind
from tests.bench.corpus import DIVISION


def main(url: str, label: str) -> None:
    """Apply, then close: two transactions, each whole or not at all."""
    store = open_store(url)
    who, now = operator("root"), datetime.now(UTC) + timedelta(seconds=1)
    with store.write() as connection:
        apply_adjustments(connection, who, DIVISION, ListKind.COMBINED, label, now)
    with store.write() as connection:
        close_year(connection, who, DIVISION, ListKind.COMBINED, label, now)
    store.close()


if __name__ == "__main__":
    print("begun", flush=True)
    main(*sys.argv[1:])
