"""One visit to a page of the workbench: who comes, what he asks, and how he is answered."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse, Response

from service.access import Principal
from service.errors import Refusal
from service.pages.working import Working
from service.reading import show_drafts
from service.store import Store
from service.web.headers import SECURITY_HEADERS
from service.web.workbench.guard import CSRF, PATH, csrf_of
from service.workbench import Typed, filled, rooms_of

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {**SECURITY_HEADERS, "Content-Security-Policy": POLICY, "Cache-Control": "no-store"}


class AbsentError(Exception):
    """There is nothing at that address that this person may see: told alike whatever the reason."""


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """A request by somebody signed in; `typed` is what a form posted, `asked` what stands in the address."""

    store: Store
    working: Working
    seconds: float
    principal: Principal
    session: str
    place: Mapping[str, Any]
    asked: Typed
    typed: Typed
    now: datetime

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A snapshot that shows his drafts."""
        with self.store.read(within=self.seconds) as connection:
            show_drafts(connection, self.principal)
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction, whole or not at all."""
        with self.store.write() as connection:
            yield connection

    def page(self, template: str, heading: str, status: int = 200, **told: Any) -> Response:
        """A page for him."""
        return page(template, heading, status, who=self.principal, csrf=csrf_of(self.session), **told)

    def refused(self, refusal: Refusal, status: int | None = None) -> Response:
        """The page that tells a refusal, with what was typed."""
        told = status or STATUSES.get(refusal.code, 400)
        return self.page("refused.html", "没有办成", told, refusal=refusal, typed=kept(self.typed))


STATUSES = {"forbidden": 403, "conflict": 409, "decision-changed": 409}


def page(
    template: str,
    heading: str,
    status: int = 200,
    *,
    who: Principal | None = None,
    csrf: str = "",
    **told: Any,
) -> Response:
    """Return a page of the workbench, for somebody signed in or for nobody."""
    person, rooms = (who.name, rooms_of(who)) if who else ("", [])
    body = filled(template, heading=heading, person=person, rooms=rooms, csrf=csrf, root=PATH, **told)
    return HTMLResponse(body, status, headers=HEADERS)


def absent(who: Principal | None = None, csrf: str = "") -> Response:
    """Return the one answer for what is not there and for what he may not see."""
    return page("absent.html", "没有这一页", 404, who=who, csrf=csrf)


def onward(path: str) -> Response:
    """Send the browser on after something was done, so that going back never does it again."""
    return RedirectResponse(f"{PATH}{path}", 303, headers=HEADERS)


def placed(parameters: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what an address names, numbers as numbers; None where one is none that a store could give."""
    found: dict[str, Any] = dict(parameters)
    for name in _NUMBERED & found.keys():
        if not _NUMBER.fullmatch(found[name]):
            return None
        found[name] = int(found[name])
    return found


def now() -> datetime:
    """Return the moment it is."""
    return datetime.now(UTC)


def kept(typed: Typed) -> list[str]:
    """Return what people wrote themselves of a form, longest first, to be shown when it cannot be kept."""
    texts = {value.strip() for name, value in typed if name not in _OURS}
    return sorted((text for text in texts if _HAN(text)), key=len, reverse=True)


_OURS = frozenset({CSRF, "token"})
_NUMBERED = frozenset({"number", "edition"})
_NUMBER = re.compile("[1-9][0-9]{0,17}", re.ASCII)
_HAN = re.compile("[\u3400-\u9fff]").search
