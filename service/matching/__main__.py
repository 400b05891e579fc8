"""`python -m service.matching`: compile the inner loops now, so that no first run has to wait for them.

With `--share` the system's linker (`ld`) makes them libraries beside the modules, which are run without any
compiler.
"""

import sys
from pathlib import Path

from service.matching.answering import Base, category_numbers
from service.matching.bulk import score_pairs
from service.matching.sharing import share


def main() -> None:
    """Work on two names: machine code is kept by `service.matching.compiled`."""
    names = ["取水许可", "河道采砂许可"]
    base = Base(names, [None, None])
    base.prepare()
    base.answer(["取水许可（县级）"] * 10_000, category_numbers([None] * 10_000), 1)
    score_pairs(names, [(0, 1)], compiled_from=0)


if __name__ == "__main__":
    main()
    if sys.argv[1:] == ["--share"]:
        share(sorted(Path(__file__).with_name("__pycache__").glob("*.machine")))
