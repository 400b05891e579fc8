"""Reading a name once: what it says when all that may be seen through is taken away (domain §8)."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import msgspec

from service.matching.brackets import INNERMOST, NO_SCOPE, Scope, opened_brackets
from service.matching.lexicon import Kind, Lexicon, lexicon
from service.matching.tokens import HANDLING, Token, tokens_of
from service.text import fold, fold_all

_FRONT = re.compile(r"[\s①-⒛㈠-㈩]")
_CIRCLED = re.compile(r"^[①-⒛㈠-㈩]+")
_LEADING = re.compile(
    r"^(?:\(?第?[0-9一二三四五六七八九十]{1,4}(?:项)?\)|第[0-9一二三四五六七八九十]{1,4}项(?!目)[、.:]?"
    r"|[0-9一二三四五六七八九十]{1,4}[、.](?!\d))+"
)
_LEAD = re.compile("对(?!外|口)|关于")
_LEADS = frozenset("对关")
_QUOTES = re.compile("[<>\"']+")
TRAILING = "的、,;:."
_TRAILING = re.compile(f"[{re.escape(TRAILING)}]+$")
# A place is one's own name only before a matter of some length, and 江苏省级, 四川省属 are no place names.
_SHORTEST = 3
_LEVELLING = re.compile("[级属际]|内(?!资)")
_REPEATED_SHARE = 0.6
_SAME_BEGINNING = 2


class ReadName(msgspec.Struct, frozen=True):
    """A name read once.

    `text` is the folded name; `act` the family of what is done (许可, 处罚, …; "" where nothing says);
    `features` the known words by group; `matter` the text no class knows; `parts` all of it in order with
    enumerations sorted and `order` the known words as they come; `included` and `excluded` what brackets
    say of the scope; `bindings` what each negation stands before; `weak`, `places` and `seen_through` what
    their names say. `core` is what candidates are looked up by.
    """

    text: str
    act: str
    features: dict[str, frozenset[str]]
    matter: str
    parts: tuple[str, ...]
    order: dict[str, tuple[str, ...]]
    weak: frozenset[str]
    included: frozenset[str]
    excluded: frozenset[str]
    bindings: frozenset[str]
    places: tuple[str, ...]
    seen_through: tuple[str, ...]
    core: str


def full_name(name: str, sub_item_name: str = "") -> str:
    """Return main item and sub-item as the one name they are compared by.

    食品经营许可 + 变更 is 食品经营许可（变更）; a sub-item that says what is done to what, and repeats the
    main item in doing so, stands for both: 设立技工学校审批 + 1.设立普通技工学校审批 is the latter, and so is
    民办学校设立、变更、终止审批 + 民办学校终止审批, which takes one of what the main item lists.
    """
    if not sub_item_name:
        return name
    sub = _LEADING.sub("", fold(_CIRCLED.sub("", sub_item_name.lstrip())))
    if sub in ("", "无", fold(name)):
        return name
    main, own = read_name(name), read_name(sub)
    repeated = sum(character in main.core for character in own.core)
    stands_alone = own.act and (
        (len(own.core) > len(main.core) / 2 and repeated >= _REPEATED_SHARE * len(own.core))
        or (repeated == len(own.core) and _takes_one(main, own))
    )
    return sub if stands_alone else f"{name}（{sub}）"


def _takes_one(main: ReadName, own: ReadName) -> bool:
    """Whether a sub-item begins as the main item does and takes some of several that it lists."""
    begun = own.core[:_SAME_BEGINNING]
    return (
        len(own.core) > _SAME_BEGINNING
        and main.core.startswith(begun)
        and any(
            len(values) > 1 and own.features.get(group, frozenset()) < values
            for group, values in main.features.items()
        )
    )


def read_name(text: str) -> ReadName:
    """Read a name; the same text gives the same object while it stays in the cache."""
    return read_folded(fold(_unnumbered(text)))


@lru_cache(maxsize=32768)
def read_folded(folded: str) -> ReadName:
    """Read a name that `folded_names` gave."""
    return _read(folded, lexicon())


def read_names(texts: Sequence[str]) -> list[ReadName]:
    """Return `[read_name(text) for text in texts]`, for many names that need not stay in the cache."""
    words = lexicon()
    return [_read(folded, words) for folded in folded_names(texts)]


def folded_names(texts: Sequence[str]) -> list[str]:
    """Return the `text` each name's reading has."""
    return fold_all([_unnumbered(text) for text in texts])


def _unnumbered(text: str) -> str:
    return _CIRCLED.sub("", text.lstrip()) or text if _FRONT.match(text) else text


def _read(folded: str, words: Lexicon) -> ReadName:
    def rewritten(texts: Sequence[str]) -> list[str]:
        return [words.rewrites.replaced(text) for text in texts]

    plain, places = bared(folded, words)
    ((plain, scope, seen),) = opened(rewritten([plain]), words, rewritten)
    act, tokens = _take_act(tokens_of(_TRAILING.sub("", plain), words), told=not plain.endswith("的"))
    return _assemble(folded, act, tokens, scope, places, seen)


