"""Numbers as legal texts write them: 第三十二条, 第32条, 第六一条, 〇 and 两, and back into Chinese."""

from functools import lru_cache

NUMERAL_CHARACTERS = "〇○零一二三四五六七八九十百千两廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卅": 30}
_GREATEST = 9999
_LONGEST = 12


@lru_cache(maxsize=8192)
def read_numeral(text: str) -> int | None:
    """Return the whole number a numeral stands for; None for any other text.

    Arabic digits of any width, Chinese with units (一百零三, 百二十), Chinese digit by digit (二〇一九, and
    the misprint 六一 for 61, also after a unit). More than 12 characters are no number of a legal text.
    """
    if len(text) > _LONGEST:
        return None
    if text.isdecimal():
        return int(text)
    total = 0
    digits = ""
    for character in text:
        if character in _DIGITS:
            digits += str(_DIGITS[character])
        elif character in _UNITS:
            total += (int(digits) if digits.strip("0") else 1) * _UNITS[character]
            digits = ""
        elif character in _TENS and not digits:
            total += _TENS[character]
        else:
            return None
    return total + int(digits or "0") if text else None


def write_numeral(number: int) -> str:
    """Return the number in Chinese as articles are numbered (103 → 一百零三, 12 → 十二), 0 to 9999.

    Raises ValueError outside.
    """
    if not 0 <= number <= _GREATEST:
        raise ValueError(number)
    digits = "零一二三四五六七八九"
    written = ""
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // value % 10
        if digit:
            written += digits[digit] + unit
        elif written and not written.endswith("零"):
            written += "零"
    written = written.rstrip("零") or "零"
    return written.removeprefix("一") if written.startswith("一十") else written
