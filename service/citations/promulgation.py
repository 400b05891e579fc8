"""Reading what stands behind a title: decree and document numbers, dates, amendments."""

import re
from functools import lru_cache

from service.citations.model import Promulgation
from service.citations.plain import plain
from service.text import NUMERAL_CHARACTERS, read_numeral

_HAN = "\u4e00-\u9fff"
_NUMERAL = rf"[0-9{NUMERAL_CHARACTERS}]{{1,7}}"
_NUMERALS = rf"{_NUMERAL}(?:\s*、\s*{_NUMERAL})*"
_YEAR = r"(?:19|20)[0-9*×xX]{2}"
_CORE = (
    # 〔2013〕35号, 商务部令〔2012〕第11号
    rf"[\[(【]\s*{_YEAR}\s*年?\s*[\])】]\s*(?:第\s*)?[0-9*×xX]+(?:\s*-\s*[0-9]+)?\s*号"
    # 〔2001〕国人防办字第211号
    rf"|[\[(]\s*{_YEAR}\s*[\])]\s*[{_HAN}]{{2,12}}?\s*(?:第\s*)?[0-9]+\s*号"
    # 令第250号, 令2006年第17号, 公告第7号
    rf"|(?:令|公告|通告)\s*(?:\(?{_YEAR}\)?\s*年?\s*)?(?:第\s*)?{_NUMERALS}\s*号(?:\s*令)?"
    # 第7号令, 563号令, 第42号公告, 第535号国务院令
    rf"|(?:(?<![0-9])(?:19|20)[0-9]{{2}}\s*年?\s*)?(?:第\s*)?{_NUMERAL}\s*号\s*[{_HAN}]{{0,10}}?(?:令|公告)(?!第)"
    # 环办2013年35号
    rf"|(?<=[{_HAN}])(?:19|20)[0-9]{{2}}年?(?:第\s*)?[0-9]+\s*号"
    # GB 50016-2014
    r"|\b[A-Z]{2,4}(?:/[A-Z]{1,3})?\s?[0-9]+(?:\.[0-9]+)*[-—–][12][0-9]{3}\b"
)
NUMBER_CORE = re.compile(_CORE)
# Latin letters and × stand for what was blacked out (X府发〔2018〕5号).
_HAN_RUN = re.compile(rf"(?<![A-Za-z])[X×*]{{0,3}}[{_HAN}]+")
_ISSUER_ENDING = re.compile(
    r"(?:部|委|局|署|院|府|厅|室|会|行|社|办|人大|政协|军|联|院校|协会|组|省|市|区|县|州)$"
)
# What stands before an issuer without being part of its name.
_NOT_ISSUER = re.compile(
    r"^.*(?:公布|发布|颁布|颁发|印发|的通知|的意见|的决定|通过|批准|签署|修订|修正|修改|施行|实施|会议|根据|依据|依照|按照|经由)"
    r"|^(?:[年月日号起经由以按原]|第?[一二三四五六七八九十百]+届)+"
)
_AMENDS = re.compile(r"修订|修正|修改|废止|取消")
_ESTABLISHES = re.compile(r"公布|发布|颁布|通过|批准|印发|施行|实施|生效")
_LONGEST_ISSUERS = 80
_BREAK = re.compile(r"[,;。\n]|、(?=第?[0-9]+号)")
_CHINESE_YEAR = "[〇零○一二三四五六七八九]{4}"
_YEARS = rf"(?:(?:19|20)[0-9]{{2}}|{_CHINESE_YEAR})"
_DATE = re.compile(
    rf"(?P<year>{_YEARS})(?:\s*[年.\-/](?!\s*第)|(?=\s*(?:修正|修订)))\s*"
    rf"(?:(?P<month>[01]?[0-9]|[一二三四五六七八九十]{{1,2}})\s*(?:[月.\-/]|(?=[)\s,]))\s*"
    rf"(?:(?P<day>[0-3]?[0-9]|[一二三四五六七八九十]{{1,3}})\s*日?)?)?"
)
_DEED = re.compile(r"修订|修正|修改|废止|施行|实施|执行|生效|公布|发布|颁布|通过|批准|印发|签署|令|号")
_REMARK = re.compile(
    r"试行|暂行|以下简称|简称|修订|修正|修改|版|本\)?$|现行|有效|会议|公布|通过|失效|废止|节选|摘录"
)


