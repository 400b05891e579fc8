"""`python -m service.matching`: compile the inner loops now, so that no first run has to wait for them."""

import numpy as np

from service.matching.coding import Coder
from service.matching.nearest import index_of, search
from service.matching.reading import read_names
from service.matching.scoring import scores_of


def main() -> None:
    """Work on two names: machine code is kept by `service.matching.compiled`."""
    names = read_names(["取水许可", "河道采砂许可"])
    search(index_of([name.core for name in names]), ["取水许可"], 1)
    coder, places = Coder(names), np.arange(len(names))
    scores_of(coder.coded(names), coder.base, places, places, coder.rules())


if __name__ == "__main__":
    main()
