"""Cutting in bulk gives what reading one by one gives."""

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.matching import read_name, read_names
from service.matching.coding import Coder
from service.matching.cutting import rewritten
from service.matching.lexicon import Kind, Word, WordTable, lexicon
from service.matching.reading import folded_names
from service.matching.texts import strings_of, texts_of, trie_of
from tests.matching.test_scoring import NAMES, labelled

WORDS = sorted(word.surface for word in lexicon().words.words)
# Whatever the word lists know, side by side with what they do not, numbers and brackets.
SIGNS = ("12", "三十", "万元", "（", "）", "青瓷", "的", "第", "ii类", "[", "𠀀")
PIECES = st.sampled_from(WORDS) | st.sampled_from(
    ["12", "三十", "万元", "（", "）", "青瓷", "的", "第", "ii类", "[", "𠀀"]
)
ANY = st.lists(PIECES, max_size=8).map("".join) | NAMES | st.text(max_size=12)


def assert_cut_as_read(names: list[str]) -> None:
    coder = Coder(folded_names(names))
    coded, read = coder.base, read_names(names)
    groups = list(coder._groups)
    words = list(coder._known)

    def pieces(what: str, n: int) -> list[int]:
        bounds = getattr(coded, f"{what}s")
        return list(getattr(coded, what)[bounds[n] : bounds[n + 1]].tolist())

    assert strings_of(coded.core) == [name.core for name in read]
    for n, name in enumerate(read):
        assert list(coder._acts)[coded.act[n]] == name.act
        assert "".join(map(chr, pieces("matter", n))) == name.matter
        known = [(groups[number >> 32], words[number & (1 << 29) - 1]) for number in pieces("feature", n)]
        assert all(group == word[0] for group, word in known)
        assert {word for _, word in known if word[0] != "弱词"} == {
            (group, value) for group, values in name.features.items() for value in values
        }
        assert {value for _, (group, value) in known if group == "弱词"} == name.weak
    said = [(pieces("binding", n), pieces("part", n)) for n in range(len(read))]
    for n, name in enumerate(read):
        for m in range(max(n - 30, 0), n):
            other = read[m]
            assert said[n][0] != said[m][0] or name.bindings == other.bindings
            assert said[n][1] != said[m][1] or name.parts == other.parts
            assert name.text != other.text or said[n] == said[m]
            assert (coded.text[n] == coded.text[m]) == (name.text == other.text)
            assert (coded.place[n] == coded.place[m]) == (name.places == other.places)


def test_labelled_names() -> None:
    names = [name for pair in labelled() for name in pair]
    assert_cut_as_read(names)
    # As queries of another base they are cut alike.
    coder = Coder(folded_names(names[:1]))
    assert strings_of(coder.coded(folded_names(names)).core) == [read_name(name).core for name in names]


def test_names_of_every_known_word() -> None:
    rng = random.Random(4)
    assert_cut_as_read(["".join(rng.choices(WORDS, k=rng.randrange(1, 5))) for _ in range(300)])


@given(st.lists(ANY, max_size=6))
def test_any_names(names: list[str]) -> None:
    assert_cut_as_read(names)


@given(
    st.lists(st.tuples(st.text("许可证核", min_size=1, max_size=4), st.text(max_size=6)), max_size=12),
    st.lists(st.text("许可证核发𠀀", max_size=12), max_size=5),
)
def test_rewriting_is_that_of_the_word_table(words: list[tuple[str, str]], texts: list[str]) -> None:
    table = WordTable(Word(surface, Kind.PLAIN, value=value) for surface, value in words)
    trie = trie_of([word.surface for word in table.words])
    values = texts_of([word.value for word in table.words])
    assert strings_of(rewritten(texts_of(texts), trie, values)) == [table.replaced(text) for text in texts]


def test_texts_come_back() -> None:
    texts = ["", "许可", "𠀀", "", "a"]
    assert strings_of(texts_of(texts)) == texts
    assert np.diff(texts_of(texts).start).tolist() == [0, 2, 1, 0, 1]
