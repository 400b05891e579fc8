"""Items collected over a file: built from their drafts and checked as they come."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from loaders import messages
from loaders.cells import SPACES
from loaders.draft import STATED, Draft
from loaders.layout import Layout
from loaders.marks import says_nothing
from loaders.options import ReadOptions
from loaders.repeats import Repeats
from service.codes import check_credit_code, read_code
from service.findings import Finding, Severity
from service.items import Duty, ItemContent, ListedItem, PackedItems
from service.vocabulary import Category, CategoryReading, ListKind, read_category

_MAX_LISTED = 1_000
_CODE_SEPARATORS = str.maketrans({"；": "\n", ";": "\n", "、": "\n", "，": "\n", ",": "\n"})


_NOTHING_STATED: dict[str, str] = {}


@dataclass(slots=True)
class Place:
    """Where items stand: their sheet and layout, and what holds for rows that do not say it themselves."""

    sheet: str
    layout: Layout
    category: Category | None = None
    category_text: str = ""
    body: str = ""


class Collector:
    """Builds and checks the items of one file, and keeps its findings.

    `items` are all that were read, `is_main` and `is_sub` tell of each whether it opens a main item and
    whether it has a sub-item's name, `dropped` holds the places of those that only repeat an earlier one.
    """

    def __init__(self, options: ReadOptions) -> None:
        self.items = PackedItems()
        self.is_main, self.is_sub = bytearray(), bytearray()
        self.dropped: set[int] = set()
        self._options = options
        self._findings: list[Finding] = []
        self._listed: Counter[str] = Counter()
        self._categories: dict[str, CategoryReading] = {}
        self._credit_codes: set[str] = set()
        self._told: set[tuple[str, str]] = set()
        self._last_body = ""
        self._repeats = Repeats()
        self._given = self._given_category()

    def find(self, finding: Finding) -> None:
        """Keep a finding; beyond a thousand of one code they are counted only."""
        self._listed[finding.code + finding.severity] += 1
        if self._listed[finding.code + finding.severity] <= _MAX_LISTED:
            self._findings.append(finding)

    def find_once(self, code: str, sheet: str, make: Callable[[], Finding]) -> None:
        """Keep a finding of that code once for each sheet."""
        if (code, sheet) not in self._told:
            self._told.add((code, sheet))
            self.find(make())

    def findings(self) -> list[Finding]:
        """Return what was found, with a closing one for each code that had more than are listed."""
        further = [
            messages.further(finding.code, finding.severity, self._listed[key] - _MAX_LISTED)
            for key, finding in {f.code + f.severity: f for f in self._findings}.items()
            if self._listed[key] > _MAX_LISTED
        ]
        return self._findings + further

    def add(self, draft: Draft, place: Place) -> None:
        """Build a draft's item and check it."""
        values, layout = draft.values, place.layout
        if draft.more:
            for key, texts in draft.more.items():
                values[key] = "\n".join([values[key], *texts])
        stated = _stated(values) if layout.is_returned else _NOTHING_STATED
        category = self._category(draft, place)
        body = values["body_name"]
        if body and not says_nothing(body):
            self._last_body = body
        else:
            values["body_name"] = self._body(place, draft.rows[0])
        sub = values["sub_item_name"]
        if sub and says_nothing(sub):
            values["sub_item_name"] = ""
        for key, text in layout.constants.items():
            if not values.get(key):
                values[key] = text
        codes = self._codes(draft.codes, place, draft.rows[0]) if draft.codes else ()
        duties = tuple([Duty(text, stage, basis) for stage, text, basis in draft.entries])
        content = ItemContent(codes=codes, duties=duties, extra=draft.extra, **values)
        self._check(content, place, draft.rows[0])
        self.is_main.append(draft.is_main)
        self.is_sub.append(bool(content.sub_item_name))
        self._repeats.see(content, category)
        self.items.append(
            ListedItem(
                content=content,
                category=category,
                sheet=place.sheet,
                rows=tuple(draft.rows),
                **stated,
            )
        )

    def _given_category(self) -> CategoryReading | None:
        text = self._options.category
        if text is None:
            return None
        reading = self._read_category(text)
        if reading.category is None:
            self.find(messages.unknown_category("", None, None, text, reading.nearest))
        return reading

    def _read_category(self, text: str) -> CategoryReading:
        reading = self._categories.get(text)
        if reading is None:
            named = text.strip().upper().replace("-", "_")
            if named in Category.__members__:
                reading = CategoryReading(Category(named), "", None)
            else:
                reading = read_category(text)
            self._categories[text] = reading
        return reading

    def _category(self, draft: Draft, place: Place) -> Category | None:
        text = draft.values["category_text"]
        if text and not says_nothing(text):
            reading = self._read_category(text)
            if reading.category is None:
                severity = Severity.ERROR if self._options.kind.needs_category else Severity.WARNING
                heading = place.layout.heading("category_text")
                self.find(
                    messages.unknown_category(
                        place.sheet, draft.rows[0], heading, text, reading.nearest, severity
                    )
                )
            return reading.category
        if place.category:
            draft.values["category_text"] = place.category_text
            return place.category
        constant = place.layout.constants.get("category_text")
        if constant:
            draft.values["category_text"] = constant
            return self._read_category(constant).category
        if self._given:
            draft.values["category_text"] = self._options.category or ""
            return self._given.category
        if self._options.kind is ListKind.LICENSING:
            return Category.LICENSING
        if self._options.kind.needs_category:
            heading = place.layout.heading("category_text")
            self.find(messages.unknown_category(place.sheet, draft.rows[0], heading, "", None))
        return None

    def _body(self, place: Place, row: int) -> str:
        body = place.body
        if not body and place.layout.single.get("body_name") is not None and self._last_body:
            body = self._last_body
            self.find_once(
                "body-carried-down", place.sheet, lambda: messages.body_carried_down(place.sheet, row, body)
            )
        if not body and not place.layout.constants.get("body_name"):
            self.find_once("missing-body", place.sheet, lambda: messages.missing_body(place.sheet, row))
        return body

    def _codes(self, cells: list[str], place: Place, row: int) -> tuple[str, ...]:
        """Return the codes of the cells, as written; a cell may hold several, divided by lines or commas."""
        if len(cells) > 1 or not cells[0].isalnum():
            parts = "\n".join(cells).translate(_CODE_SEPARATORS).split("\n")
            cells = [
                code for code in dict.fromkeys(part.strip(SPACES) for part in parts) if not says_nothing(code)
            ]
        for code in cells:
            reading = read_code(code)
            if not reading.valid:
                self.find(
                    messages.bad_code(place.sheet, row, place.layout.heading("codes"), reading.problems)
                )
        return tuple(cells)

    def _check(self, content: ItemContent, place: Place, row: int) -> None:
        if "setting_basis" in place.layout.single and says_nothing(content.setting_basis):
            self.find(messages.missing_basis(place.sheet, row, place.layout.heading("setting_basis")))
        credit_code = content.credit_code
        if credit_code and credit_code not in self._credit_codes:
            self._credit_codes.add(credit_code)
            reading = check_credit_code(credit_code)
            if not reading.valid and reading.problem and not says_nothing(credit_code):
                heading = place.layout.heading("credit_code")
                self.find(messages.bad_credit_code(place.sheet, row, heading, credit_code, reading.problem))

    def settle(self) -> PackedItems:
        """Tell what the file brings twice, and return what is kept; called once all is read."""
        items = self.items
        for repeat in self._repeats.find(items):
            place = (items.sheet(repeat.later), items.rows(repeat.later)[0])
            earlier = (items.sheet(repeat.earlier), items.rows(repeat.earlier)[0])
            if repeat.is_same:
                self.dropped.add(repeat.later)
                self.find(messages.duplicate_row(*place, *earlier))
            else:
                name = items.outline(repeat.later).name
                self.find(messages.same_name(*place, name, *earlier))
        if not self.dropped:
            return self.items
        return self.items.without(self.dropped)


def _stated(values: dict[str, str]) -> dict[str, str]:
    """Take what the body states of the row out of the values."""
    return {key: values.pop(key) for key in STATED if key in values}
