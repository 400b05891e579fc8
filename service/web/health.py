"""Whether the process serves, and whether its store answers."""

import anyio
import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from service.store import Store, data_version

_log = structlog.get_logger("quanze.health")


async def healthz(_request: Request) -> Response:
    """200 once the process serves."""
    return JSONResponse({"status": "ok"})


class Readiness:
    """200 once the store answers, 503 while it does not."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def readyz(self, _request: Request) -> Response:
        """Ask the store."""
        try:
            version = await anyio.to_thread.run_sync(self._version)
        except Exception as failure:  # noqa: BLE001 - whatever is wrong, the answer is that it is not ready
            _log.warning("store does not answer", exc_info=failure)
            return JSONResponse({"status": "store does not answer"}, 503)
        return JSONResponse({"status": "ready", "data_version": version})

    def _version(self) -> int:
        with self._store.read() as connection:
            return data_version(connection)
