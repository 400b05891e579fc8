"""Generated names of powers, and the same names as other lists write them: the same for the same seed."""

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__)
_WORDS = tomllib.loads(_HERE.with_name("words.toml").read_text("utf-8"))
_FORMS = tomllib.loads(_HERE.with_name("names.toml").read_text("utf-8"))
_WIDE = str.maketrans("0123456789()", "０１２３４５６７８９（）")
# Of ten queries, how many are word for word, another wording of the field, and misspelt besides.
_VERBATIM, _REWORDED = 0.3, 0.4


class Query(NamedTuple):
    """A name as another list writes it, and which of the base it is."""

    name: str
    place: int


def base_names(count: int, seed: int = 2026) -> list[str]:
    """`count` names, none twice."""
    chance = random.Random(seed)
    names: dict[str, None] = {}
    while len(names) < count:
        form = chance.choice(_FORMS["forms"])
        words = {"subject": "subjects", "matter": "matters"}
        drawn = {key: chance.choice(_WORDS[many]) for key, many in words.items()}
        drawn |= {key: chance.choice(_FORMS[f"{key}s"]) for key in ("offence", "place")}
        names[form.format(**drawn)] = None
    return list(names)


def queries(base: list[str], count: int, seed: int = 7) -> Iterator[Query]:
    """`count` queries: names of the base verbatim, worded otherwise, or misspelt."""
    chance = random.Random(seed)
    alphabet = sorted({character for name in base for character in name})
    for _ in range(count):
        place = chance.randrange(len(base))
        name, drawn = base[place], chance.random()
        if drawn > _VERBATIM:
            name = _reworded(name, chance)
        if drawn > _VERBATIM + _REWORDED:
            name = _misspelt(name, alphabet, chance)
        yield Query(name, place)


def _reworded(name: str, chance: random.Random) -> str:
    old, new = chance.choice(_FORMS["endings"])
    if name.endswith(old):
        name = name.removesuffix(old) + new
    match chance.randrange(5):
        case 0:
            return name + str(chance.choice(_FORMS["shells"]))
        case 1:
            return str(chance.choice(_FORMS["fronts"])) + name
        case 2:
            return f"{chance.randrange(1, 200)}.{name}".translate(_WIDE)
        case 3:
            at = chance.randrange(1, len(name))
            return name[:at] + str(chance.choice(_FORMS["fillers"])) + name[at:]
        case _:
            return name


def _misspelt(name: str, alphabet: list[str], chance: random.Random) -> str:
    letters = list(name)
    for _ in range(chance.choice((1, 1, 2, 3, 4))):
        at = chance.randrange(len(letters))
        match chance.randrange(4):
            case 0 if len(letters) > 3:
                del letters[at]
            case 1:
                letters.insert(at, chance.choice(alphabet))
            case 2:
                letters[at] = chance.choice(alphabet)
            case _:
                other = chance.randrange(len(letters))
                letters[at], letters[other] = letters[other], letters[at]
    return "".join(letters)
