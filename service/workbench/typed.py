"""What somebody typed into a form, field by field and in order; nothing of it is ever lost."""

from collections.abc import Iterable, Iterator
from datetime import date

from service.errors import Refusal

_LONGEST_NUMBER = 18


class Typed:
    """The fields of a form; a field may come several times."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._pairs = list(pairs)
        self._by_name: dict[str, list[str]] = {}
        for name, value in self._pairs:
            self._by_name.setdefault(name, []).append(value.strip())

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._pairs)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def one(self, name: str) -> str:
        """The field's last value without white space at the ends, empty where there is none."""
        return self._by_name.get(name, [""])[-1]

    def all(self, name: str) -> list[str]:
        """Every value of the field."""
        return list(self._by_name.get(name, ()))

    def number(self, name: str) -> int | None:
        """The field as a number, None where it is empty; raises `Refusal` (`bad-argument`)."""
        text = self.one(name)
        return number_of(text) if text else None

    def numbers(self, name: str) -> tuple[int, ...]:
        """Every value of the field as a number, each once; raises `Refusal` (`bad-argument`)."""
        return tuple(dict.fromkeys(number_of(text) for text in self.all(name) if text))

    def day(self, name: str, label: str) -> date | None:
        """The field as a day, None where it is empty; raises `Refusal` (`bad-argument`)."""
        return day_of(self.one(name), label)


def number_of(text: str) -> int:
    """Read the number of a thing; raises `Refusal` (`bad-argument`)."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
        raise Refusal("bad-argument", f"“{text[:20]}”不是编号。", "返回上一页重新选择。")
    return int(text)


def day_of(text: str, label: str) -> date | None:
    """Read a day, None for none; raises `Refusal` (`bad-argument`) naming the field by its label."""
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError as error:
        raise Refusal(
            "bad-argument", f"“{label}”写的“{text[:20]}”不是日期。", "按 2027-01-01 的样子填写。"
        ) from error
