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
        reading = check_credit_code(code) if code else None
        organisation = reading.organisation if reading else None
        if reading and organisation:
            by_code = self._by_credit_code.get(reading.normalised or "") or self._by_organisation.get(
                organisation
            )
            if by_code:
                return by_code
        for body in self._by_name.get(fold_body_name(name, self._division), ()):
            known = body.credit_code[8:17] if body.credit_code else body.legacy_code
            if organisation is None or known is None or known == organisation:
                return body
        return None
