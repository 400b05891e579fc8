"""Clerks at the workbench over HTTP, each with a browser of his own: cookies, pages, forms."""

import asyncio
import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.applications import Starlette

from service.access import Role, operator
from service.credentials import Issued, Scope, issue
from service.store import Store
from tests.reading.inventory import COUNTY

HERE = "http://workbench.test"
Fields = list[tuple[str, str]]


def token(store: Store, *roles: Role, name: str = "", division: str = COUNTY, **scope: Any) -> Issued:
    """A token of these roles in a division, or one body of it."""
    told = name or "、".join(role.label for role in roles)
    with store.write() as connection:
        return issue(
            operator("root"),
            connection,
            name=told,
            roles=roles,
            scope=Scope(division=division, **scope),
            now=datetime.now(UTC),
        )


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The one loop in which applications answer, as they do when they are served."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


class Form:
    """A form of a page: where it goes, what stands in it, what its buttons say."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.fields: Fields = []
        self.buttons: list[tuple[str, str]] = []

    def filled(self, press: tuple[str, str] | None = None, **said: Any) -> Fields:
        """The fields as they are sent when `said` is put in their place (`__` is a dot)."""
        told = {name.replace("__", "."): value for name, value in said.items()}
        kept = [(name, value) for name, value in self.fields if name not in told]
        for name, value in told.items():
            kept += [(name, each) for each in ([value] if isinstance(value, str) else value)]
        return [*kept, *([press] if press else [])]


class Html(HTMLParser):
    """A page as its reader has it: text, links, headings, forms; every element must be closed."""

    VOID = frozenset({"meta", "link", "br", "input", "wbr", "img", "rect", "line", "path"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.heading = ""
        self.lines: list[str] = []
        self._open: list[str] = []
        self._select: str | None = None
        self._chosen: str | None = None
        self._textarea: tuple[str, list[str]] | None = None
        self.feed(text)
        self.close()
        assert self._open == []
        assert len(self.ids) == len(set(self.ids))

    @property
    def text(self) -> str:
        """What can be read, in one line."""
        return " ".join(" ".join(self.lines).split())

    def form(self, action: str) -> Form:
        """The one form that goes there."""
        (found,) = [form for form in self.forms if form.action == action]
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.ids += [told["id"]] if "id" in told else []
        if tag not in self.VOID:
            self._open.append(tag)
        if tag == "a":
            self.links.append(told.get("href", ""))
        elif tag == "form":
            self.forms.append(Form(told.get("action", "")))
        elif tag in ("input", "button", "select", "textarea") and told.get("name") and self.forms:
            self._control(tag, told)
        elif tag == "option" and (self._chosen is None or "selected" in told):
            self._chosen = told.get("value", "")

    def _control(self, tag: str, told: Mapping[str, str]) -> None:
        form, name, value = self.forms[-1], told["name"], told.get("value", "")
        if tag == "button":
            form.buttons.append((name, value))
        elif tag == "select":
            self._select, self._chosen = name, None
        elif tag == "textarea":
            self._textarea = (name, [])
        elif told.get("type") not in ("checkbox", "radio") or "checked" in told:
            form.fields.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        assert self._open
        assert self._open.pop() == tag, tag
        if tag == "select" and self._select is not None:
            self.forms[-1].fields.append((self._select, self._chosen or ""))
            self._select = None
        elif tag == "textarea" and self._textarea:
            name, parts = self._textarea
            self.forms[-1].fields.append((name, "".join(parts).removeprefix("\n")))
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._textarea[1].append(data)
        if "h1" in self._open:
            self.heading += data
        self.lines.append(data)


class Clerk:
    """Somebody with a browser."""

    def __init__(self, app: Starlette) -> None:
        self._app = app
        self.cookies = httpx.Cookies()
        self.answer = httpx.Response(200)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for a page."""
        return self._send("GET", path, None, headers)

    def post(self, path: str, fields: Fields, **headers: str) -> httpx.Response:
        """Send a form, as a browser does from a page of this site."""
        return self._send("POST", path, fields, {"origin": HERE, "sec-fetch-site": "same-origin", **headers})

    def look(self, path: str, status: int = 200) -> Html:
        """The page there, which must be answered so."""
        answer = self.get(path)
        assert answer.status_code == status, (path, answer.status_code, told(answer))
        return Html(answer.text)

    def submit(self, page: Html, action: str, press: tuple[str, str] | None = None, **said: Any) -> Html:
        """Fill in a form of a page and send it; the page one comes to."""
        answer = self.post(action, page.form(action).filled(press, **said))
        if answer.status_code == 303:
            return self.look(answer.headers["location"])
        return Html(answer.text)

    def sign_in(self, text: str) -> "Clerk":
        """Sign in, which must succeed."""
        page = self.look("/workbench/sign-in")
        answer = self.post("/workbench/sign-in", page.form("/workbench/sign-in").filled(token=text))
        assert answer.status_code == 303, told(answer)
        return self

    def _send(
        self, method: str, path: str, fields: Fields | None, headers: Mapping[str, str]
    ) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items() if value}

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url=HERE, cookies=self.cookies) as client:
                if fields is None:
                    found = await client.request(method, path, headers=named)
                else:
                    form = {"content-type": "application/x-www-form-urlencoded", **named}
                    body = urlencode(fields).encode()
                    found = await client.request(method, path, headers=form, content=body)
                self.cookies = client.cookies
                return found

        self.answer = asyncio.run_coroutine_threadsafe(send(), _loop()).result()
        return self.answer


def told(answer: httpx.Response) -> str:
    """What an answer says, shortly."""
    return unescape(re.sub(r"<[^>]*>|\s+", " ", answer.text))[:600]
