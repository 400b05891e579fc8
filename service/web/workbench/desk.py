"""The workbench as an application: routes, who may come in, and what becomes of what fails."""

import secrets
import time
from collections.abc import Awaitable, Callable

import anyio
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.credentials import (
    Credentials,
    NotAuthenticatedError,
    Session,
    close_session,
    find_session,
    issuer_of,
    note_session,
    open_session,
)
from service.errors import DeadlineError, Refusal, StoreFailedError
from service.pages.working import Working
from service.settings import Settings
from service.store import Store
from service.web.rates import RateLimit
from service.web.workbench import adjustments, deciding, files, home, progress, proposing
from service.web.workbench.forms import posted, typed_of
from service.web.workbench.guard import PATH, Guard, csrf_of
from service.web.workbench.visits import (
    HEADERS,
    STATUSES,
    AbsentError,
    Visit,
    absent,
    kept,
    now,
    onward,
    page,
    placed,
)
from service.workbench import ASSETS, Typed, asset

_SIGN_INS_A_MINUTE = 30
_AT_ONCE = 4
_log = structlog.get_logger("quanze.workbench")
Handler = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]

_PAGES: tuple[tuple[str, Handler], ...] = (
    ("", home.tasks),
    ("/adjustments/{number}", adjustments.show),
    ("/adjustments/{number}/revise", proposing.revise),
    ("/propose", proposing.choose),
    ("/propose/form", proposing.fill),
    ("/matches", deciding.queues),
    ("/matches/editions/{edition}", deciding.of_edition),
    ("/matches/alignments/{division}/{kind}", deciding.of_alignment),
    ("/progress", progress.lists),
    ("/progress/{division}/{kind}", progress.book),
    ("/files", files.offered),
    ("/files/editions/{edition}/working.xlsx", files.working),
    ("/files/editions/{edition}/comparison.xlsx", files.comparison),
    ("/files/alignments/{division}/{kind}.xlsx", files.alignment),
)
_ACTS: tuple[tuple[str, Handler], ...] = (
    ("/adjustments/{number}/acts", adjustments.act),
    ("/adjustments/{number}/revise", proposing.file_revision),
    ("/propose/form", proposing.file),
    ("/matches/editions/{edition}", deciding.decide_edition),
    ("/matches/alignments/{division}/{kind}", deciding.decide_alignment),
    ("/progress/{division}/{kind}", progress.act),
)


async def _slashless(_request: Request) -> Response:
    return RedirectResponse(PATH, 308, headers=HEADERS)


