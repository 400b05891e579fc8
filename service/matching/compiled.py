"""Inner loops as machine code, compiled once and kept: only who compiles has to import numba.

numba turns a loop into LLVM's language, of which LLVM makes an object file; llvmlite alone links one in some
milliseconds, where numba takes most of a second to be imported and to take up what it kept. What `sharing`
made a library of is loaded without either.
"""

import ctypes
import hashlib
import os
import platform
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from types import FunctionType
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar, cast

import numpy as np

P = ParamSpec("P")
R = TypeVar("R", bound=int | None)
F = TypeVar("F", bound=Callable[..., Any])

_DIGEST = hashlib.sha256
_DIGEST_SIZE = 32
# numpy asks as much of a processor, and the loops are no faster for more (10,000 names found among 10,000:
# 0.19 s either way): what is compiled on one machine runs on every other of its kind.
_PROCESSOR = "x86-64-v2" if platform.machine().lower() in {"x86_64", "amd64"} else "generic"
_inlined: set[Callable[..., Any]] = set()
# Machine code stays in memory as long as what tracks it.
_in_memory: list[Any] = []
_linking = Lock()


def compiled(work: Callable[P, R]) -> Callable[P, R]:
    """Have a loop run as machine code, without the interpreter's lock.

    Its arguments are whole numbers, floats, contiguous arrays and NamedTuples of these. It fills arrays it
    is given and returns a whole number or nothing; it makes none and raises nothing, for numba, to whom
    that would fall, is not there: such a loop fails to link, with a RuntimeError. What it calls stands in its
    own module as `inlined`. Raises ValueError for an array with gaps.

    The machine code is kept beside the module or in the user's cache folder; where neither can be written
    every process compiles for itself.
    """
    return cast("Callable[P, R]", _Loop(work))


def inlined(work: F) -> F:
    """Compile a function into each `compiled` one of its module that calls it."""
    _inlined.add(work)
    return work


class _Entry(NamedTuple):
    """How a loop is entered from C: its source over plain numbers, their kinds, and the tuples it makes."""

    source: str
    kinds: tuple[str, ...]
    tuples: dict[str, type]


class _Loop(Generic[P, R]):
    """A loop, linked at its first call for arguments of some kind."""

    def __init__(self, work: Callable[P, R]) -> None:
        self._work = cast("FunctionType", work)
        self._linked: dict[tuple[object, ...], Callable[..., R]] = {}

    def __call__(self, *arguments: P.args, **named: P.kwargs) -> R:
        if named:
            raise TypeError("a loop's arguments are told by their places")
        handed: list[int | float] = []
        kinds: list[object] = []
        for leaf in _leaves(arguments):
            if isinstance(leaf, np.ndarray):
                if not leaf.flags.c_contiguous:
                    raise ValueError("the array is not contiguous")
                handed += (leaf.ctypes.data, *leaf.shape)
                kinds.append((leaf.dtype.char, leaf.ndim))
            else:
                number = float(leaf) if isinstance(leaf, float) else int(leaf)
                handed.append(number)
                kinds.append(type(number))
        known = tuple(kinds)
        linked = self._linked.get(known)
        if linked is None:
            with _linking:
                linked = self._linked.get(known) or _linked(self._work, arguments)
                self._linked[known] = linked
        return linked(*handed)


def _leaves(arguments: tuple[Any, ...]) -> Iterator[Any]:
    for argument in arguments:
        if isinstance(argument, tuple):
            yield from _leaves(argument)
        else:
            yield argument


def _linked(work: FunctionType, arguments: tuple[Any, ...]) -> Callable[..., Any]:
    """The machine code of a loop for such arguments, kept or made now, as a function of plain numbers."""
    entry = _entry(arguments)
    key = _key(work, entry)
    address = _shared(work, key) or _address(work, key, entry)
    result = None if work.__annotations__["return"] is None else ctypes.c_int64
    kinds = {"voidptr": ctypes.c_void_p, "int64": ctypes.c_int64, "float64": ctypes.c_double}
    return ctypes.CFUNCTYPE(result, *(kinds[kind] for kind in entry.kinds))(address)


def _shared(work: FunctionType, key: str) -> int | None:
    """Where the loop's library is entered, None where there is none."""
    try:
        entry = ctypes.CDLL(str(library(kept_beside(work, key)))).entry
    except OSError:
        return None
    return ctypes.cast(entry, ctypes.c_void_p).value


def _address(work: FunctionType, key: str, entry: _Entry) -> int:
    """Where machine code kept or made now is entered."""
    import llvmlite.binding as llvm

    code = _kept(work, key)
    if code is None:
        code = _machine_code(work, entry)
        _keep(work, key, code)
    builder = llvm.JITLibraryBuilder().add_object_img(code).add_current_process().export_symbol("entry")
    tracker = builder.link(_linker(), f"{work.__module__}.{work.__name__}.{len(_in_memory)}")
    _in_memory.append(tracker)
    return cast("int", tracker["entry"])


