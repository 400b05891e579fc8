"""Templates of the workbench filled in, and the files they load."""

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from service.pages.rendering import shown

ASSETS = {"workbench.css": "text/css; charset=utf-8", "workbench.js": "text/javascript; charset=utf-8"}
"""The files of the workbench by name, with what they are."""


def _finalized(value: Any) -> Any:
    """Nothing that anybody typed can turn or hide what stands around it."""
    return shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value


_templates = Environment(
    loader=PackageLoader("service.workbench"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=_finalized,
    auto_reload=False,
)


def filled(template: str, **told: Any) -> bytes:
    """Return the page."""
    return _templates.get_template(template).render(told).encode()


@cache
def asset(name: str) -> bytes:
    """Return a file of `ASSETS`; raises `KeyError` for any other name."""
    if name not in ASSETS:
        raise KeyError(name)
    return (files("service.workbench") / "static" / name).read_bytes()
