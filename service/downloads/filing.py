"""Which file is at which address: lists, bodies' parts of them, comparisons and alignments."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import BinaryIO, NamedTuple

from service import reading
from service.alignment import Alignment, write_report
from service.documents import (
    Cell,
    Cleanup,
    Paper,
    Table,
    chinese_font,
    write_alignment_csv,
    write_alignment_xlsx,
    write_cleanup_csv,
    write_cleanup_json,
    write_cleanup_workbook,
    write_pdf,
)
from service.documents.alignment import alignment_rows, alignment_sentence, alignment_title
from service.documents.cleanup import changes
from service.downloads.forms import CSV, FORMS, JSON, JSONLD, LIST_FORMS, PDF, REPORT_FORMS, XLSX, Form
from service.downloads.linked import write_list_jsonld
from service.downloads.lists import (
    Extract,
    paper_of,
    write_list_csv,
    write_list_json,
    write_list_xlsx,
)
from service.downloads.made import Made
from service.downloads.taking_over import taken_over
from service.items import Body, StandingItem
from service.pages import Holding, Like, Sources, addresses
from service.pages.alignment import files_against, files_below, highest_above
from service.pages.editions import body_name, until
from service.reading import BodyRecord, EditionRecord, marks
from service.reading.standing import items_of_lists
from service.vocabulary import ListKind

_FILE = re.compile(
    rf"(?P<page>divisions/(?P<code>[0-9]{{6,12}})/(?:alignment/"
    rf"|(?P<kind>[a-z-]+)/(?P<day>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:-[0-9]{{1,4}})?)/"
    rf"(?:bodies/(?P<number>[1-9][0-9]{{0,17}})/|(?P<changes>changes)/)?))"
    rf"(?:list|above)\.(?P<form>{'|'.join(FORMS)})",
    re.ASCII,
)
_CHANGES_ON_PAPER = ("序号", "变动类型", "实施主体", "事项名称", "变动内容", "理由")
_ALIGNMENT_ON_PAPER = (
    "行政区划", "实施主体", "事项名称", "子项名称", "参照事项名称", "参照子项名称", "名称差异",
    "同名称", "同类型", "同依据", "同编码", "结论",
)  # fmt: skip
# Longer lists are read anew for each form.
_MOST_HELD = 10_000
_KINDS = frozenset(kind.value for kind in ListKind)


class _Part(NamedTuple):
    """A page's list to be filed: what it is of, and the key of all that it is made of."""

    page: str
    extract: Extract
    key: bytes


def at(page: str, form: Form) -> str:
    """Return the address of a page's file."""
    return f"{page}list.{form.extension}"


