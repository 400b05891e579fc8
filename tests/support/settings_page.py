"""docs/settings.md, written from the settings: `python -m tests.support.settings_page` writes it."""

from service.settings import PROJECT_ROOT, Settings
from tests.support.repository import ROOT

PAGE = ROOT / "docs" / "settings.md"
_HEAD = """# Settings

Environment variables, read when a command starts. An unknown `QUANZE_` variable is refused, so a misspelt
one never goes unnoticed. This page is written from `service/settings.py` by
`python -m tests.support.settings_page`; a test holds the two together.

| variable | default | meaning |
|---|---|---|
"""


def settings_page() -> str:
    """The page as Markdown: one row per setting; paths under the project's root shown as `<root>`."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "required" if field.is_required() else f"`{field.default!s}`"
        default = default.replace(str(PROJECT_ROOT), "<root>").replace("``", "none").replace("`None`", "none")
        rows.append(f"| `QUANZE_{name.upper()}` | {default} | {field.description} |\n")
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(settings_page(), "utf-8")