def _entry(arguments: tuple[Any, ...]) -> _Entry:
    kinds: list[str] = []
    tuples: dict[str, type] = {}

    def plain(kind: str) -> str:
        kinds.append(kind)
        return f"x{len(kinds)}"

    def made(argument: Any) -> str:
        """How an argument is made again of the plain numbers it is handed over as."""
        if isinstance(argument, tuple):
            name = type(argument).__name__
            tuples[name] = type(argument)
            return f"{name}({', '.join(map(made, argument))})"
        if isinstance(argument, np.ndarray):
            address, *sizes = plain("voidptr"), *(plain("int64") for _ in argument.shape)
            return f"carray({address}, ({', '.join(sizes)},), np.{argument.dtype.type.__name__})"
        return plain("float64" if isinstance(argument, float) else "int64")

    call = ", ".join(map(made, arguments))
    names = ", ".join(f"x{n}" for n in range(1, len(kinds) + 1))
    return _Entry(f"def entry({names}):\n    return work({call})\n", tuple(kinds), tuples)


@cache
def _linker() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.create_lljit_compiler()


def _key(work: FunctionType, entry: _Entry) -> str:
    """What the machine code depends on: the modules' text, constants from elsewhere, the kind of machine."""
    names = work.__globals__
    constants = sorted((name, names[name]) for name in names if isinstance(names[name], int | float))
    known = (
        work.__name__,
        entry.source,
        entry.kinds,
        constants,
        sys.platform,
        platform.machine(),
        _PROCESSOR,
    )
    texts = (Path(path).read_bytes() for path in (names["__file__"], __file__))
    return _DIGEST(b"\0".join((*texts, repr(known).encode()))).hexdigest()[:16]


def kept_beside(work: FunctionType, key: str) -> Path:
    """Where a loop's machine code is kept beside its module, if that can be written."""
    return Path(work.__globals__["__file__"]).parent / "__pycache__" / f"{work.__name__}-{key}.machine"


def library(kept: Path) -> Path:
    """Where the shared library of kept machine code is."""
    return kept.with_suffix(".so")


def machine_code(kept: Path) -> bytes | None:
    """The machine code of a file, None where there is none or it is damaged."""
    try:
        content = kept.read_bytes()
    except OSError:
        return None
    digest, code = content[:_DIGEST_SIZE], content[_DIGEST_SIZE:]
    return code if _DIGEST(code).digest() == digest else None


def _files(work: FunctionType, key: str) -> Iterator[Path]:
    beside = kept_beside(work, key)
    yield beside
    home = os.path.expanduser(os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    if os.path.isabs(home):  # else the user has no home
        yield Path(home, "quanze", beside.name)


def _kept(work: FunctionType, key: str) -> bytes | None:
    found = map(machine_code, _files(work, key))
    return next((code for code in found if code is not None), None)


def _keep(work: FunctionType, key: str, code: bytes) -> None:
    for kept in _files(work, key):
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            file = kept.with_suffix(f".{os.getpid()}")
            file.write_bytes(_DIGEST(code).digest() + code)
            file.replace(kept)
        except OSError:
            continue
        return


def _machine_code(work: FunctionType, entry: _Entry) -> bytes:
    """Compile a loop: numba writes it in LLVM's language, nothing but the entry is seen from without."""
    import llvmlite.binding as llvm
    import numba
    from numba.np.numpy_support import carray

    names = dict(work.__globals__)
    for name, helper in work.__globals__.items():
        if isinstance(helper, FunctionType) and helper in _inlined:
            within = FunctionType(helper.__code__, names, name)
            names[name] = numba.njit(forceinline=True, error_model="numpy")(within)
    loop = numba.njit(error_model="numpy")(FunctionType(work.__code__, names, work.__name__))
    space: dict[str, Any] = {"work": loop, "carray": carray, "np": np, **entry.tuples}
    exec(entry.source, space)  # noqa: S102 - names of types and numbers, put together above
    result = numba.types.void if work.__annotations__["return"] is None else numba.types.int64
    kinds = [getattr(numba.types, kind) for kind in entry.kinds]
    made = numba.cfunc(result(*kinds), error_model="numpy")(space["entry"])
    module = llvm.parse_assembly(made.inspect_llvm())
    for part in (*module.functions, *module.global_variables):
        if part.name == made.native_name:
            part.name = "entry"
        elif not part.is_declaration and not part.name.startswith("llvm."):
            part.linkage = "internal"
    return _optimised(module)


def _optimised(module: Any) -> bytes:
    """The object file, without what only numba's own callers and errors would need."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(
        cpu=_PROCESSOR, opt=3, reloc="pic", codemodel="default"
    )
    builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=3))
    builder.getModulePassManager().run(module, builder)
    return cast("bytes", machine.emit_object(module))
