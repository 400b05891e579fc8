"""A browser to try pages in: where Chromium is, how it is started, what axe is asked."""

import shutil
from pathlib import Path

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
AXE = Path(__file__).parents[1] / "web" / "audits" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK_AXE = """
tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})
    .then(told => told.violations.map(v => [v.id, v.nodes.map(node => node.html).slice(0, 3)]))
"""
