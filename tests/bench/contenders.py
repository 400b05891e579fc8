"""Who takes part in the matching benchmark; each runs in a process of its own:

python -m tests.bench.contenders NAME BASE QUERIES ANSWERS [--cold]

reads names, a line each, finds the five likest of the base for every query, and writes them with the seconds
that took (start-up, reading and writing left out) as JSON. Reading itself is the same for all: names come
normalised alike.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

TOP = 5
Places = npt.NDArray[np.int64]
"""(queries, TOP): places in the base, the likest first, −1 where there is none."""


def quanze(base: Sequence[str], queries: Sequence[str]) -> Places:
    """The candidates `quanze match` judges."""
    from service.matching import Candidates

    return Candidates(base).best(queries, TOP).index


def cdist(base: Sequence[str], queries: Sequence[str]) -> Places:
    """Every query with every name, by rapidfuzz."""
    from rapidfuzz import fuzz, process

    found = []
    for at in range(0, len(queries), 500):
        some = queries[at : at + 500]
        likeness = process.cdist(some, base, scorer=fuzz.ratio, dtype=np.float32, workers=-1)
        best = np.argpartition(-likeness, TOP, axis=1)[:, :TOP]
        order = np.lexsort((best, -np.take_along_axis(likeness, best, axis=1)), axis=1)
        found.append(np.take_along_axis(best, order, axis=1))
    return np.vstack(found).astype(np.int64)


def string_grouper(base: Sequence[str], queries: Sequence[str]) -> Places:
    """Character trigrams weighted by rarity, as string_grouper is used; ASCII would drop every character."""
    import pandas as pd
    from string_grouper import match_strings

    found = match_strings(
        pd.Series(queries),
        pd.Series(base),
        max_n_matches=TOP,
        min_similarity=0.01,
        normalize_to_ascii=False,
        include_zeroes=False,
    )
    return _ranked(
        found["left_index"].to_numpy(),
        found["right_index"].to_numpy(),
        found["similarity"].to_numpy(),
        len(queries),
    )


def splink(base: Sequence[str], queries: Sequence[str]) -> Places:
    """Probabilistic linkage: blocks of shared beginnings, ends and middles, distances weighed by EM."""
    import pandas as pd
    import splink.comparison_library as compared
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    blocks = {"front": slice(0, 4), "second": slice(2, 6), "inner": slice(4, 8), "back": slice(-6, None)}

    def table(names: Sequence[str]) -> pd.DataFrame:
        columns = {block: [name[part] for name in names] for block, part in blocks.items()}
        return pd.DataFrame({"unique_id": range(len(names)), "name": names, "letters": names, **columns})

    engine = DuckDBAPI()
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            compared.LevenshteinAtThresholds("name", [1, 2, 3, 4, 6, 8]),
            compared.JaccardAtThresholds("letters", [0.9, 0.8, 0.7, 0.6]),
        ],
        blocking_rules_to_generate_predictions=[block_on(block) for block in blocks],
    )
    tables = [
        engine.register(table(base), dataset_display_name="base"),
        engine.register(table(queries), dataset_display_name="query"),
    ]
    linker = Linker(tables, settings, log_level=40)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e5)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("front"))
    found = linker.inference.predict().as_pandas_dataframe()  # type: ignore[no-untyped-call]
    query, place, score = (found[name].to_numpy() for name in ("unique_id_r", "unique_id_l", "match_weight"))
    return _ranked(query, place, score, len(queries))


CONTENDERS: dict[str, Callable[[Sequence[str], Sequence[str]], Places]] = {
    "quanze": quanze,
    "cdist": cdist,
    "string_grouper": string_grouper,
    "splink": splink,
}


def _ranked(
    query: npt.NDArray[np.int64], place: npt.NDArray[np.int64], score: npt.NDArray[np.float64], queries: int
) -> Places:
    order = np.lexsort((place, -score, query))
    query, place = query[order].astype(np.int64), place[order].astype(np.int64)
    rank = np.arange(len(query)) - np.searchsorted(query, query)
    found = np.full((queries, TOP), -1, np.int64)
    found[query[rank < TOP], rank[rank < TOP]] = place[rank < TOP]
    return found


def main(name: str, base: str, queries: str, answers: str, how: str = "") -> None:
    """Run one contender; warmed up, unless it shall be `--cold`."""
    known, asked = (Path(path).read_text("utf-8").splitlines() for path in (base, queries))
    answer = CONTENDERS[name]
    if how != "--cold" and name != "splink":  # whose start is nothing beside its work
        answer(known[:2000], asked[:2500])  # what is imported, compiled or loaded once
    start = time.perf_counter()
    places = answer(known, asked)
    seconds = time.perf_counter() - start
    Path(answers).write_text(json.dumps({"seconds": seconds, "places": places.tolist()}), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