@lru_cache(maxsize=32768)
def read_promulgation(text: str) -> Promulgation:
    """Read the inside of the bracket behind a title, or the text that stands in its place."""
    view = plain(text)
    found = _first_number(view)
    number = text[found[0] : found[1]] if found else None
    issued = effective = None
    amended: list[str] = []
    dates = list(_DATE.finditer(view))
    for place, date in enumerate(dates):
        stop = dates[place + 1].start() if place + 1 < len(dates) else len(view)
        deed = _deed_of(view, date, stop)
        written = _write_date(date)
        if deed in ("修订", "修正", "修改", "废止"):
            amended.append(written)
        elif deed in ("施行", "实施", "执行", "生效"):
            effective = effective or written
        else:
            issued = issued or written
    understood = bool(number or dates or NUMBER_CORE.search(view) or _REMARK.search(view))
    return Promulgation(number, issued, effective, tuple(amended), understood)


def find_number(view: str, at: int, stop: int) -> tuple[int, int] | None:
    """Return start (issuer included) and end of the first document number between two offsets."""
    core = NUMBER_CORE.search(view, at, stop)
    return (_issuer_start(view, core.start(), at), core.end()) if core else None


def _first_number(view: str) -> tuple[int, int] | None:
    """Start and end of the number of the first promulgation; an amendment's alone is passed over."""
    at = 0
    while core := NUMBER_CORE.search(view, at):
        rest = _BREAK.split(view[core.end() :], maxsplit=1)[0]
        before = _BREAK.split(view[: core.start()])[-1]
        amends, establishes = _AMENDS.search(rest), _ESTABLISHES.search(rest)
        of_amendment = bool(amends and not (establishes and establishes.start() < amends.start()))
        of_amendment |= bool(establishes and _AMENDS.search(view, at, core.start()))
        if not of_amendment and not _AMENDS.search(before):
            return _issuer_start(view, core.start(), at), core.end()
        at = core.end()
    return None


def _issuer_start(view: str, core: int, floor: int) -> int:
    """Walk back from a number's core over the issuers that belong to it."""
    begin = core
    while (
        begin > floor
        and core - begin < _LONGEST_ISSUERS
        and ("一" <= view[begin - 1] <= "龥" or view[begin - 1] in "、 X×*")
    ):
        begin -= 1
    start = core
    for place, piece in enumerate(reversed(list(_HAN_RUN.finditer(view, begin, core)))):
        name = piece[0]
        kept = _NOT_ISSUER.sub("", name)
        if place and not _ISSUER_ENDING.search(name):
            break
        start = piece.end() - len(kept)
        if kept != name:
            break
    return start


def _deed_of(view: str, date: re.Match[str], stop: int) -> str | None:
    """What was done on a date: told by the first deed after it, in its own clause."""
    found = _DEED.search(view, date.end(), stop)
    if not found:
        return None
    if found[0] in ("令", "号"):
        later = _AMENDS.search(_BREAK.split(view[found.end() : stop], maxsplit=1)[0])
        return later[0] if later else "公布"
    return found[0]


def _write_date(date: re.Match[str]) -> str:
    written = (
        date["year"] if date["year"].isdecimal() else "".join(str(read_numeral(c)) for c in date["year"])
    )
    for part in ("month", "day"):
        number = read_numeral(date[part]) if date[part] else None
        if not number:
            break
        written += f"-{number:02d}"
    return written
