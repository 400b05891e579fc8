"""Searching a folder of files without a server: an index that the search page's script loads in parts.

Names are told apart into pairs of characters (grams), as the store's own search does. The numbers of the
powers that hold a gram stand in ascending order in the part that the gram's hash names, or, where they are
many, in pages of their own. Codes stand by themselves in blocks, in the order of their bytes. Every file is
bounded, however long the lists, and a changed power changes few of them: pages are cut where numbers are
multiples of powers of two, blocks of codes where a code's hash says so.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

import msgspec

from service.text import fold

FOLDER = "search/index/"
INLINE = 2_000
PAGE = 4_000
_A_PART = 8_000
_NUMBERS = 1 << 32
_RUNS = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
_CJK = range(0x3400, 0xA000)
# A block of codes ends at about every 512th code, a long one sooner.
_BLOCK, _LONG_BLOCK = 512, 16
_encode = msgspec.json.Encoder().encode

# What a gram is one of, as its first character: never one of a run's.
STARTS, ENDS, BODY, BODIES, DIVISION, CATEGORY = "^$~&@%"


class Index:
    """The index of the powers and bodies put into it, which must come by ascending number each."""

    def __init__(self) -> None:
        """Begin an empty one."""
        self._numbers: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self.items = 0

    def put_item(self, number: int, name: str, folded_name: str, marks: Iterable[str]) -> None:
        """Take in a power: `folded_name` has its sub-item too; `marks` are further grams to find it by."""
        self.items += 1
        numbers = self._numbers
        for gram in _named(name, folded_name):
            numbers[gram].append(number)
        for gram in marks:
            numbers[gram].append(number)

    def put_body(self, number: int, name: str) -> None:
        """Take in a body, to be found by itself."""
        for gram in grams(fold(name)):
            self._numbers[BODIES + gram].append(number)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of every part and page, and last of what tells how many parts there are."""
        inline = sum(len(numbers) for numbers in self._numbers.values() if len(numbers) <= INLINE)
        count = _power_of_two(inline // _A_PART)
        parts: list[list[str]] = [[] for _ in range(count)]
        for gram in sorted(self._numbers):
            parts[hash_of(gram) % count].append(gram)
        for number, theirs in enumerate(parts):
            part: dict[str, object] = {}
            for gram in theirs:
                numbers = self._numbers[gram]
                if len(numbers) <= INLINE:
                    part[gram] = _steps(numbers)
                    continue
                pages = dict(_pages(numbers, 0, _NUMBERS))
                part[gram] = {"count": len(numbers), "from": list(pages)}
                for start, page in pages.items():
                    yield f"{FOLDER}more/{page_name(gram)}-{start}.json", _encode(_steps(page))
            yield f"{FOLDER}grams/{number}.json", _encode(part)
        yield f"{FOLDER}parts.json", _encode({"items": self.items, "parts": count})


def code_files(codes: Iterable[tuple[str, int]]) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the blocks of codes, and last of the list of every block's first code.

    Codes are given folded, with the number of a power, in the order of their bytes.
    """
    firsts: list[str] = []
    block: list[list[object]] = []
    numbers = array("I")
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
            numbers = array("I")
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
def body_grams(name: str) -> tuple[str, ...]:
    """Return what a body's powers are found by of its name."""
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
    low, high = 0, len(numbers)
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] < start + half:
            low = middle + 1
        else:
            high = middle
    yield from _pages(numbers[:low], start, half)
    yield from _pages(numbers[low:], start + half, half)


def _steps(numbers: Iterable[int]) -> list[int]:
    """Return the first number and the steps to each next one."""
    found, before = [], 0
    for number in numbers:
        found.append(number - before)
        before = number
    return found


def _power_of_two(least: int) -> int:
    return 1 << max(least - 1, 0).bit_length()
