"""What tells this release's way of making pages, and what is worked out for them."""

import hashlib
from functools import cache
from pathlib import Path

from service.reading import marks

_ROOM = Path(__file__).resolve().parents[1]


@cache
def release() -> str:
    """Return what tells this release: a hash over all that is in the service and its seeds."""
    told = hashlib.sha256()
    for folder in (_ROOM, _ROOM.parent / "seeds"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.parent.name != "__pycache__":
                told.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return told.hexdigest()


def key_of(*parts: object) -> bytes:
    """Return the key of something that this release makes of these parts alone."""
    return marks.mark_of(release(), parts).to_bytes(8, "big")
