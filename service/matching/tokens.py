"""The pieces of a name: words that a class knows, numbers, and the plain text between them."""

import re
from functools import lru_cache
from typing import NamedTuple

from service.matching.lexicon import Kind, Lexicon, Word
from service.text import read_numeral

OPEN, CLOSE = "\ue000", "\ue001"  # stand for brackets whose content counts
BRACKETS = frozenset((OPEN, CLOSE, *"()[]"))
NUMERIC = frozenset("第零〇一二两三四五六七八九十百千万vix")  # what a number may begin with, besides digits
_ROMAN = {r: n for n, r in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), start=1)}
HANDLING = "办理环节"


class Token(NamedTuple):
    """One piece of a name: a known word, a number or plain text (`value`), and whether in brackets."""

    kind: Kind
    group: str
    value: str
    bracketed: bool


def tokens_of(text: str, words: Lexicon) -> list[Token]:
    """Cut a text into its pieces, the longest word first at each place."""
    tokens: list[Token] = []
    plain: list[str] = []
    by_pair, single, number_at = words.words.by_pair, words.words.single, words.number.match
    bracketed = False
    at = 0
    while at < len(text):
        character = text[at]
        word: Word | None
        for surface, word in by_pair.get(text[at : at + 2], ()):  # noqa: B007 - WordTable.at, without a call
            if text.startswith(surface, at):
                break
        else:
            word = single.get(character)
        number = number_at(text, at) if character in NUMERIC or character.isdecimal() else None
        if number and word and len(word.surface) > len(number[0]):
            number = None  # 一次性 is no count
        at += len(number[0]) if number else len(word.surface) if word else 1
        if number is None:
            if word is None:
                if character not in BRACKETS:
                    plain.append(character)
                    continue
            elif word.kind is Kind.PLAIN:
                plain.append(word.value)
                continue
            elif word.kind is Kind.FILLER:
                continue
        if plain:
            tokens.append(Token(Kind.PLAIN, "", "".join(plain), bracketed))
            plain.clear()
        if number:
            tokens.append(Token(Kind.CLASS, "数字", number_value(number[0]), bracketed))
        elif word:
            tokens.append(Token(word.kind, word.group, word.value, bracketed))
        elif character in (OPEN, CLOSE):
            bracketed = character == OPEN
    if plain:
        tokens.append(Token(Kind.PLAIN, "", "".join(plain), bracketed))
    return tokens


@lru_cache(maxsize=4096)
def number_value(text: str) -> str:
    """One spelling for every way of writing a number: 第六十五条, 第65条 → 65条; ⅱ类, 二类 → 2类."""
    found = re.fullmatch(r"第?([\d.]+|[零〇一二两三四五六七八九十百千万]+|[ivx]+)([万亿千百]*)(.*)", text)
    if not found:
        return text
    figure, scale, unit = found.groups()
    if figure in _ROMAN:
        return f"{_ROMAN[figure]}{unit}"
    if unit[:1] in "万千亿" and len(unit) > 1:
        scale, unit = scale + unit[0], unit[1:]
    if figure[0].isdecimal():
        value = float(figure)
    elif (whole := _whole_number(figure)) is None:
        return text
    else:
        value = float(whole)
    for sign in scale:
        value *= {"百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}[sign]
    return f"{value:.12g}{unit}"


def _whole_number(figure: str) -> int | None:
    """A Chinese number, 万 in it at most once."""
    before, myriad, after = figure.partition("万")
    high, low = read_numeral(before), read_numeral(after) if after else 0
    if not myriad:
        return high
    return None if high is None or low is None else high * 10_000 + low
