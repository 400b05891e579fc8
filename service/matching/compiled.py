"""Compiling inner loops to machine code, kept on disk so that only the first run of a release pays for it."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(work: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of numbers and arrays at its first call; it runs without the interpreter's lock.

    The machine code is kept beside the module or in the user's cache folder; where neither can be written
    (a container without a home) every process compiles for itself. What it calls must stand in its own
    module: only that file's changes are noticed.
    """
    try:
        made = numba.njit(cache=True, nogil=True)(work)
    except RuntimeError:
        made = numba.njit(nogil=True)(work)
    return cast("Callable[P, R]", made)


def inlined(work: Callable[P, R]) -> Callable[P, R]:
    """Compile a function into each `compiled` one of its module that calls it.

    For what is called for every pair: a tuple of arrays is handed over by copying all it consists of.
    """
    return cast("Callable[P, R]", numba.njit(nogil=True, forceinline=True)(work))
