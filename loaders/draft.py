"""An item while its rows are being read."""

from loaders.cells import SPACES
from loaders.layout import Layout
from loaders.marks import says_nothing

STATED = ("opinion", "reason", "target", "identity", "number")
"""What a body states of a row in a working spreadsheet; no part of the item's content."""

ONE_CELL = frozenset({"name", "sub_item_name", "category_text", "body_name", *STATED})
"""Fields of one cell: a following row of the item gives them only where they are empty."""

_NO_EXTRA: dict[str, str] = {}  # one for all: a hundred thousand empty ones are felt


class Draft:
    """The cells of one item so far, by field.

    `values` single-valued fields, `more` further cells of them from following rows, `entries` one (stage,
    text, basis) for each duties cell, `is_main` whether the item opens a main item of its own.
    """

    __slots__ = ("codes", "entries", "extra", "is_main", "more", "rows", "values")

    def __init__(self, layout: Layout, cells: tuple[str, ...], row: int) -> None:
        self.rows = [row]
        self.is_main = True
        self.more: dict[str, list[str]] | None = None
        self.values = {key: cells[index].strip(SPACES) for key, index in layout.plain}
        if layout.absent:
            self.values.update(layout.absent)
        self.codes = [text for index in layout.code_columns if (text := cells[index].strip(SPACES))]
        entry = duty_entry(layout, cells)
        self.entries = [entry] if entry else []
        self.extra = {} if layout.extra else _NO_EXTRA
        if layout.repeats:
            for key, indexes in layout.repeats.items():
                if key in self.values and not self.values[key]:
                    self.values[key] = first_filled(cells, indexes)
        for label, index in layout.extra:
            text = cells[index].strip(SPACES)
            if text:
                self.extra.setdefault(label, text)

    def inherit(self, above: "Draft", keys: tuple[str, ...]) -> None:
        """Take over what is empty here and stands in the item above, for these fields."""
        for key in keys:
            if not self.values.get(key):
                self.values[key] = above.values.get(key, "")

    def inherit_all(self, above: "Draft") -> None:
        """Take over everything that is empty here: the same power under another body or category."""
        self.inherit(above, tuple(above.values))
        self.more = {
            key: list(texts)
            for key, texts in (above.more or {}).items()
            if self.values[key] == above.values[key]
        }
        self.codes = self.codes or list(above.codes)
        self.entries = self.entries or list(above.entries)
        self.extra = {**above.extra, **self.extra}

    def extend(
        self, layout: Layout, cells: tuple[str, ...], row: int, basis_above: str, duty_above: bool
    ) -> None:
        """Take in a following row of the same item; its own cells alone, repeats dropped.

        `basis_above` is the text of a duties' basis merged down into this row; `duty_above` says that the
        duties cell itself is merged down into it.
        """
        self.rows.append(row)
        for key, index in layout.plain:
            text = cells[index].strip(SPACES) or first_filled(cells, layout.repeats.get(key, ()))
            if text and (key not in ONE_CELL or not self.values[key]):
                self._add(key, text)
        for label, index in layout.extra:
            text = cells[index].strip(SPACES)
            if text and text not in self.extra.get(label, "").split("\n"):
                self.extra = self.extra if self.extra is not _NO_EXTRA else {}
                self.extra[label] = f"{self.extra[label]}\n{text}" if label in self.extra else text
        codes = (cells[index].strip(SPACES) for index in layout.code_columns)
        self.codes = list(dict.fromkeys([*self.codes, *(code for code in codes if code)]))
        entry = duty_entry(layout, cells)
        if entry:
            self.entries.append(entry)
            self._settle_duty(len(self.entries) - 1, basis_above, duty_above)

    def _settle_duty(self, before: int, basis_above: str, duty_above: bool) -> None:
        """A row with a basis alone under a merged duty belongs to that duty; a merged basis to every row."""
        stage, text, basis = self.entries[-1]
        if not text and not stage and before and (duty_above or not self.entries[before - 1][2]):
            self.entries.pop()
            stage, text, earlier = self.entries[-1]
            if basis not in earlier.split("\n"):
                self.entries[-1] = (stage, text, f"{earlier}\n{basis}" if earlier else basis)
        elif not basis and basis_above:
            self.entries[-1] = (stage, text, basis_above)
        elif (stage, text, basis) in self.entries[:before]:
            self.entries.pop()

    def _add(self, key: str, text: str) -> None:
        if not self.values[key]:
            self.values[key] = text
        elif text != self.values[key]:
            self.more = self.more or {}
            texts = self.more.setdefault(key, [])
            if text not in texts:
                texts.append(text)


def duty_entry(layout: Layout, cells: tuple[str, ...]) -> tuple[str, str, str] | None:
    """Return a row's (stage, text, basis) of duties; a stage column that alone is filled holds the text."""
    stage_at, text_at, basis_at = layout.duty_columns
    text = cells[text_at].strip(SPACES) if text_at is not None else ""
    basis = cells[basis_at].strip(SPACES) if basis_at is not None else ""
    stage = cells[stage_at].strip(SPACES) if stage_at is not None else ""
    if layout.repeats:
        text = text or first_filled(cells, layout.repeats.get("duties", ()))
        basis = basis or first_filled(cells, layout.repeats.get("duty_basis", ()))
    if stage and not text:
        stage, text = "", stage
    if stage and says_nothing(stage):
        stage = ""
    return (stage, text, basis) if stage or text or basis else None


def first_filled(cells: tuple[str, ...], indexes: tuple[int, ...]) -> str:
    """Return the first cell of these with any text, else an empty one."""
    for index in indexes:
        text = cells[index].strip(SPACES)
        if text:
            return text
    return ""
