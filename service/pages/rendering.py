"""Views filled into templates: the same bytes for the same view and site, wherever they go."""

import html
import re
from functools import cache, partial
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from service.pages import addresses
from service.pages.items import ItemView
from service.pages.linked_data import service_of
from service.pages.site import Site
from service.pages.views import View

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'"
)
"""What pages may load: their own sheet, and scripts of their own site if it has any."""

# Controls that turn or hide text around them, and what HTML has no place for; the data keep them.
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def shown(text: str) -> str:
    """Return the text without the characters that would turn or hide what stands around them."""
    # What is to be left out is never printable; line breaks are not either, so that it must be looked at.
    return text if text.isprintable() else _UNSHOWN.sub("", text)


def _written(value: Any) -> str:
    """Return a value as it stands in a page."""
    if type(value) is str:
        if value.isalnum():  # most names, and every number and code: nothing in them is escaped or left out
            return value
        # What `escape` does, without making a `Markup` of each of the hundred texts of a page.
        return html.escape(shown(value), quote=False).replace('"', "&#34;").replace("'", "&#39;")
    if type(value) is int or type(value) is Markup:
        return str(value)
    return escape(shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value)


class _Generator(CodeGenerator):
    """Compiles templates so that one call writes a value: Jinja's own finalizing and escaping take three."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("environment.written(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")")


class _Templates(Environment):
    """The templates' environment."""

    code_generator_class = _Generator
    written = staticmethod(_written)


_templates = _Templates(
    loader=PackageLoader("service.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_templates.globals["zip"] = zip


class NotFoundView(View, frozen=True, kw_only=True):
    """There is no such page."""

    template = "not_found.html"
    reason: str = "这里没有这一页。地址可能写错了，或者这份清单还没有公布。"


def rendered(view: View, site: Site) -> bytes:
    """Return the page."""
    # The page of what is not found answers at any depth, so that it cannot name anything relative to itself.
    link = (
        partial(_rooted, urlsplit(site.public_url).path or "/")
        if view.address == addresses.NOT_FOUND
        else partial(addresses.relative, view.address)
    )
    text = _template(view.template).render(
        view=view,
        site=site,
        link=link,
        policy=POLICY,
        stylesheet=addresses.STYLESHEET,
        search_script=addresses.SEARCH_SCRIPT,
        linked_data=script_json(service_of(view, site)) if isinstance(view, ItemView) else None,
    )
    return text.encode()


def _rooted(root: str, address: str) -> str:
    return root + address


def not_found(address: str = addresses.NOT_FOUND) -> NotFoundView:
    """Return the page that says so, at the address that was asked for."""
    return NotFoundView(address=address, heading="没有这一页")


@cache
def _template(name: str) -> Template:
    return _templates.get_template(name)


@cache
def stylesheet() -> bytes:
    """Return the one stylesheet."""
    return (files("service.pages") / "static" / "quanze.css").read_bytes()


@cache
def search_script() -> bytes:
    """Return the one script: it searches where no server answers."""
    return (files("service.pages") / "static" / "search.js").read_bytes()


def script_json(value: Any) -> Markup:
    """JSON that may stand in a script element: nothing in it can end the element."""
    text = shown(msgspec.json.encode(value).decode())
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704
