"""Who is at the workbench: a cookie that holds an opaque random text, and what proves that a form is ours.

The cookie is HttpOnly, SameSite=Strict and sent to the workbench alone; over TLS it is Secure. A form
carries a hash of that text, which no other site can know, and a browser says where a form was sent from:
both must agree. `/graphql` reads no cookie, so that nothing but these forms can act for a clerk.
"""

import hashlib
import hmac
import re
import secrets
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from service.credentials import LASTS
from service.settings import Settings
from service.workbench import Typed

PATH = "/workbench"
CSRF = "csrf"
_NAME = "quanze_workbench"
_ENTRY = "quanze_entry"
_ENTRY_TEXT = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_ENTRY_SECONDS = 3600


class Guard:
    """Sets, reads and checks cookies."""

    def __init__(self, settings: Settings) -> None:
        self._public = urlsplit(settings.public_url)

    def session_text(self, request: Request) -> str:
        """What the browser holds of a session, empty where it holds none."""
        return request.cookies.get(self._named(request, _NAME), "")

    def hold_session(self, request: Request, response: Response, text: str) -> None:
        """Let the browser hold a session, and forget what signing in needed."""
        self._set(request, response, _NAME, text, int(LASTS.total_seconds()))
        self._set(request, response, _ENTRY, "", 0)

    def forget_session(self, request: Request, response: Response) -> None:
        """Let the browser forget its session."""
        self._set(request, response, _NAME, "", 0)

    def entry_text(self, request: Request) -> str:
        """What the form for signing in is tied to: what the browser holds already, or something new."""
        held = request.cookies.get(self._named(request, _ENTRY), "")
        return held if _ENTRY_TEXT.fullmatch(held) else secrets.token_urlsafe(32)

    def hold_entry(self, request: Request, response: Response, text: str) -> None:
        """Let the browser hold what the form for signing in is tied to."""
        self._set(request, response, _ENTRY, text, _ENTRY_SECONDS)

    def is_ours(self, request: Request, typed: Typed, text: str) -> bool:
        """Whether a form was sent from a page of ours, to the browser that holds this text."""
        said = typed.one(CSRF).encode("utf-8", "surrogatepass")
        return (
            bool(text) and self._is_from_here(request) and hmac.compare_digest(said, csrf_of(text).encode())
        )

    def _is_from_here(self, request: Request) -> bool:
        """Whether the browser says that the form stands on this very site."""
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return False
        origin = urlsplit(request.headers.get("origin", ""))
        if origin.scheme not in ("http", "https") or not origin.netloc:
            return False
        return origin.netloc in {request.headers.get("host", ""), self._public.netloc}

    def _is_secure(self, request: Request) -> bool:
        return request.url.scheme == "https" or self._public.scheme == "https"

    def _named(self, request: Request, name: str) -> str:
        return f"__Secure-{name}" if self._is_secure(request) else name

    def _set(self, request: Request, response: Response, name: str, text: str, seconds: int) -> None:
        response.set_cookie(
            self._named(request, name),
            text,
            max_age=seconds,
            path=PATH,
            secure=self._is_secure(request),
            httponly=True,
            samesite="strict",
        )


def csrf_of(text: str) -> str:
    """Return what forms carry for a browser that holds this text."""
    return hashlib.sha256(b"quanze csrf\0" + text.encode("utf-8", "surrogatepass")).hexdigest()
