"""Inner loops as machine code: kept, found again without the compiler, made anew where that is no use."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np
import pytest

import service.matching.__main__ as matching
from service.matching.compiled import _in_memory
from service.matching.sharing import share
from tests.support.repository import ROOT

READINGS = count()
LOOPS = """
from typing import NamedTuple

import numpy as np

from service.matching.compiled import compiled, inlined

STEP = {step}


class Pair(NamedTuple):
    values: object
    factor: float


@inlined
def _more(value, pair):
    return value * pair.factor + STEP


@compiled
def fill(pair: Pair, rows, most: int) -> int:
    for n in range(min(len(pair.values), most)):
        rows[n, 0] = _more(pair.values[n], pair)
    return len(pair.values)


@compiled
def clear(rows) -> None:
    rows[:] = 0.0


@compiled
def length(count: int) -> int:
    return len(np.zeros(count))
"""


@pytest.fixture
def loops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module of loops just written; what is kept beside it or in a cache folder stays in this test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    module = tmp_path / "loops.py"
    module.write_text(LOOPS.format(step=1), "utf-8")
    return module


def read(module: Path) -> dict[str, Any]:
    """The module's names, as a process that begins reads them."""
    names: dict[str, Any] = {"__file__": str(module), "__name__": f"loops_{next(READINGS)}"}
    exec(compile(module.read_text("utf-8"), str(module), "exec"), names)
    return names


def filled(module: Path) -> list[list[float]]:
    names = read(module)
    rows = np.zeros((3, 2))
    assert names["fill"](names["Pair"](np.array([4, 5, 6]), 0.5), rows, 2) == 3
    return rows.tolist()


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.machine"))


def test_what_was_compiled_is_run_without_the_compiler(loops: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [[3.0, 0.0], [3.5, 0.0], [0.0, 0.0]]
    assert filled(loops) == wanted
    assert len(kept(loops.parent / "__pycache__")) == 1
    monkeypatch.setitem(sys.modules, "numba", None)
    assert filled(loops) == wanted
    # Another constant makes it another loop.
    loops.write_text(LOOPS.format(step=2), "utf-8")
    with pytest.raises(ImportError):
        filled(loops)
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(loops.parent / "cache"))
    assert filled(loops) == [[4.0, 0.0], [4.5, 0.0], [0.0, 0.0]]


def test_damaged_machine_code_is_made_anew(loops: Path) -> None:
    rows = np.ones((1, 2))
    read(loops)["clear"](rows)
    (file,) = kept(loops.parent / "__pycache__")
    whole = file.read_bytes()
    for damaged in (b"", whole[:40], whole[:-1] + bytes([whole[-1] ^ 1])):
        file.write_bytes(damaged)
        rows[:] = 1.0
        read(loops)["clear"](rows)
        assert not rows.any()
        assert file.read_bytes()[-1:] == whole[-1:]
        assert len(file.read_bytes()) == len(whole)


def test_where_nothing_can_be_kept_beside_the_module_the_cache_folder_serves(loops: Path) -> None:
    (loops.parent / "__pycache__").write_text("no folder")
    rows = np.ones((1, 2))
    read(loops)["clear"](rows)
    assert len(kept(loops.parent / "cache" / "quanze")) == 1


def test_where_nothing_can_be_kept_it_is_run_all_the_same(loops: Path) -> None:
    (loops.parent / "__pycache__").write_text("no folder")
    (loops.parent / "cache").write_text("no folder")
    rows = np.ones((1, 2))
    read(loops)["clear"](rows)
    assert not rows.any()
    assert [*loops.parent.rglob("*.machine")] == []


def test_a_user_without_a_home_needs_none(loops: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    monkeypatch.chdir(loops.parent)
    (loops.parent / "__pycache__").write_text("no folder")
    rows = np.ones((1, 2))
    read(loops)["clear"](rows)
    assert not rows.any()
    assert [*loops.parent.rglob("*.machine")] == []


def test_libraries_are_run_without_any_compiler(loops: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which("ld"):
        pytest.skip("there is no linker (ld)")
    wanted = filled(loops)
    (code,) = kept(loops.parent / "__pycache__")
    (library,) = share([code])
    code.unlink()
    assert [*library.parent.iterdir()] == [library]
    for compiler in ("numba", "llvmlite", "llvmlite.binding"):
        monkeypatch.setitem(sys.modules, compiler, None)
    whole = library.read_bytes()
    library.write_bytes(b"no library")
    with pytest.raises(ImportError):
        filled(loops)
    library.write_bytes(whole)
    assert filled(loops) == wanted


def test_a_library_is_made_whole_or_not_at_all(loops: Path) -> None:
    filled(loops)
    folder = loops.parent / "__pycache__"
    (code,) = kept(folder)
    with pytest.raises(OSError, match="no-such-linker"):
        share([code], linker="no-such-linker")
    with pytest.raises(subprocess.CalledProcessError):
        share([code], linker="false")
    code.write_bytes(code.read_bytes()[:-1])
    with pytest.raises(ValueError, match="damaged"):
        share([code])
    assert [*folder.iterdir()] == [code]


def test_threads_that_need_it_at_once_have_it_linked_once(loops: Path) -> None:
    clear, ready = read(loops)["clear"], Barrier(4)

    def cleared(_: int) -> bool:
        rows = np.ones((1, 2))
        ready.wait()
        clear(rows)
        return not rows.any()

    linked = len(_in_memory)
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(cleared, range(4)))
    assert len(_in_memory) == linked + 1


def test_an_array_with_gaps_is_refused(loops: Path) -> None:
    with pytest.raises(ValueError, match="contiguous"):
        read(loops)["clear"](np.ones((4, 4))[:, ::2])


def test_a_loop_that_would_need_the_compiler_when_it_runs_is_refused(loops: Path) -> None:
    """An array made in a loop is numba's to make."""
    with pytest.raises(RuntimeError):
        read(loops)["length"](3)


def test_matching_needs_no_compiler_once_it_is_installed() -> None:
    """`make install` has everything compiled; here it is done now where it was not."""
    matching.main()
    lines = (
        "import sys; sys.modules['numba'] = None",
        "from service.matching.__main__ import main; main()",
        "from service.matching import Candidates, read_names",
        "cores = [name.core for name in read_names(['取水许可', '食品经营许可'] * 300)]",
        "print(Candidates(cores, expected=10**9).best(cores, 2).score.min())",
    )
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (done.stdout, done.stderr) == ("100.0\n", "")