class Filing:
    """Finds the files of a snapshot by their addresses."""

    def __init__(self, sources: Sources, *, pdf: bool = True) -> None:
        """Take what files are made of, and whether PDF is among them."""
        self._sources = sources
        self._pdf = pdf
        self._connection = sources.connection
        self._catalogue = sources.catalogue

    def find(self, address: str) -> Made | None:
        """Return the file at that address; None where there is none."""
        found = _FILE.fullmatch(address)
        if found is None:
            return None
        if found["kind"] is None:
            things: Sequence[Made] = self.of_alignment(found["code"])
        else:
            holding, edition = self._edition(found["code"], found["kind"], found["day"])
            if holding is None or edition is None:
                return None
            if found["changes"]:
                things = self.of_changes(holding, edition)
            elif found["number"]:
                things = self.of_bodies(holding, edition, [int(found["number"])])
            else:
                things = self.of_edition(holding, edition)
        return next((made for made in things if made.address == address), None)

    def _edition(self, code: str, kind: str, day: str) -> tuple[Holding | None, EditionRecord | None]:
        if kind not in _KINDS:
            return None, None
        holding = self._catalogue.find(code, ListKind(kind))
        return holding, holding.edition_on(day) if holding else None

    def key_of_edition(self, holding: Holding, edition: EditionRecord) -> bytes:
        """Return the key of all files of an edition but for its bodies' names."""
        above = [
            (each.code, each.name)
            for each in (*self._catalogue.above(holding.division.code), holding.division)
        ]
        before = holding.before(edition)
        stated = marks.comparison_mark(self._connection, before, edition)
        told = [self._sources.editions[each.id] for each in (edition, before) if each]
        return self._sources.key(told, above, stated)

    def of_edition(self, holding: Holding, edition: EditionRecord) -> list[Made]:
        """The whole list."""
        key = self._sources.key(
            self.key_of_edition(holding, edition), self._sources.bodies_of[holding.division.code]
        )

        def items() -> Iterator[StandingItem]:
            for _, of_body in reading.standing_by_body(self._connection, edition.id):
                yield from of_body

        page = holding.edition_address(edition)
        extract = self._extract(holding, edition, page, holding.division.name, items)
        return self._lists(_Part(page, extract, key))

    def of_bodies(self, holding: Holding, edition: EditionRecord, numbers: Sequence[int]) -> list[Made]:
        """The parts of these bodies; a body that has none is left out.

        What the edition left as it was is like the part of the edition before.
        """
        before = holding.before(edition)
        editions = [each for each in (edition, before) if each]
        parts = marks.part_rows(self._connection, [each.id for each in editions])
        keys = {each.id: self.key_of_edition(holding, each) for each in editions}
        known = reading.bodies_by_id(
            self._connection, [number for number in numbers if number in parts[edition.id]]
        )
        found: list[Made] = []
        for number, record in known.items():
            body_list = parts[edition.id][number]
            part, *stood = [
                self._part(holding, each, keys[each.id], body_list, record)
                for each in editions
                if parts[each.id].get(number) == body_list
            ]
            found += self._lists(part, *stood)
        return found

    def _part(
        self, holding: Holding, edition: EditionRecord, whole: bytes, body_list: int, record: BodyRecord
    ) -> _Part:
        owner = Body(record.id, record.name, record.division_code, record.credit_code)

        def items() -> Iterator[StandingItem]:
            return iter(items_of_lists(self._connection, edition.id, {body_list: owner}))

        day = holding.day_of(edition)
        page = addresses.edition_body(holding.division.code, holding.kind, day, record.id)
        return _Part(
            page,
            self._extract(holding, edition, page, body_name(record), items),
            self._sources.key(whole, body_list, self._sources.bodies[record.id]),
        )

    def _extract(
        self,
        holding: Holding,
        edition: EditionRecord,
        page: str,
        owner: str,
        items: Callable[[], Iterator[StandingItem]],
    ) -> Extract:
        site = self._catalogue.site
        return Extract(
            owner=owner,
            kind=holding.kind,
            division=holding.division.code,
            edition=edition,
            until=until(edition),
            address=site.absolute(page) if site.public_url else addresses.relative(page, page),
            items=_held(items),
        )

    def _lists(self, part: _Part, before: _Part | None = None) -> list[Made]:
        """The files of a list; `before` is one that has the same items."""
        extract, site = part.extract, self._catalogue.site

        def named(number: int) -> str:
            there = addresses.item(extract.division, extract.kind, number)
            return site.absolute(there) if site.public_url else addresses.relative(part.page, there)

        def paper(target: BinaryIO) -> None:
            write_pdf(paper_of(extract, extract.layout), target)

        writers: dict[Form, Callable[[BinaryIO], None]] = {
            XLSX: partial(write_list_xlsx, extract),
            CSV: partial(write_list_csv, extract),
            JSON: partial(write_list_json, extract),
            JSONLD: lambda target: write_list_jsonld(extract, target, named),
            PDF: paper,
        }
        found = self._made(f"{part.page}list.", LIST_FORMS, part.key, extract.name, writers)
        if before is None:
            return found
        return [
            made._replace(
                like=Like(at(before.page, form), self._key(form, before.key)),
                retell=partial(taken_over, form, before.extract, extract),
            )
            for form, made in zip(self._forms(LIST_FORMS), found, strict=True)
        ]

    def of_changes(self, holding: Holding, edition: EditionRecord) -> list[Made]:
        """What the edition changed since the one before; nothing for the first one."""
        before = holding.before(edition)
        if before is None:
            return []
        page = addresses.changes(holding.division.code, holding.kind, holding.day_of(edition))
        title = f"{holding.title}对照（{before.label}—{edition.label}）"

        @cache
        def cleanup() -> Cleanup:
            found = reading.reconcile_editions(self._connection, before, edition)
            return Cleanup(holding.division.name, holding.kind, found)

        def paper(target: BinaryIO) -> None:
            told = cleanup()
            write_pdf(_on_paper(told.title, until(edition), changes(told), _CHANGES_ON_PAPER), target)

        writers: dict[Form, Callable[[BinaryIO], None]] = {
            XLSX: lambda target: write_cleanup_workbook(cleanup(), target, edition.published_at),
            CSV: lambda target: write_cleanup_csv(cleanup(), target),
            JSON: lambda target: write_cleanup_json(cleanup().reconciliation, target),
            PDF: paper,
        }
        key = self.key_of_edition(holding, edition)
        return self._made(f"{page}list.", REPORT_FORMS, key, title, writers)

    def of_alignment(self, code: str) -> list[Made]:
        """The lists below a division held against its own, and its own against the one above."""
        catalogue = self._catalogue
        if not catalogue.of_division(code):
            return []
        name = catalogue.divisions[code].name
        found: list[Made] = []
        if below := files_below(catalogue, code):
            targets = [each.code for each in catalogue.below(code)]
            found += self._aligned(below, f"{name}三级四同对照", code, targets)
        above = highest_above(catalogue, code)
        if above and (against := files_against(catalogue, code)):
            title = f"{name}与{catalogue.divisions[above].name}三级四同对照"
            found += self._aligned(against, title, above, [code])
        return found

    def _aligned(self, named: str, title: str, reference: str, targets: Sequence[str]) -> list[Made]:
        divisions = reference, *targets
        lists = [holding for each in divisions for holding in self._catalogue.of_division(each)]
        moment = max(holding.latest.published_at for holding in lists)

        def aligned() -> Alignment:
            return self._sources.asking.aligned.whole(reference, targets)

        def paper(target: BinaryIO) -> None:
            found = aligned()
            table = alignment_rows(found, with_missing=True)
            write_pdf(
                _on_paper(alignment_title(found), alignment_sentence(found), table, _ALIGNMENT_ON_PAPER),
                target,
            )

        writers: dict[Form, Callable[[BinaryIO], None]] = {
            XLSX: lambda target: write_alignment_xlsx(aligned(), target, moment),
            CSV: lambda target: write_alignment_csv(aligned(), target),
            JSON: lambda target: write_report(aligned(), target),
            PDF: paper,
        }
        bodies = [self._sources.bodies_of[each] for each in divisions]
        key = self._sources.key(reference, self._sources.lists_mark(lists), self._sources.decided, bodies)
        return self._made(named, REPORT_FORMS, key, title, writers)

    def _made(
        self,
        named: str,
        forms: Sequence[Form],
        key: bytes,
        title: str,
        writers: Mapping[Form, Callable[[BinaryIO], None]],
    ) -> list[Made]:
        return [
            Made(
                named + form.extension,
                self._key(form, key),
                form.media,
                f"{title}.{form.extension}",
                writers[form],
            )
            for form in self._forms(forms)
        ]

    def _forms(self, forms: Sequence[Form]) -> list[Form]:
        return [form for form in forms if form is not PDF or self._pdf]

    def _key(self, form: Form, key: bytes) -> bytes:
        return self._sources.key(form.extension, key, chinese_font() if form is PDF else None)


def _held(items: Callable[[], Iterator[StandingItem]]) -> Callable[[], Iterator[StandingItem]]:
    """Items read once for all forms of a file, unless they are too many to hold."""
    held: list[StandingItem] | None = None

    def again() -> Iterator[StandingItem]:
        nonlocal held
        if held is not None:
            yield from held
            return
        found: list[StandingItem] = []
        for count, item in enumerate(items(), start=1):
            if count <= _MOST_HELD:
                found.append(item)
            elif found:
                found = []
            yield item
        held = found or None

    return again


def _on_paper(title: str, note: str, table: Table, shown: Sequence[str]) -> Paper:
    """The columns that a page of paper has room for: those whose titles begin so."""
    chosen = [place for place, column in enumerate(table.columns) if column.title.startswith(tuple(shown))]
    rows: Iterator[list[Cell]] = ([row[place] for place in chosen] for row in table.rows)
    return Paper(title, note, [table.columns[place] for place in chosen], rows)