def bared(folded: str, words: Lexicon) -> tuple[str, tuple[str, ...]]:
    """Take away a leading number, title marks and the names of places in front, which are returned too."""
    number = _LEADING.match(folded)
    plain = folded[number.end() :] if number else folded
    if _QUOTES.search(plain):
        plain = _QUOTES.sub("", plain)
    if "," in plain:  # equivalents are written with the mark of an enumeration
        plain = plain.replace(",", "、")
    return _without_places(plain or folded, words)


def opened(
    plain: Sequence[str], words: Lexicon, rewritten: Callable[[Sequence[str]], Sequence[str]]
) -> Iterable[tuple[str, Scope, tuple[str, ...]]]:
    """Open brackets and shells, all names' of one kind in turn; `rewritten` puts in equivalents.

    Yields each text, what brackets say of the scope and what they only remark.
    """
    texts = [*plain]
    scopes = [NO_SCOPE] * len(texts)
    seen: list[tuple[str, ...]] = [()] * len(texts)
    apart: list[int] = []
    for n, text in enumerate(texts):
        if "(" in text:
            texts[n], scopes[n], seen[n] = opened_brackets(text)
            if seen[n] or "(" in texts[n]:
                apart.append(n)
    # Neighbours that were apart may make one word now.
    for n, text in zip(apart, rewritten([texts[n] for n in apart]), strict=True):
        texts[n] = INNERMOST.sub("", text).replace("(", "").replace(")", "")
    for pattern, replacement, ends in words.shells:
        ours = [n for n, text in enumerate(texts) if text.endswith(ends)] if ends else range(len(texts))
        found = pattern.search
        for n in ours:
            if found(texts[n]):
                texts[n] = pattern.sub(replacement, texts[n])
    return zip(texts, scopes, seen, strict=True)


def _without_places(text: str, words: Lexicon) -> tuple[str, tuple[str, ...]]:
    """Take away the names of places in front, the division's own (四川省广安市…)."""
    lead = _LEAD.match(text) if text[:1] in _LEADS else None
    begin = start = lead.end() if lead else 0
    places: list[str] = []
    while len(text) - start > _SHORTEST and (found := words.place_words.at(text, start)):
        name = found.surface
        if _LEVELLING.match(text, start + len(name)):
            name = name[:-1]
        if name not in words.places or len(text) - start - len(name) < _SHORTEST:
            break
        places.append(name)
        start += len(name)
    return text[:begin] + text[start:], tuple(places)


def _assemble(
    folded: str,
    act: str,
    tokens: list[Token],
    scope: Scope,
    places: tuple[str, ...],
    seen: tuple[str, ...],
) -> ReadName:
    matter: list[str] = []
    core: list[str] = []
    weak: list[str] = []
    order: dict[str, list[str]] = {}
    bindings: list[str] = []
    last_group = ""
    runs = False
    for index, (kind, group, value, _) in enumerate(tokens):
        if kind is Kind.WEAK:
            weak.append(value)
            continue
        core.append(value)
        if kind is Kind.PLAIN:
            matter.append(value)
        elif kind is Kind.NEGATION:
            bindings.append(f"{value}…{_negated(tokens[index + 1 :])}")
        if group:
            order.setdefault(group, []).append(value)
            runs = runs or group == last_group
        last_group = group
    return ReadName(
        text=folded,
        act=act,
        features={group: frozenset(values) for group, values in order.items()},
        matter="".join(matter),
        parts=_sorted_runs(tokens) if runs else tuple(core),
        order={group: tuple(dict.fromkeys(values)) for group, values in order.items()},
        weak=frozenset(weak),
        included=scope.included,
        excluded=scope.excluded,
        bindings=frozenset(bindings),
        places=places,
        seen_through=seen,
        core="".join(core) or folded,
    )


def _negated(following: Iterable[Token]) -> str:
    """What a negation stands before: the next word's group, or the beginning of the text."""
    first = next((token for token in following if token.kind is not Kind.WEAK), None)
    return (first.group or first.value[:2]) if first else ""


def _take_act(tokens: list[Token], *, told: bool) -> tuple[str, list[Token]]:
    """Split off the act: the last one outside brackets with nothing but handling and weak words after it.

    Acts of its family beside it (许可证核发) go with it; acts elsewhere are part of the matter. A name that
    ends in 的 tells none (拒绝监督检查的).
    """
    if not told:
        return "", tokens
    at = len(tokens) - 1
    while at >= 0:
        token = tokens[at]
        if token.kind is Kind.ACT and not token.bracketed:
            break
        if not (token.group == HANDLING or token.kind is Kind.WEAK or token.bracketed):
            return "", tokens
        at -= 1
    if at < 0:
        return "", tokens
    act = tokens[at].value
    rest = tokens[at + 1 :]
    for place in range(at - 1, -1, -1):
        token = tokens[place]
        if token.bracketed:
            rest.insert(0, token)
        elif token.kind is not Kind.ACT or token.value not in (act, "许可"):
            return act, tokens[: place + 1] + rest
    return act, rest


def _sorted_runs(tokens: list[Token]) -> tuple[str, ...]:
    """The pieces in order; neighbours of one group (占用、挖掘) sorted, weak words left out."""
    parts: list[str] = []
    run: list[str] = []
    group = ""
    for token in tokens:
        if token.kind is Kind.WEAK:
            continue
        if token.group != group or not token.group:
            parts += sorted(run)
            run = []
        group = token.group
        run.append(token.value)
    return (*parts, *sorted(run))
