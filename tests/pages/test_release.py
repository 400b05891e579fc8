"""What tells a release: everything that pages and files are made with."""

from pathlib import Path

import pytest

from service.pages import release


@pytest.mark.parametrize("name", ["service/pages/static/quanze.css", "seeds/publication/list.typ"])
def test_a_release_with_another_form_is_another(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "_ROOM", tmp_path / "service")
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    told = set()
    for text in ("before", "after"):
        file.write_text(text, "utf-8")
        told.add(release.release.__wrapped__())
        compiled = file.parent / "__pycache__" / "made.pyc"
        compiled.parent.mkdir(exist_ok=True)
        compiled.write_text(text, "utf-8")
        told.add(release.release.__wrapped__())
    assert len(told) == 2
