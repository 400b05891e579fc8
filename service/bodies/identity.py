"""Who is the same body: by credit code where one is given and valid, else by folded name (contract §2)."""

from collections.abc import Iterable

import msgspec

from service.bodies.names import fold_body_name
from service.codes import check_credit_code


class KnownBody(msgspec.Struct, kw_only=True):
    """A body of a division: its number, standing name, codes, and other names it is written under."""

    id: int
    name: str
    credit_code: str | None = None
    legacy_code: str | None = None
    aliases: tuple[str, ...] = ()


class BodyIndex:
    """The bodies of one division, to be found by what a row says of its body."""

    def __init__(self, division: str, bodies: Iterable[KnownBody]) -> None:
        self._division = division
        self._by_credit_code: dict[str, KnownBody] = {}
        self._by_organisation: dict[str, KnownBody] = {}
        self._by_name: dict[str, list[KnownBody]] = {}
        for body in bodies:
            self.add(body)

    def add(self, body: KnownBody) -> None:
        """Enter a body under its codes and names."""
        if body.credit_code:
            self._by_credit_code.setdefault(body.credit_code, body)
            self._by_organisation.setdefault(body.credit_code[8:17], body)
        if body.legacy_code:
            self._by_organisation.setdefault(body.legacy_code, body)
        for name in (body.name, *body.aliases):
            namesakes = self._by_name.setdefault(fold_body_name(name, self._division), [])
            if body not in namesakes:
                namesakes.append(body)

    def find(self, name: str, code: str) -> KnownBody | None:
        """The body that a row with this name and code cell means; None for one not known yet.

        A valid credit code decides, also against the name; one that differs from that of every known
        namesake tells another body. An invalid code decides nothing: the name does.
        """
        organisation = _organisation(code)
        by_code = self._by_code(code)
        if by_code:
            return by_code
        for body in self._namesakes(name):
            known = _organisation_of(body)
            if organisation is None or known is None or known == organisation:
                return body
        return None

    def conflict(self, name: str, code: str) -> str | None:
        """Say in Chinese how name and code of a row contradict each other; None where they do not."""
        by_code = self._by_code(code)
        namesakes = self._namesakes(name)
        if by_code and namesakes and by_code not in namesakes:
            return f"“{name}”的代码{code}属于“{by_code.name}”，已按代码认定为“{by_code.name}”"
        if by_code and name and not namesakes:
            return f"“{name}”的代码{code}与“{by_code.name}”相同，已认定为同一主体"
        if not by_code and namesakes and self.find(name, code) is None:
            return f"“{name}”已登记的代码与{code}不同，已认定为另一主体"
        return None

    def _by_code(self, code: str) -> KnownBody | None:
        reading = check_credit_code(code) if code else None
        if reading is None or reading.normalised is None:
            return None
        exact = self._by_credit_code.get(reading.normalised)
        return exact or self._by_organisation.get(reading.organisation or "")

    def _namesakes(self, name: str) -> list[KnownBody]:
        return self._by_name.get(fold_body_name(name, self._division), [])


def _organisation(code: str) -> str | None:
    return check_credit_code(code).organisation if code else None


def _organisation_of(body: KnownBody) -> str | None:
    return body.credit_code[8:17] if body.credit_code else body.legacy_code
