"""Titles, sections, notes and totals: what the rows and names round a table's items say of them."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from seeds import seed_toml
from service.text import fold, read_numeral, squeeze
from service.vocabulary import Category, read_category

_CHINESE_NUMBER = "〇零一二两三四五六七八九十百千"
_NUMBERING = (
    re.compile(rf"^第?[{_CHINESE_NUMBER}]+[、.．,，)）部章]分?"),
    re.compile(rf"^[（(〔\[][{_CHINESE_NUMBER}]+[)）〕\]]、?"),
    re.compile(r"^\d+[、.．)）](?!\d)"),
    re.compile(r"^[（(]\d+[)）]、?"),
)
_BARE_NUMBER = re.compile(rf"^[（(]?[{_CHINESE_NUMBER}]+[)）、.．]?$")
_ATTACHMENT = re.compile(r"^附(件|表)?\s*\d*\s*[-—]?\d*[:：、.．]?\s*|^表\s*\d+\s*[:：、.．]?\s*")
_BRACKETS = re.compile(r"[（(【\[〔]([^（()）【】\[\]〔〕]*)[)）】\]〕]")
_COUNT = re.compile(rf"(\d+|[{_CHINESE_NUMBER}]+)\s*(?:大|小|子|主)?[项條条](?![目款第])")
_YEAR = re.compile(r"^(?:19|20)\d{2}\s*年(?:度|版)?|^[〇零一二三四五六七八九]{4}年(?:度|版)?")
_YEAR_INSIDE = re.compile(r"(?:19|20)\d{2}年度?")
_LABEL = re.compile(r"([^\s:：]{1,12})\s*[:：]\s*([^\s:：]+)")
_JOINTS = "-－—_· "
_MAX_MARK = 200
_MAX_NAME = 40


class Counts(NamedTuple):
    """How many items a text states: in all, by main and by sub-items, by category."""

    total: int | None = None
    mains: int | None = None
    subs: int | None = None
    by_category: tuple[tuple[Category, int], ...] = ()

    def __bool__(self) -> bool:
        return self != Counts()


class Mark(NamedTuple):
    """What a title, section row or sheet's name says.

    `level` is the depth of its numbering (一、 0, （一） 1, 1. 2, (1) 3), None where it has none; `label` the
    text without numbering and counts; `is_government` that the body is a whole government.
    """

    text: str
    label: str
    level: int | None
    body: str = ""
    category: Category | None = None
    category_text: str = ""
    counts: Counts = Counts()
    is_government: bool = False


class _Words(NamedTuple):
    none: frozenset[str]
    notes: tuple[str, ...]
    totals: frozenset[str]
    body_labels: frozenset[str]
    category_labels: frozenset[str]
    endings: tuple[str, ...]
    governments: tuple[str, ...]
    title_rest: re.Pattern[str]
    openings: re.Pattern[str]
    counted: dict[str, str]
    instruction_sheets: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    seed: dict[str, Any] = seed_toml("loading", "words.toml")
    title_words = sorted(seed["title_words"], key=len, reverse=True)
    rest = "|".join(map(re.escape, title_words))
    counted = {word: kind for kind in ("mains", "subs", "totals") for word in seed[f"counted_{kind}"]}
    return _Words(
        none=frozenset(map(fold, seed["none"])),
        notes=tuple(seed["notes"]),
        totals=frozenset(seed["totals"]),
        body_labels=frozenset(map(fold, seed["body_labels"])),
        category_labels=frozenset(map(fold, seed["category_labels"])),
        endings=tuple(seed["body_endings"]),
        governments=tuple(seed["government_endings"]),
        title_rest=re.compile(rf"(?:\d+年?|[〇零一二三四五六七八九]{{4}}年|{rest}|[（(][^（()）]*[)）])*"),
        openings=re.compile("^(?:" + "|".join(map(re.escape, seed["title_openings"])) + ")"),
        counted=counted,
        instruction_sheets=frozenset(seed["instruction_sheets"]),
    )


def says_nothing(text: str) -> bool:
    """Whether a cell is empty or says that there is nothing (无, /, —)."""
    return not text or (len(text) <= 4 and fold(text) in _words().none)


def is_note(text: str) -> bool:
    """Whether a row's text begins as a note does (注：…, 填表人：…)."""
    bare = squeeze(text[:_MAX_NAME]).lstrip("*※（(")
    return any(
        bare.startswith(word) and (len(bare) == len(word) or bare[len(word)] in ":：1234567890.、（(")
        for word in _words().notes
    )


def is_instruction_sheet(name: str) -> bool:
    """Whether a sheet by its name only tells how to fill in the others."""
    return squeeze(name) in _words().instruction_sheets


def is_total(text: str) -> bool:
    """Whether a cell names a row that only sums up (合计, 总计：)."""
    return bool(text) and len(text) <= _MAX_NAME and squeeze(text).rstrip(":：") in _words().totals


def is_bare_numeral(text: str) -> bool:
    """Whether a cell is a Chinese numeral by itself (一, （二）, 三、), as section rows have it."""
    return bool(_BARE_NUMBER.match(squeeze(text)))


