"""A view of a text to match patterns on: one width, one script, every character at its own offset."""

import re

from opencc import OpenCC

_RARE = re.compile(
    r"[０-９Ａ-Ｚａ-ｚ﹝﹞［］〖〗＜＞〈〉﹤﹥‹›≪≫«»＋－～｜﹙﹚︰．＊條項號國發會務關規證總辦]"
)
_TRADITIONAL = re.compile(r"[條項號國發會務關規證總辦]")
_TO_ONE = {0xFF01 + n: 0x21 + n for n in range(94)} | {
    ord(odd): usual
    for odd, usual in zip("﹝［〖﹞］〗〈﹤‹〉﹥›≪«≫»﹙﹚︰", "[[[]]]<<<>>>《《》》():", strict=True)
}
_to_simplified = OpenCC("t2s").convert


def plain(text: str) -> str:
    """Return the text with brackets, colons, commas and digits of one width and in simplified script.

    The result has the text's length, so that an offset in one is an offset in the other.
    """
    view = (
        text.replace("（", "(").replace("）", ")").replace("：", ":").replace("；", ";").replace("，", ",")
        .replace("〔", "[").replace("〕", "]").replace("\u200b", " ").replace("\ufeff", " ")
    )  # fmt: skip
    if "\\" in view:
        view = view.replace("\\r\\n", "   \n").replace("\\n", " \n")  # line breaks left escaped by an export
    if not _RARE.search(view):
        return view
    view = view.translate(_TO_ONE)
    if not _TRADITIONAL.search(view):
        return view
    whole = _to_simplified(view)
    return whole if len(whole) == len(view) else "".join(_simplified_character(c) for c in view)


def _simplified_character(character: str) -> str:
    simplified = _to_simplified(character)
    return simplified if len(simplified) == 1 else character
