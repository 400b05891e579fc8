"""The assignment problem: pairs of greatest total worth, each row and each column in one at most."""

from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush
from math import inf

ALONE = -1


def heaviest(worths: Sequence[Mapping[int, float]], columns: int) -> list[int]:
    """Return each row's column, `ALONE` for none, so that the worths together are greatest.

    `worths` gives each row the columns it may have, from 0 below `columns`, and what each is worth: more than
    nought. Of several answers as good it is always the same one. Rows are taken in one by one along the
    shortest augmenting path (Jonker and Volgenant, Computing 38, 1987), over the pairs there are alone: the
    memory is theirs, and what a row costs grows with what it competes with.
    """
    desk = _Desk(worths, columns)
    for row in range(len(worths)):
        desk.take_in(row)
    return desk.column


class _Desk:
    """Who has whom so far, and the prices that prove it the best: no pair's worth exceeds theirs together."""

    def __init__(self, worths: Sequence[Mapping[int, float]], columns: int) -> None:
        self._worths = worths
        self.column = [ALONE] * len(worths)
        self._row = [ALONE] * columns
        self._row_price = [0.0] * len(worths)
        self._column_price = [0.0] * columns

    def take_in(self, first: int) -> None:
        """Give one more row what is best for all: a free column, another's who takes another, or none."""
        distance: dict[int, float] = {}
        reached_from: dict[int, int] = {}
        waiting: list[tuple[float, bool, int]] = []
        passed: dict[int, None] = {}
        loss, loser = inf, first
        row, so_far = first, 0.0
        while True:
            without = so_far + self._row_price[row]
            if without < loss:
                loss, loser = without, row
            for column, worth in self._worths[row].items():
                far = so_far + self._row_price[row] + self._column_price[column] - worth
                # Rounding may make a way back look shorter by a trifle, which would lead in a circle.
                if far < distance.get(column, inf) and column not in passed:
                    distance[column], reached_from[column] = far, row
                    heappush(waiting, (far, self._row[column] != ALONE, column))
            # What was reached again by a shorter way is waited for twice.
            while waiting and (waiting[0][2] in passed or waiting[0][0] > distance[waiting[0][2]]):
                heappop(waiting)
            if not waiting or waiting[0][0] > loss:
                total, column = loss, self.column[loser]
                self.column[loser] = ALONE
                break
            so_far, taken, column = heappop(waiting)
            if not taken:
                total = so_far
                break
            passed[column] = None
            row = self._row[column]
        self._reprice(first, total, passed, distance)
        while column != ALONE:
            row = reached_from[column]
            self._row[column] = row
            column, self.column[row] = self.column[row], column

    def _reprice(
        self, first: int, total: float, passed: Iterable[int], distance: Mapping[int, float]
    ) -> None:
        """Before the pairs change: what was passed on the way to the end becomes as dear as the end."""
        self._row_price[first] -= total
        for column in passed:
            self._row_price[self._row[column]] -= total - distance[column]
            self._column_price[column] += total - distance[column]
