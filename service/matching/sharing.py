"""Shared libraries of the machine code that is kept: what loads them needs neither llvmlite nor numba."""

import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from service.matching.compiled import library, machine_code

_LINKER = "ld"


def share(kept: Iterable[Path], linker: str = _LINKER) -> list[Path]:
    """Link each file of machine code into a library beside it, whole or not at all; return the libraries.

    Raises OSError where there is no such linker, `subprocess.CalledProcessError` where it fails, ValueError
    for a damaged file.
    """
    return [_shared(file, linker) for file in kept]


def _shared(kept: Path, linker: str) -> Path:
    code = machine_code(kept)
    if code is None:
        raise ValueError(f"{kept.name} is damaged")
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        made, linked = Path(folder, "made.o"), Path(folder, "linked.so")
        made.write_bytes(code)
        # All they lack is memset, which every process has: no library is named.
        subprocess.run([linker, "-shared", "-z", "noexecstack", "-o", linked, made], check=True)  # noqa: S603
        return linked.replace(library(kept))