def labelled(text: str) -> dict[str, str]:
    """Return what a line above a table labels: its `body` (填报单位：…) and `category` (类别：…)."""
    found: dict[str, str] = {}
    for label, value in _LABEL.findall(text):
        if fold(label) in _words().body_labels and is_body(value):
            found.setdefault("body", value)
        elif fold(label) in _words().category_labels:
            found.setdefault("category", value)
    return found


def is_body(text: str) -> bool:
    """Whether a text by itself looks like a body's name."""
    bare = _BRACKETS.sub("", squeeze(text))
    return (
        2 <= len(bare) <= _MAX_NAME
        and bare.endswith(_words().endings)
        and not re.search(r"[，。；：:]", bare)
    )


@lru_cache(maxsize=4096)
def read_mark(text: str) -> Mark:
    """Read a title, a section row or a sheet's name; what it takes from the text is verbatim."""
    flat = squeeze(text)[:_MAX_MARK]
    folded = fold(flat)
    level = None
    rest = _ATTACHMENT.sub("", folded)
    for depth, pattern in enumerate(_NUMBERING):
        match = pattern.match(rest)
        if match:
            level, rest = depth, rest[match.end() :]
            break
    counts = read_counts(rest)
    bare = _without_counts(rest)
    given = labelled(bare)
    body, category_text = given.get("body", ""), given.get("category", "")
    if not given:
        body = _body_of(bare)
        beside = bare.replace(body, "", 1) if body else bare
        category_text = _category_of(beside, bool(body))
    category = _category(category_text)
    return Mark(
        text=text.strip(),
        label=_verbatim(bare, folded, flat),
        level=level,
        body=_YEAR_INSIDE.sub("", _verbatim(body, folded, flat)),
        category=category,
        category_text=_verbatim(category_text, folded, flat) if category else "",
        counts=counts,
        is_government=body.endswith(_words().governments),
    )


def _verbatim(part: str, folded: str, flat: str) -> str:
    """Return what stands in the text where the part stands in the folded text (folding keeps places)."""
    at = folded.find(part)
    return flat[at : at + len(part)] if at >= 0 and len(flat) == len(folded) else part


def _category(text: str) -> Category | None:
    return read_category(text).category if text else None


def _without_counts(text: str) -> str:
    """Drop what states counts: a bracket with one, or 共…项 at the end."""
    text = _BRACKETS.sub(lambda match: "" if _COUNT.search(match.group(1)) else match.group(0), text)
    return re.sub(rf"[，,:：]?(?:共|合)?计?(?:有)?(?:\d+|[{_CHINESE_NUMBER}]+)项[。；;]?$", "", text).rstrip(
        "：:"
    )


def _body_of(text: str) -> str:
    """Return the body a title or name begins with: the shortest beginning that ends as bodies do and after
    which nothing but a title's words stand."""
    text = _words().openings.sub("", _YEAR.sub("", text))
    for end in range(2, min(len(text), _MAX_NAME) + 1):
        if text[:end].endswith(_words().endings):
            rest = text[end:].lstrip(_JOINTS)
            if _words().title_rest.fullmatch(rest):
                return text[:end]
    return ""


def _category_of(text: str, is_beside_body: bool) -> str:
    """Return the one category a text names, as written; nothing where it names several or none."""
    trimmed = re.sub(r"(?:权力|事项|类事项)?(?:清单|目录|一览表|表)?$", "", text)
    for candidate in (text, trimmed, trimmed.removesuffix("类"), text.strip(_JOINTS + "()（）")):
        if candidate and read_category(candidate).category:
            return candidate
    for inside in _BRACKETS.findall(text):
        if read_category(inside).category:
            return str(inside)
    named = {category.label for category in Category if category.label in text}
    if Category.OTHER.label not in named and "其他权力" in text:
        named.add(Category.OTHER.label)
    return named.pop() if len(named) == 1 and (is_beside_body or len(text) <= _MAX_NAME) else ""


def read_counts(text: str) -> Counts:
    """Read the counts a text states: in brackets, after 共, after a category or after 主项/子项."""
    total = mains = subs = None
    by_category: dict[Category, int] = {}
    flat = squeeze(text)[:_MAX_MARK]
    for match in _COUNT.finditer(flat):
        number = read_numeral(match.group(1))
        if number is None:
            continue
        before = flat[: match.start()].rstrip(":：")
        within = match.group(0)[len(match.group(1)) :]
        opening = re.split(r"[（(、，,；;]|其中", before)[-1]
        kind = next((k for w, k in _words().counted.items() if before.endswith(w)), None)
        category = _category(opening) if opening else None
        if within[0] in "主大" or kind == "mains":
            mains = number
        elif within[0] in "子小" or kind == "subs":
            subs = number
        elif category:
            by_category[category] = number
        elif total is None and (kind == "totals" or not opening or _stands_at_end(flat, match)):
            total = number
    return Counts(total, mains, subs, tuple(by_category.items()))


def _stands_at_end(text: str, match: re.Match[str]) -> bool:
    """Whether nothing follows the number but a closing bracket: 市生态环境局217项."""
    return not text[match.end() :].strip("）)。】]〕") and len(text) <= _MAX_NAME
