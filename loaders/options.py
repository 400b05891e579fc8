"""How a file is to be read: what the operator states, and the bounds no file may pass."""

from collections.abc import Callable
from dataclasses import dataclass, field

from loaders.mapping import Mapping
from service.vocabulary import ListKind

Progress = Callable[[str, int, int], None]
"""Called now and then with the sheet's name, the rows read of it and its rows in all."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost at most; beyond it is refused as `unreadable-file` before memory is spent.

    `file_bytes` the file itself, `held_bytes` one that is held whole, any but CSV and TSV, `inflated_bytes` a
    zip's parts unpacked, `text_bytes` a JSON file or a document's text. `cells` a table's height × width or
    those of a document's tables together, `columns` a table's width, `merges` the merged areas of one sheet.
    `rows` and `row_bytes` the rows of a CSV or TSV file, and any one of them.
    """

    file_bytes: int = 1 << 30
    held_bytes: int = 256 << 20
    inflated_bytes: int = 1 << 30
    text_bytes: int = 256 << 20
    cells: int = 40_000_000
    columns: int = 1_000
    merges: int = 500_000
    rows: int = 2_000_000
    row_bytes: int = 8 << 20


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the operator says of a file: the list's kind, and what holds where the file itself is silent.

    `category` and `body` are as written (`--category`, `--body`); `sheets` empty means every visible sheet.
    """

    kind: ListKind
    category: str | None = None
    body: str | None = None
    sheets: tuple[str, ...] = ()
    mapping: Mapping | None = None
    limits: Limits = field(default_factory=Limits)
