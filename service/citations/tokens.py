"""The pieces a basis cell is made of, as patterns on its plain view: tags, titles, brackets, numbering."""

import re
from typing import Any

from seeds import seed_toml
from service.citations.provisions import NUMERAL
from service.text import NUMERAL_CHARACTERS

_WORDS: dict[str, Any] = seed_toml("reference", "citation_words.toml")
_HAN = "\u4e00-\u9fff"


def _one_of(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


TAG_WORDS = _one_of(_WORDS["rank_tags"])
_ENDINGS = _one_of(_WORDS["title_endings"])
_ISSUER_ENDINGS = "部|委|局|署|院|府|厅|室|会|行|办|中央|中共|党组|军委|省|市|区|县|州|公司"
ISSUER = rf"[{_HAN}]{{0,24}}(?:{_ISSUER_ENDINGS})"
NUMBERING = rf"(?:\(\s*{NUMERAL}\s*\)|{NUMERAL}\s*[、.:]|[①-⑳⑴-⑽⒈-⒑])"

TAG = re.compile(
    rf"【\s*(?P<a>[^【】\n]{{1,14}})】|[\[(]\s*(?P<b>{TAG_WORDS})\s*[\])]|(?P<c>{TAG_WORDS})\s*(?:】|:(?!\s*第))"
)
NOTHING = re.compile(rf"\s*(?:{_one_of(_WORDS['nothing'])})[\s。]*|[-—/\s。]*")
TITLE = re.compile(r"《(?P<title>(?:[^《》]|《[^《》]*》)*)》+")
# A title whose closing mark is missing ends before its bracket, its article or the line's end.
OPEN_TITLE = re.compile(
    rf"《(?P<title>(?:[^《》\n(]|\([^()\n]{{1,20}}\)(?=[{_HAN}])){{2,80}}?)(?=\s*(?:[(\n:]|$|第\s*{NUMERAL}\s*条))"
)
# （禁止使用童工规定》: the opening mark misprinted.
MISOPENED_TITLE = re.compile(r"[(\[<](?P<title>[^()<>\[\]《》\n]{2,60})》")
# <…>, 「…」 or “…” for 《…》.
ANGLED_TITLE = re.compile(
    rf"(?:<|[「『“\"])(?P<title>[{_HAN}()、]{{2,60}})(?:>|[」』”\"])(?=\s*(?:\(|第\s*{NUMERAL}))"
)
_NEVER = _one_of(_WORDS["never_in_title"])
PLAIN_TITLE = re.compile(
    rf"(?P<title>(?:(?!{_NEVER})[{_HAN}·、]|\([{_HAN}]{{1,12}}\)|[<《][^<>《》\n]{{2,40}}[>》]){{2,60}}?(?:{_ENDINGS})"
    rf"(?:\((?:试行|暂行|草案)\))?)》?"
    rf"(?=\s*(?:\(|\[|第\s*{NUMERAL}\s*[条款项章]|$|[;。\n|+]|{NUMERAL}\s*条))"
)
SURE_ENDINGS = tuple(_WORDS["sure_title_endings"])
BRACKET = re.compile(r"\(((?:[^()]|\((?:[^()]|\([^()]*\))*\)){0,600})\)")
OPEN_BRACKET = re.compile(rf"\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*?)(?=\n|$|\s第\s*{NUMERAL}\s*条)")
SQUARE_BRACKET = re.compile(r"\[([^\[\]\n]{4,200})\]")
GLUE = re.compile(r"[\s、,;。.|/+…·]*")
# Words between or after provisions that cite nothing themselves.
FILLER = re.compile(
    r"(?:(?:之|的|等|及其?|中|所)?(?:相关|有关)?(?:规定|条款|文件|条文|内容|精神|要求)|附[件表录]|等|执行|以及|或者|和|与|及|或|并|同时)+"
)
LEAD = re.compile(r"[^《》【】<>。;:\n]{1,60}(?=《)")
TITLE_BEGUN = re.compile(r"(?:实施|关于|贯彻|执行|修改|印发)$")
KNOWN_LEAD = re.compile(
    rf"(?:以及|和|与|及|并|或者|或|同时)?(?:根据|依据|依照|按照|参照|执行|按|依)?\s*"
    rf"(?:[{_HAN}、,\s]{{0,60}}(?:{_ISSUER_ENDINGS})[、,\s]*)?"
    r"(?:联合)?(?:关于)?(?:印发|发布|制定|颁布|颁发|公布|转发|出台)?的?\s*"
)
# 《…》农业部（农牧发〔2010〕12号）: the issuer between the title and its bracket.
ISSUER_BEFORE_BRACKET = re.compile(
    rf"[{_HAN}]{{2,24}}(?:部|委|局|署|院|府|厅|办)\s*(?=[(\[][^()\n]*[0-9]\s*号)"
)
STANDARD = re.compile(r"[A-Z]")
DATED = re.compile(r"(?:19|20)[0-9]{2}\s*[年.\-/]")
PLUS_PART = re.compile(r"\s*\+\s*([^+《》\n]{1,60})(?=\+|$|\n)")
# A reference that a sentence goes on from (第十条规定的, 第三条、…) is no heading.
RUNS_ON = re.compile(r"\s*(?:之?规定(?!\s*[:\"“])|的|所|之(?!一)|和|或|及|与|至|、|,)")
HEADED_BY = re.compile(r"\s*(?:[:\s…]|$)")
FOLLOWS_TITLE = re.compile(rf"\s*(?:第\s*\(?\s*{NUMERAL}|{NUMERAL}\s*条|附[件表录]|$|[\n;。|《:(\[【+])")
# Behind cited places a title is one more citation only if nothing but a citation's parts follows it.
CITED_TITLE = re.compile(
    rf"{FOLLOWS_TITLE.pattern}|\s*(?:[、,]|和|及|与|以及|等|之?规定|的规定|(?:19|20)[0-9]{{2}}年)"
)
CITES_ON = re.compile(rf"\s*(?:第\s*\(?\s*{NUMERAL}|{NUMERAL}\s*条|附[件表录]|[:(\[])")
BROKEN_TAG = re.compile(rf"(?:{TAG_WORDS})】$")
NOT_BEFORE_HEAD = "照据依按反同和或及与、,由本为将对是以在(从受用"
TRAILING_NUMBERING = re.compile(rf"\s*{NUMBERING}\s*$")
NUMBERING_AT = re.compile(rf"(?:{NUMBERING}|(?P<bare>[0-9]{{1,2}})(?=\s*《))\s*")
AFTER_REMARK = re.compile(rf"\s*(?:[、,;。.|+\n]|$|第\s*\(?\s*{NUMERAL}|《|【)")
AFTER_FILLER = re.compile(
    rf"\s*(?:[、,;。.|+:\n]|$|第\s*\(?\s*{NUMERAL}|《|【|附[件表录]|{NUMBERING}\s*[《【])"
)
# A promulgation without its bracket goes on to the line's end, an article, or a bracket never opened.
END_OF_DATED = re.compile(rf"\n|$|(?<=\))|\s*第\s*{NUMERAL}\s*条")
BEFORE_NUMBER = re.compile(rf"(?:{DATED.pattern}[0-9月日\s]*|根据|依据|依照|按照|原)*")
PREPOSITION = re.compile(r"根据|依据|依照|按照|参照")
NEXT_CITATION = re.compile(rf"[《【\n;]|第\s*{NUMERAL}\s*条")
LABELS = {kind: _one_of(words) for kind, words in _WORDS["labels"].items()}
# 《…的决定》第二次修正） behind a title tells of its amendment, it is not cited itself.
AMENDING = re.compile(rf"\s*(?:第{NUMERAL}次)?(?:予以)?(?:修正|修订|修改)\s*\)?")
# What a tag, a title in its marks, a bracket, a colon or numbering can begin with.
FIRST_OF_MARKED = frozenset(":《【([<①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑0123456789").union(
    NUMERAL_CHARACTERS, (word[0] for word in _WORDS["rank_tags"])
)
