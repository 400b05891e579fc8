"""The operators' page names every finding a load can make, with its severity, and every limit."""

import re
from pathlib import Path

from loaders import messages

PAGE = (Path(__file__).parents[2] / "docs" / "loading.md").read_text("utf-8")


def test_every_code_is_on_the_page() -> None:
    source = Path(messages.__file__).read_text("utf-8")
    in_code = set(re.findall(r'_finding\(\s*"([a-z-]+)"', source))
    on_page = set(re.findall(r"^\| `([a-z-]+)` \| (?:error|warning|advice)", PAGE, re.MULTILINE))
    assert len(in_code) > 15
    assert in_code == on_page