class Workbench:
    """Serves the pages of the workbench from a store."""

    def __init__(self, store: Store, settings: Settings) -> None:
        """Take the store, and what says where the service is reached."""
        self._store = store
        self._working = Working(store)
        self._seconds = settings.query_seconds
        issuer = issuer_of(settings)
        self._credentials = Credentials(store, issuer)
        self._with_issuer = issuer is not None
        self._guard = Guard(settings)
        self._rates = RateLimit(_SIGN_INS_A_MINUTE)
        self._limiter: anyio.CapacityLimiter | None = None

    @property
    def routes(self) -> list[Route]:
        """Every address of the workbench."""
        acts = dict(_ACTS)
        found = [
            Route(f"{PATH}/sign-in", self.sign_in, methods=["GET", "POST"]),
            Route(f"{PATH}/sign-out", self.sign_out, methods=["POST"]),
            Route(f"{PATH}/assets/{{name}}", self.asset),
            Route(f"{PATH}/", _slashless),
        ]
        for path, shown in _PAGES:
            done = acts.pop(path, None)
            methods = ["GET", "POST"] if done else ["GET"]
            found.append(Route(f"{PATH}{path}", self._answering(shown, done), methods=methods))
        found += [
            Route(f"{PATH}{path}", self._answering(None, done), methods=["POST"])
            for path, done in acts.items()
        ]
        return [*found, Route(f"{PATH}/{{rest:path}}", self._answering(None, None))]

    async def asset(self, request: Request) -> Response:
        """The sheet or the script."""
        name = request.path_params["name"]
        if name not in ASSETS:
            raise HTTPException(404)
        kept_for = {"Cache-Control": "public, max-age=3600"}
        return Response(asset(name), media_type=ASSETS[name], headers=kept_for)

    async def sign_in(self, request: Request) -> Response:
        """The form to sign in with a token, and what comes of it."""
        entry = self._guard.entry_text(request)
        if request.method != "POST":
            return self._entry(request, entry)
        waits = self._rates.wait(request.client.host if request.client else None, time.monotonic())
        if waits:
            answer = self._entry(request, entry, "登录过于频繁，请稍后再试。", 429)
            answer.headers["Retry-After"] = str(int(waits) + 1)
            return answer
        try:
            typed = await posted(request)
        except Refusal as refusal:
            return self._entry(request, entry, refusal.message, 400)
        if not self._guard.is_ours(request, typed, entry):
            return self._entry(request, entry, "登录页面已经过期，请重新登录。", 403)
        held = self._guard.session_text(request)
        try:
            text = await anyio.to_thread.run_sync(
                self._open, typed.one("token"), held, limiter=self._threads()
            )
        except Refusal as refusal:
            status = 401 if isinstance(refusal, NotAuthenticatedError) else 503
            return self._entry(request, entry, refusal.message + refusal.fix, status)
        answer = onward("")
        self._guard.hold_session(request, answer, text)
        return answer

    async def sign_out(self, request: Request) -> Response:
        """End a session."""
        text = self._guard.session_text(request)
        try:
            typed = await posted(request)
        except Refusal:
            typed = Typed()
        if not self._guard.is_ours(request, typed, text):
            return page("absent.html", "没有这一页", 403)
        await anyio.to_thread.run_sync(self._close, text)
        answer = RedirectResponse(f"{PATH}/sign-in", 303, headers=HEADERS)
        self._guard.forget_session(request, answer)
        return answer

    def _entry(self, request: Request, entry: str, told: str = "", status: int = 200) -> Response:
        answer = page(
            "sign_in.html",
            "登录工作台",
            status,
            csrf=csrf_of(entry),
            told=told,
            with_issuer=self._with_issuer,
        )
        self._guard.hold_entry(request, answer, entry)
        return answer

    def _answering(self, shown: Handler | None, done: Handler | None) -> Endpoint:
        """The endpoint of an address: `shown` answers GET, `done` what a form posts."""

        async def endpoint(request: Request) -> Response:
            typed, text = Typed(), self._guard.session_text(request)
            try:
                asked = typed_of(request.url.query)
                if request.method == "POST":
                    typed = await posted(request)
            except Refusal as refusal:
                return page("refused.html", "没有办成", 400, refusal=refusal, typed=[])
            handler = done if request.method == "POST" else shown
            return await anyio.to_thread.run_sync(
                self._answer, request, handler, asked, typed, text, limiter=self._threads()
            )

        return endpoint

    def _answer(
        self, request: Request, handler: Handler | None, asked: Typed, typed: Typed, text: str
    ) -> Response:
        moment, place = now(), placed(request.path_params)
        try:
            with self._store.read(within=self._seconds) as connection:
                session = find_session(connection, text, moment)
        except NotAuthenticatedError:
            return self._unknown(request, typed, text)
        except Refusal as failure:
            return page("refused.html", "没有办成", 503, refusal=failure, typed=kept(typed))
        principal, csrf = session.principal, csrf_of(text)
        if request.method == "POST" and not self._guard.is_ours(request, typed, text):
            refusal = Refusal("forged-form", "这不是从工作台的页面提交的，没有办理。", "刷新页面后重新提交。")
            return page(
                "refused.html",
                "没有办成",
                403,
                who=principal,
                csrf=csrf,
                refusal=refusal,
                typed=[],
            )
        if handler is None or place is None:
            return absent(principal, csrf)
        visit = Visit(
            store=self._store,
            working=self._working,
            seconds=self._seconds,
            principal=principal,
            session=text,
            place=place,
            asked=asked,
            typed=typed,
            now=moment,
        )
        self._note(session, text, visit)
        return self._handled(handler, visit)

    def _handled(self, handler: Handler, visit: Visit) -> Response:
        try:
            return handler(visit)
        except AbsentError:
            return absent(visit.principal, csrf_of(visit.session))
        except Refusal as refusal:
            if refusal.code == "not-found":
                return absent(visit.principal, csrf_of(visit.session))
            failed = isinstance(refusal, StoreFailedError | DeadlineError)
            return visit.refused(refusal, 503 if failed else STATUSES.get(refusal.code))
        except Exception as failure:  # noqa: BLE001 - the rim: told by number, logged whole
            number = secrets.token_hex(4)
            _log.error("workbench failed", reference=number, exc_info=failure)
            told = Refusal(
                "failed", f"服务出错，编号 {number}，没有办理。", "稍后再试；仍不行时把编号告诉管理员。"
            )
            return visit.refused(told, 500)

    def _unknown(self, request: Request, typed: Typed, text: str) -> Response:
        """Nobody is known: he is sent to sign in; what he had typed is shown to him to be kept."""
        if request.method != "POST" and not text:
            return RedirectResponse(f"{PATH}/sign-in", 303, headers=HEADERS)
        refusal = Refusal("session-ended", "登录已经结束。", "请重新登录。")
        if request.method == "POST":
            refusal = Refusal("session-ended", "登录已经结束，没有办理。", "重新登录后再提交。")
        texts = kept(typed) if text else []
        answer = page("refused.html", "请重新登录", 401, refusal=refusal, typed=texts)
        self._guard.forget_session(request, answer)
        return answer

    def _note(self, session: Session, text: str, visit: Visit) -> None:
        """Note that the session is used; where that fails, what was asked is still answered."""
        if not session.is_stale(visit.now):
            return
        try:
            with self._store.write() as connection:
                note_session(connection, text, visit.now)
        except Refusal as failure:
            _log.warning("use of a session not noted", code=failure.code)

    def _open(self, token: str, held: str) -> str:
        moment = now()
        asker = self._credentials.asker(token, moment)
        if asker.token:
            self._credentials.note_use(asker.token, moment)
        with self._store.write() as connection:
            if held:
                close_session(connection, held)
            return open_session(connection, asker, moment)

    def _close(self, text: str) -> None:
        with self._store.write() as connection:
            close_session(connection, text)

    def _threads(self) -> anyio.CapacityLimiter:
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(_AT_ONCE)
        return self._limiter
