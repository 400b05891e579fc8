"""The index to search without a server: every power under its grams and codes, a change changing little."""

import json
import random
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.downloads import searching
from service.downloads.searching import (
    BODIES,
    BODY,
    CATEGORY,
    DIVISION,
    ENDS,
    FOLDER,
    STARTS,
    body_grams,
    code_files,
    grams,
    part_files,
    part_of,
    parts_for,
    power_grams,
)
from service.text import fold

NAMES = st.text("社会团体登记备案县市 12ab（）", max_size=8)
MANY = random.Random(8)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts, pages and blocks so small that a short list has several of each."""
    for name, value in (("INLINE", 5), ("PAGE", 4), ("_A_PART", 10), ("_BLOCK", 8), ("_LONG_BLOCK", 2)):
        monkeypatch.setattr(searching, name, value)


def indexed(names: Mapping[int, str]) -> list[dict[str, bytes]]:
    """The files of each part."""
    parts = parts_for(len(names))
    entries: list[dict[str, list[int]]] = [{} for _ in range(parts)]
    for number, name in sorted(names.items()):
        found = *power_grams(name, fold(name), "民政局", "330824", "LICENSING"), *body_grams(name)
        for gram in found:
            entries[part_of(gram, parts)].setdefault(gram, []).append(number)
    return [dict(part_files(part, theirs)) for part, theirs in enumerate(entries)]


def summed(steps: Iterable[int]) -> list[int]:
    found, number = [], 0
    for step in steps:
        number += step
        found.append(number)
    return found


def read(parts: Sequence[Mapping[str, bytes]]) -> dict[str, list[int]]:
    """Read an index back: the numbers under each gram."""
    found: dict[str, list[int]] = {}
    for number, files in enumerate(parts):
        for gram, told in json.loads(files[f"{FOLDER}grams/{number}.json"]).items():
            assert searching.hash_of(gram) % len(parts) == number
            if isinstance(told, list):
                found[gram] = summed(told)
                continue
            pages = [
                summed(json.loads(files[f"{FOLDER}more/{searching.page_name(gram)}-{start}.json"]))
                for start in told["from"]
            ]
            assert all(0 < len(page) <= 4 for page in pages)
            assert all(page[0] >= start for page, start in zip(pages, told["from"], strict=True))
            found[gram] = [number for page in pages for number in page]
            assert len(found[gram]) == told["count"]
    return found


@given(
    names=st.dictionaries(st.integers(1, 1 << 31), NAMES, max_size=40).map(lambda d: dict(sorted(d.items())))
)
def test_every_power_stands_under_its_grams_and_no_others(names: dict[int, str]) -> None:
    everywhere = {DIVISION + "330824", CATEGORY + "LICENSING", BODY + "民政", BODY + "政局"}
    found = read(indexed(names))
    for gram, numbers in found.items():
        assert numbers == sorted(set(numbers))
        for number in numbers:
            name = fold(names[number])
            if gram[0] in STARTS + ENDS:
                assert name.startswith(gram[1:]) if gram[0] == STARTS else name.endswith(gram[1:])
            elif gram[0] == BODIES:
                assert gram[1:] in name
            elif gram not in everywhere:
                assert gram in name
    for number, name in names.items():
        for gram in grams(fold(name)):
            assert number in found[gram]
            assert number in found[BODIES + gram]
        assert all(number in found[gram] for gram in everywhere)


def test_a_power_more_changes_few_files() -> None:
    names = {
        number: "".join(MANY.choices("社会团体登记备案养老机构设立变更注销许可处罚", k=8))
        for number in range(100, 3_000, 7)
    }
    before = ChainMap(*indexed(names))
    after = ChainMap(*indexed({**names, 1_002: "公证员执业审核"}))
    changed = {path for path in after if before.get(path) != after[path]}
    pages = {path for path in changed if "/more/" in path}
    assert len(before) > 500
    # Of each of the four grams that every power has a page, or its halves; a part for each of the name's.
    assert len(pages) <= 8
    assert len(changed - pages) < 25


CODES = st.dictionaries(st.text("01ab-", min_size=1, max_size=5), st.sets(st.integers(1, 99), min_size=1))


def read_codes(files: Mapping[str, bytes]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    firsts = json.loads(files[f"{FOLDER}codes.json"])
    assert firsts == sorted(firsts)
    for first in firsts:
        block = json.loads(files[f"{FOLDER}codes/{searching.hash_of(first):08x}-{len(first)}.json"])
        assert block[0][0] == first
        found |= {code: summed(steps) for code, steps in block}
    return found


def coded(codes: Mapping[str, Iterable[int]]) -> dict[str, bytes]:
    return dict(code_files((code, number) for code in sorted(codes) for number in sorted(codes[code])))


@given(codes=CODES)
def test_every_code_stands_in_its_block(codes: dict[str, set[int]]) -> None:
    assert read_codes(coded(codes)) == {code: sorted(codes[code]) for code in sorted(codes)}


def test_a_code_more_changes_one_block() -> None:
    codes = {f"{number:06}": [number] for number in range(0, 9_000, 9)}
    before, after = coded(codes), coded({**codes, "004711": [4711]})
    changed = {path for path in after if before.get(path) != after[path]} - {f"{FOLDER}codes.json"}
    assert len(before) > 50
    assert 1 <= len(changed) <= 3


def test_characters_of_traditional_script_are_told_as_they_are_folded() -> None:
    told = json.loads(searching.simplified())
    pairs = dict(zip(told[::2], told[1::2], strict=True))
    assert (pairs["國"], pairs["團"]) == ("国", "团")
    assert "团" not in pairs
    assert all(fold(char) == plain for char, plain in pairs.items())
