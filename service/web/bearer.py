"""Who asks over HTTP: whoever comes with `Authorization: Bearer …`, and by nothing else.

No cookie ever speaks for anybody here, so that no other site's page can.
"""

from functools import partial

import anyio
import structlog
from starlette.background import BackgroundTask
from starlette.requests import Request

from schema import ErrorCode
from service.credentials import Asker, Credentials, KeysUnavailableError, NotAuthenticatedError
from service.web.asked import TransportError

_CHALLENGE = 'Bearer realm="quanze", error="invalid_token"'
_AGAIN_AFTER = "30"
_log = structlog.get_logger("quanze.credentials")


class Bearer:
    """Tells who asks by the request's header; what stands in it is never logged."""

    def __init__(self, credentials: Credentials, limiter: anyio.CapacityLimiter | None = None) -> None:
        self._credentials, self._limiter = credentials, limiter

    async def asker(self, request: Request) -> Asker | None:
        """Return who asks, None for a request that does not say.

        Raises `TransportError` for one that says what is worth nothing: it is never answered as nobody's.
        """
        said = request.headers.getlist("authorization")
        if not said:
            return None
        scheme, _, text = said[0].partition(" ")
        try:
            if len(said) > 1 or scheme.lower() != "bearer":
                raise NotAuthenticatedError
            tell = partial(self._credentials.asker, text.strip(" "))
            return await anyio.to_thread.run_sync(tell, limiter=self._limiter)
        except NotAuthenticatedError as refused:
            told = f"{refused.message}{refused.fix}"
            raise TransportError(
                ErrorCode.UNAUTHENTICATED, told, **{"WWW-Authenticate": _CHALLENGE}
            ) from refused
        except KeysUnavailableError as refused:
            told = f"{refused.message}{refused.fix}"
            raise TransportError(
                ErrorCode.KEYS_UNAVAILABLE, told, **{"Retry-After": _AGAIN_AFTER}
            ) from refused

    def noting(self, asker: Asker | None) -> BackgroundTask | None:
        """Return what notes that a token was used, for after the answer."""
        if asker is None or asker.token is None:
            return None
        return BackgroundTask(self._note, asker)

    def _note(self, asker: Asker) -> None:
        try:
            if asker.token:
                self._credentials.note_use(asker.token)
        except Exception as failure:  # noqa: BLE001 - the answer is out; the use is noted another time
            _log.warning("use of a token not noted", subject=asker.principal.subject, exc_info=failure)
