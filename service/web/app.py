"""The application: which address is answered by what."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.collecting import collect_seldom
from service.settings import Settings, read_settings
from service.store import Store, data_version, open_store, require_newest
from service.store.slow import tell_slow_statements
from service.web.answers import KeptAnswers
from service.web.assets import asset
from service.web.cors import CrossOrigin
from service.web.direct import Direct
from service.web.graphql import GraphQLEndpoint
from service.web.headers import SecurityHeaders
from service.web.health import Readiness, healthz
from service.web.keeping import KeepingStarlette
from service.web.logs import configure_logs, log_slow_statement
from service.web.metrics import Metrics
from service.web.observing import Observed, Observer
from service.web.pages import Pages
from service.web.rates import RateLimit
from service.web.repeated import Repeated
from service.web.tracing import Traces
from service.web.turns import switch_often
from service.web.workbench import Workbench

_GRAPHQL = "/graphql"
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def application(store: Store, settings: Settings) -> Starlette:
    """Return the application over an open store; it closes the store when it shuts down.

    Raises `Refusal` for registered documents that cannot be used.
    """
    pages = Pages(store, settings)
    rates = RateLimit(settings.rate_limit) if settings.rate_limit else None
    endpoint = GraphQLEndpoint(store, settings, pages.graphiql, rates)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        answers.close()
        pages.close()
        store.close()
        if traces:
            traces.close()

    metrics = Metrics(lambda: _version(store))
    traces = Traces(settings.traces) if settings.traces else None
    observer = Observer(metrics, traces, slow=settings.slow_seconds, log_all=settings.log_requests)
    answers = KeptAnswers(store)

    def told(_request: Request) -> Response:
        """What Prometheus reads; a plain function, so that it asks the store in a thread."""
        body, media = metrics.exposition()
        return Response(body, media_type=media, headers={"Cache-Control": "no-store"})

    routes = [
        Route(_GRAPHQL, endpoint, methods=_METHODS),
        Route("/graphiql", pages.graphiql),
        Route("/assets/graphiql/{name}", asset),
        Route("/healthz", healthz),
        Route("/readyz", Readiness(store).readyz),
        *([Route("/metrics", told)] if settings.metrics else []),
        Route("/assets/quanze.css", pages.sheet),
        Route("/assets/search.js", pages.script),
        *Workbench(store, settings).routes,
        Route("/{address:path}", pages.page),
    ]
    app = KeepingStarlette(
        routes=routes,
        middleware=[
            Middleware(Observed, routes=routes, observer=observer),
            Middleware(SecurityHeaders),
            Middleware(CrossOrigin, origins=_origins(settings)),
            Middleware(Direct, endpoints={_GRAPHQL: endpoint}),
        ],
        lifespan=lifespan,
    )
    app.repeat(Repeated(app.unkept, _GRAPHQL, answers, observer, rates))
    app.keep(pages.shelf, metrics.counting("GET", "/{address:path}", 200))
    app.state.settings = settings
    return app


def _version(store: Store) -> int:
    with store.read() as connection:
        return data_version(connection)


def _origins(settings: Settings) -> frozenset[str]:
    return frozenset(filter(None, map(str.strip, settings.cors_origins.split(","))))


def create() -> Starlette:
    """Return the application as the settings have it; what `quanze serve` runs in each worker.

    Raises `Refusal` for settings or a store that cannot be used.
    """
    settings = read_settings()
    configure_logs()
    store = open_store(settings.database_url, settings.replica_url, mapped=True)
    require_newest(store)
    tell_slow_statements(store, settings.slow_seconds, log_slow_statement)
    app = application(store, settings)
    collect_seldom()
    switch_often()
    return app
