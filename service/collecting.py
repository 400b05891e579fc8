"""The cycle collector held off where lasting objects are made, or many that are gone soon, and no cycles.

And memory that libraries have let go of, given back to the system.
"""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 50_000


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the collector off: it would walk over everything read so far, again and again, for nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def collect_seldom() -> None:
    """Have the collector of a process that serves leave alone what is there now, and come by less often.

    An answer is thousands of small objects, let go of as soon as it is sent: looking through them for cycles
    takes a fifth of the time it takes to work it out.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])


def give_back() -> None:
    """Give the system back what was freed: the C library keeps pieces between others for itself.

    After a spreadsheet of 300,000 rows that is up to a gigabyte. Does nothing where the C library cannot.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
