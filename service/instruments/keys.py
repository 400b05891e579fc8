"""What titles are compared by: folded, without what a citation may leave out or add."""

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import Indel

from seeds import seed_toml
from service.text import fold, read_numeral

_STATE = "中华人民共和国"
_MARKS = str.maketrans("", "", "<>\"'")
# (2019年修正), (修订版), (国务院令第250号): remarks that stand inside a title's own marks by mistake.
_REMARK = re.compile(r"\((?:[^()]*(?:修正|修订|修改|公布|令|号|版|[12][0-9]{3}年?)[^()]*)\)$")
# Of catalogues the edition is part of the title: …目录（2017年本） is another document than (2016年本).
_EDITION = re.compile(r"(?:目录|清单|名录|标准|指南|\))\((?:19|20)[0-9]{2}年?(?:版|本)\)$")
_INNER = re.compile(
    r"关于(?:印发|发布|颁布|公布|颁发|实施|施行|执行|下发|转发)<(.+)>的(?:通知|决定|公告|命令|令)$"
)
_YEAR_NUMBER = re.compile(r"\[(?:19|20)?[0-9]{2}\]")


def without_misprinted_state(key: str) -> Iterator[str]:
    """Yield what stands behind a misprinted 中华人民共和国 (中华人民共合国水法), by each way to cut it."""
    if key.startswith("中"):
        for length in range(len(_STATE) - 1, len(_STATE) + 2):
            if Indel.distance(key[:length], _STATE, score_cutoff=2) <= 2:
                yield key[length:]


@lru_cache(maxsize=1)
def _agencies() -> dict[str, str]:
    spellings: dict[str, str] = seed_toml("reference", "rank_words.toml")["agencies"]
    return spellings


@lru_cache(maxsize=16384)
def plain_title(title: str) -> str:
    """Return the title folded, without the state's name in front and without a remark behind it.

    Marks inside a title stay (实施<…法>办法): they tell a local regulation.
    """
    folded = fold(title).removeprefix("<").removesuffix(">") if title.count("<") != 1 else fold(title)
    known = folded if _EDITION.search(folded) else _REMARK.sub("", folded)
    return known.removeprefix(_STATE) or folded


@lru_cache(maxsize=16384)
def title_key(title: str) -> str:
    """Return what two spellings of one title share: `plain_title` without marks and inner 中华人民共和国."""
    return plain_title(title).translate(_MARKS).replace(_STATE, "")


def inner_title(title: str) -> str | None:
    """Return the title that 关于印发〈…〉的通知 carries, None for any other title."""
    found = _INNER.search(fold(title))
    return found[1] if found else None


@lru_cache(maxsize=16384)
def number_key(number: str) -> str:
    """Return what two spellings of one document number share: 国务院令2017年第683号 is 国务院令第683号.

    The year falls away only beside a decree's running number; 〔2017〕 of a document number stays.
    """
    folded = fold(number).removeprefix(_STATE).replace(_STATE, "")
    for long, short in _agencies().items():
        folded = folded.replace(long, short)
    if _YEAR_NUMBER.search(folded):
        return folded.replace("第", "")
    decree = re.search(r"令", folded)
    if not decree:
        return folded
    serials = re.findall(r"(?:第)?([0-9]+|[〇零一二三四五六七八九十百]+)号", folded)
    if not serials:
        return folded
    issuer = re.sub(r"[0-9〇零一二三四五六七八九十百]+(?:年|号)?|第|年|号|令", "", folded.split("令")[0])
    return f"{issuer}令{_arabic(serials[-1])}"


def _arabic(text: str) -> str:
    number = read_numeral(text)
    return str(number) if number is not None else text
