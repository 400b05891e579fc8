"""An item while its rows are being read."""

from loaders.cells import SPACES
from loaders.layout import Layout
from loaders.marks import says_nothing

_DUTY_FIELDS = ("duty_stage", "duties", "duty_basis")


class Draft:
    """The cells of one item so far, by field.

    `values` single-valued fields, `more` further cells of them from following rows, `entries` one (stage,
    text, basis) for each duties cell, `is_main` whether the item opens a main item of its own.
    """

    __slots__ = ("codes", "entries", "extra", "is_main", "more", "rows", "values")

    def __init__(self, layout: Layout, cells: tuple[str, ...], row: int) -> None:
        self.rows = [row]
        self.is_main = True
        self.more: dict[str, list[str]] = {}
        single = layout.single
        values = {key: cells[index].strip(SPACES) for key, index in layout.plain}
        for key in ("name", "sub_item_name", "category_text", "body_name", "opinion", "reason"):
            index = single.get(key)
            values[key] = cells[index].strip(SPACES) if index is not None else ""
        for key, indexes in layout.repeats.items():
            if key in values and not values[key]:
                values[key] = first_filled(cells, indexes)
        self.values = values
        self.codes: list[str] = []
        self.entries: list[tuple[str, str, str]] = []
        self.extra: dict[str, str] = {}
        self._take_lists(layout, cells)
        for label, index in layout.extra:
            text = cells[index].strip(SPACES)
            if text:
                self.extra.setdefault(label, text)

    def _take_lists(self, layout: Layout, cells: tuple[str, ...]) -> None:
        index = layout.single.get("codes")
        if index is not None:
            text = cells[index].strip(SPACES)
            if text:
                self.codes.append(text)
            for further in layout.repeats.get("codes", ()):
                text = cells[further].strip(SPACES)
                if text:
                    self.codes.append(text)
        entry = duty_entry(layout, cells)
        if entry:
            self.entries.append(entry)

    def inherit(self, above: "Draft", keys: tuple[str, ...]) -> None:
        """Take over what is empty here and stands in the item above, for these fields."""
        for key in keys:
            if not self.values.get(key):
                self.values[key] = above.values.get(key, "")

    def inherit_all(self, above: "Draft") -> None:
        """Take over everything that is empty here: the same power under another body or category."""
        self.inherit(above, tuple(above.values))
        self.more = {key: list(texts) for key, texts in above.more.items() if self.values[key] == above.values[key]}
        self.codes = self.codes or list(above.codes)
        self.entries = self.entries or list(above.entries)
        self.extra = {**above.extra, **self.extra}

    def extend(self, layout: Layout, cells: tuple[str, ...], row: int, basis_above: str, duty_above: bool) -> None:
        """Take in a following row of the same item; its own cells alone, repeats dropped.

        `basis_above` is the text of a duties' basis merged down into this row; `duty_above` says that the
        duties cell itself is merged down into it.
        """
        self.rows.append(row)
        for key, index in layout.plain:
            self._add(key, cells[index].strip(SPACES) or first_filled(cells, layout.repeats.get(key, ())))
        for key in ("category_text", "body_name", "opinion", "reason"):
            index = layout.single.get(key)
            if index is not None and not self.values[key]:
                self.values[key] = cells[index].strip(SPACES)
        for label, index in layout.extra:
            text = cells[index].strip(SPACES)
            if text and text not in self.extra.get(label, "").split("\n"):
                self.extra[label] = f"{self.extra[label]}\n{text}" if label in self.extra else text
        before = len(self.entries)
        self._take_lists(layout, cells)
        self.codes = list(dict.fromkeys(self.codes))
        if len(self.entries) > before:
            self._settle_duty(before, basis_above, duty_above)

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
        if not text or text == self.values[key]:
            return
        if not self.values[key]:
            self.values[key] = text
            return
        texts = self.more.setdefault(key, [])
        if text not in texts:
            texts.append(text)


def duty_entry(layout: Layout, cells: tuple[str, ...]) -> tuple[str, str, str] | None:
    """Return a row's (stage, text, basis) of duties; a stage column that alone is filled holds the text."""
    stage, text, basis = [_filled(layout, cells, key) for key in _DUTY_FIELDS]
    if stage and not text:
        stage, text = "", stage
    if stage and says_nothing(stage):
        stage = ""
    return (stage, text, basis) if stage or text or basis else None


def _filled(layout: Layout, cells: tuple[str, ...], key: str) -> str:
    index = layout.single.get(key)
    if index is None:
        return ""
    return cells[index].strip(SPACES) or first_filled(cells, layout.repeats.get(key, ()))


def first_filled(cells: tuple[str, ...], indexes: tuple[int, ...]) -> str:
    """Return the first cell of these with any text, else an empty one."""
    for index in indexes:
        text = cells[index].strip(SPACES)
        if text:
            return text
    return ""
