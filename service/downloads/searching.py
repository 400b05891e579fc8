"""Searching a folder of files without a server: an index that the search page's script loads in parts.

Names are told apart into pairs of characters (grams), as the store's own search does. The numbers of the
powers that hold a gram stand in ascending order in the part that the gram's hash names, or, where they are
many, in pages of their own. Codes stand by themselves in blocks, in the order of their bytes. Every file is
bounded, however long the lists, and a changed power changes few of them: pages are cut where numbers are
multiples of powers of two, blocks of codes where a code's hash says so.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise

import msgspec

from service.text import fold

FOLDER = "search/index/"
INLINE = 2_000
PAGE = 4_000
# Powers to a part. Each division's marks of all parts are held, hence no more of them.
_A_PART, _MOST_PARTS = 2_000, 1 << 10
_NUMBERS = 1 << 32
_RUNS = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
_CJK = range(0x3400, 0xA000)
# A block of codes ends at about every 512th code, a long one sooner.
_BLOCK, _LONG_BLOCK = 512, 16
_encode = msgspec.json.Encoder().encode

# What a gram is one of, as its first character: never one of a run's.
STARTS, ENDS, BODY, BODIES, DIVISION, CATEGORY = "^$~&@%"


def power_grams(name: str, folded_name: str, body: str, division: str, category: str) -> Sequence[str]:
    """Return what a power is found by: the grams of its name and of its body's, its division, its category.

    `folded_name` has its sub-item too; `category` is empty where it has none.
    """
    found = *_named(name, folded_name), *_of_body(body), DIVISION + division
    return (*found, CATEGORY + category) if category else found


def body_grams(name: str) -> Iterator[str]:
    """Yield what a body is found by."""
    return (BODIES + gram for gram in grams(fold(name)))


def parts_for(powers: int) -> int:
    """Return how many parts the index of so many powers has, a power of two."""
    return min(1 << max(powers // _A_PART - 1, 0).bit_length(), _MOST_PARTS)


@lru_cache(maxsize=1 << 16)
def part_of(gram: str, parts: int) -> int:
    """Return which of so many parts a gram stands in."""
    return hash_of(gram) % parts


def part_files(part: int, entries: Mapping[str, Sequence[int]]) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the pages of a part's grams, and last of the part.

    `entries` are the numbers of what each gram is held by, ascending.
    """
    told: dict[str, object] = {}
    for gram, numbers in sorted(entries.items()):
        if len(numbers) <= INLINE:
            told[gram] = _steps(numbers)
            continue
        pages = dict(_pages(numbers, 0, _NUMBERS))
        told[gram] = {"count": len(numbers), "from": list(pages)}
        for start, page in pages.items():
            yield f"{FOLDER}more/{page_name(gram)}-{start}.json", _encode(_steps(page))
    yield f"{FOLDER}grams/{part}.json", _encode(told)


def code_files(codes: Iterable[tuple[str, int]]) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the blocks of codes, and last of the list of every block's first code.

    Codes are given folded, with the number of a power, in the order of their bytes.
    """
    firsts: list[str] = []
    block: list[list[object]] = []
    numbers: list[int] = []
    held = 0
    before: str | None = None

    def ended() -> Iterator[tuple[str, bytes]]:
        firsts.append(str(block[0][0]))
        yield f"{FOLDER}codes/{hash_of(firsts[-1]):08x}-{len(firsts[-1])}.json", _encode(block)

    for code, number in codes:
        if code != before:
            if before is not None:
                block.append([before, _steps(numbers)])
                held += len(numbers)
                if hash_of(code) % (_BLOCK if held < _BLOCK else _LONG_BLOCK) == 0:
                    yield from ended()
                    block, held = [], 0
            numbers = []
            before = code
        numbers.append(number)
    if before is not None:
        block.append([before, _steps(numbers)])
        yield from ended()
    yield f"{FOLDER}codes.json", _encode(firsts)


def grams(folded: str) -> set[str]:
    """Return the pairs of characters in the runs of a folded text."""
    return {run[at : at + 2] for run in _RUNS.findall(folded) for at in range(len(run) - 1)}


@lru_cache(maxsize=1 << 14)
def _of_body(name: str) -> tuple[str, ...]:
    return tuple(BODY + gram for gram in grams(fold(name)))


@lru_cache(maxsize=1 << 15)
def _named(name: str, folded_name: str) -> tuple[str, ...]:
    """Return the grams of a name: its pairs, how it starts, how it and the main item's name end."""
    found = grams(folded_name)
    if len(folded_name) > 1:
        found |= {STARTS + folded_name[:2], ENDS + folded_name[-2:]}
    main = fold(name)
    if len(main) > 1:
        found.add(ENDS + main[-2:])
    return tuple(found)


@cache
def simplified() -> bytes:
    """Return the characters of traditional script, each followed by what it folds to, as one text."""
    pairs = ((char, fold(char)) for char in map(chr, _CJK))
    return _encode("".join(char + plain for char, plain in pairs if plain != char and len(plain) == 1))


def hash_of(gram: str) -> int:
    """FNV-1a over UTF-16, in 32 bits: what the script works out too."""
    found = 0x811C9DC5
    encoded = gram.encode("utf-16-le", "surrogatepass")
    for at in range(0, len(encoded), 2):
        found = ((found ^ (encoded[at] | encoded[at + 1] << 8)) * 0x01000193) & 0xFFFFFFFF
    return found


def page_name(gram: str) -> str:
    """Return what the pages of a gram are called: its characters' numbers."""
    return "-".join(f"{ord(char):x}" for char in gram)


def _pages(numbers: Sequence[int], start: int, size: int) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield pages of numbers, each with where its range starts; ranges are halved until few are in one."""
    if len(numbers) <= PAGE:
        if numbers:
            yield start, numbers
        return
    half = size // 2
    middle = bisect_left(numbers, start + half)
    yield from _pages(numbers[:middle], start, half)
    yield from _pages(numbers[middle:], start + half, half)


def _steps(numbers: Sequence[int]) -> list[int]:
    """Return the first number and the steps to each next one."""
    return [number - before for before, number in pairwise([0, *numbers])]
