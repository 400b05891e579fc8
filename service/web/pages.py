"""Pages for people: what is here, and GraphiQL."""

from typing import Any

import anyio
import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from service import reading
from service.reading import PageRequest
from service.store import Store
from service.web.ready import ready_queries

_templates = Environment(
    loader=PackageLoader("service.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_SHOWN_LISTS = 50


class Pages:
    """The pages, over a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def home(self, _request: Request) -> Response:
        """What is here: the lists, and where to go."""
        return HTMLResponse(await anyio.to_thread.run_sync(self._home))

    async def graphiql(self, _request: Request) -> Response:
        """GraphiQL with the ready queries as tabs."""
        return HTMLResponse(await anyio.to_thread.run_sync(self._graphiql))

    def _home(self) -> str:
        with self._store.read() as connection:
            page = reading.edition_page(connection, PageRequest(first=_SHOWN_LISTS), latest=True)
            divisions = reading.divisions_by_code(
                connection, {edition.division_code for edition in page.nodes}
            )
            return _templates.get_template("home.html").render(
                editions=page.nodes,
                divisions=divisions,
                total=page.total_count,
                ready=[query.title for query in ready_queries(connection)],
            )

    def _graphiql(self) -> str:
        with self._store.read() as connection:
            ready = ready_queries(connection)
        tabs = [{"query": entry.query, "variables": _indented(entry.variables)} for entry in ready]
        return _templates.get_template("graphiql.html").render(
            page=_script_json({"endpoint": "/graphql", "tabs": tabs})
        )


def _indented(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value)).decode()


def _script_json(value: Any) -> Markup:
    """JSON that may stand in a script element: nothing in it can end the element."""
    text = msgspec.json.encode(value).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704
