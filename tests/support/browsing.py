"""A browser to try pages in: where Chromium is, how it is started, what axe is asked."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PATIENCE = 60_000
"""Milliseconds until something counts as not coming: a busy machine may take long over it."""
AXE = Path(__file__).parents[1] / "web" / "audits" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK_AXE = """
tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})
    .then(told => told.violations.map(v => [v.id, v.nodes.map(node => node.html).slice(0, 3)]))
"""


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Chromium, as long as it is wanted. Where the locale has no UTF-8, no file could be named in Chinese."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=ARGUMENTS,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            timeout=2 * PATIENCE,
        )
        yield browser
        browser.close()
