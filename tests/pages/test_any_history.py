"""Whatever happens between two publications, a folder is what it would be if it were written from nothing."""

import random
import shutil
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest
from sqlalchemy import select, update

from service.access import operator
from service.decisions import Proposal, record_decisions
from service.downloads import site_sections
from service.editions import LoadRequest, LoadState, load
from service.editions import publish as publish_draft
from service.items import ListedItem
from service.legal import load_instruments
from service.pages import Site, Sources, addresses, catalogue_of, write_site
from service.pages.working import Working
from service.store import Store
from service.store.core import current_item, data_version, division, edition, revision
from service.vocabulary import Category, Decision, ListKind
from tests.pages.inventory import LATER, Links, followed
from tests.pages.test_publishing import files
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions
from tests.support.lists import file_of, listed

BODIES = ("民政局", "水利局", "教育局", "")
NAMES = ("取水许可", "采砂许可", "学校设立批准", "社会团体成立登记", "对非法采矿的处罚", "</nav><thead>")
BASES = ("《行政许可法》第十二条", "《水法》第七条；《登记试行旧规》第三条", "")
LISTS = ((CITY, ListKind.POWER), (COUNTY, ListKind.POWER), (COUNTY, ListKind.RESPONSIBILITY))
CREDIT = "11330824MB1558081J"


class _History:
    """A store to which one thing after another happens, told by a number."""

    def __init__(self, store: Store, folder: Path, seed: int) -> None:
        self._store = store
        self._folder = folder
        self._random = random.Random(seed)
        self._lists: dict[tuple[str, ListKind], list[ListedItem]] = {}
        self._drafts: list[tuple[str, ListKind, str]] = []
        self._labels: dict[tuple[str, ListKind], list[str]] = {}
        self._hours = 0
        self.site = Site(pdf=False)
        add_divisions(store, PROVINCE, CITY, COUNTY)
        self.learn()

    def happen(self) -> None:
        """Let something happen."""
        steps = (
            self.load,
            self.publish,
            self.decide,
            self.decide_within,
            self.learn,
            self.rename,
            self.settle,
        )
        self._random.choices(steps, (8, 3, 2, 2, 2, 1, 1))[0]()

    def load(self) -> None:
        """An edition of any day, published or not, based on the one before or on any other."""
        draw = self._random
        which = draw.choice(LISTS)
        items = [self._changed(item) for item in self._lists.get(which, ()) if draw.random() < 0.9]
        items += [self._item() for _ in range(draw.randint(0 if items else 2, 2))]
        draw.shuffle(items)
        label, known = f"第{self._hours}版", self._labels.setdefault(which, [])
        request = LoadRequest(
            division=which[0],
            kind=which[1],
            label=label,
            effective=date(draw.randint(2020, 2028), 1, 1),
            base=draw.choice(known) if known and draw.random() < 0.3 else None,
            replace=True,
            publish=draw.random() < 0.75,
        )
        self._hours += 1
        report = load(self._store, file_of(items, name=label), request, LATER + timedelta(hours=self._hours))
        assert report.state in (LoadState.PUBLISHED, LoadState.DRAFT), report.findings
        if report.state is LoadState.DRAFT:
            self._drafts.append((*which, label))
        else:
            self._lists[which] = items
            known.append(label)

    def publish(self) -> None:
        """A draft."""
        if self._drafts:
            code, kind, label = self._drafts.pop(self._random.randrange(len(self._drafts)))
            self._hours += 1
            with self._store.write() as connection:
                publish_draft(connection, code, kind, label, LATER + timedelta(hours=self._hours))
            self._labels.setdefault((code, kind), []).append(label)

    def decide(self) -> None:
        """That powers of two lists are one, or are not."""
        with self._store.read() as connection:
            powers = connection.execute(select(current_item.c.item_id, current_item.c.list_id)).all()
        pairs = [(a.item_id, b.item_id) for a in powers for b in powers if a.list_id != b.list_id]
        self._decide(pairs, None)

    def decide_within(self) -> None:
        """The same of powers of a list's editions."""
        with self._store.read() as connection:
            published = select(edition.c.id, edition.c.list_id).where(edition.c.published_at.is_not(None))
            editions = connection.execute(published).all()
            if not editions:
                return
            which = self._random.choice(editions)
            of_list = select(revision.c.item_id).where(revision.c.list_id == which.list_id).distinct()
            powers = connection.execute(of_list.order_by(revision.c.item_id)).scalars().all()
        self._decide([(a, b) for a in powers for b in powers if a != b], which.id)

    def _decide(self, pairs: list[tuple[int, int]], edition_id: int | None) -> None:
        if pairs:
            before, after = self._random.choice(pairs)
            decision = self._random.choice((Decision.CONFIRMED, Decision.REJECTED, Decision.AUTOMATIC))
            told = Proposal(before=before, after=after, decision=decision, reason=f"理由{self._hours}")
            with self._store.write() as connection:
                record_decisions(connection, [told], decided_by=operator("王某"), edition_id=edition_id)

    def learn(self) -> None:
        """Of instruments: what they are also called, what became of them."""
        draw = self._random
        rows = [
            f"{title}\t{draw.choice(('', '登记试行旧规'))}\t{draw.choice(('in-force', 'repealed'))}"
            for title in ("中华人民共和国行政许可法", "中华人民共和国水法")
        ]
        registry = self._folder / "registry.tsv"
        registry.write_text("\n".join(["title\taliases\tstatus", *rows, ""]), "utf-8")
        with self._store.write() as connection:
            load_instruments(connection, registry)

    def rename(self) -> None:
        """A division."""
        code, name = self._random.choice((PROVINCE, CITY, COUNTY)), f"改名{self._hours}"
        with self._store.write() as connection:
            connection.execute(update(division).where(division.c.code == code).values(name=name))
            connection.execute(update(data_version).values(version=data_version.c.version + 1))

    def settle(self) -> None:
        """Settings."""
        url = self._random.choice(("", "https://a.example/", "https://b.example/lists/"))
        self.site = Site(pdf=False, public_url=url, findings=self._random.random() < 0.5)

    def _item(self) -> ListedItem:
        draw = self._random
        return listed(
            draw.choice(NAMES),
            draw.choice(BODIES),
            draw.choice((Category.LICENSING, Category.PENALTY)),
            codes=(f"0001000{draw.randint(10, 19)}000",) if draw.random() < 0.6 else (),
            setting_basis=draw.choice(BASES),
        )

    def _changed(self, item: ListedItem) -> ListedItem:
        draw = self._random
        if draw.random() < 0.7:
            return item
        fields = draw.choice(
            (
                {"name": draw.choice(NAMES)},
                {"body_name": draw.choice(BODIES)},
                {"setting_basis": draw.choice(BASES)},
                {"remarks": f"备注{self._hours}"},
                {"credit_code": CREDIT, "body_name": BODIES[0]},
            )
        )
        return msgspec.structs.replace(item, content=msgspec.structs.replace(item.content, **fields))


def _write(store: Store, folder: Path, site: Site, work: Path) -> dict[str, bytes]:
    with store.read() as connection:
        sources = Sources(connection, catalogue_of(connection, site), Working(work))
        write_site(folder, "", site_sections(sources), lambda section, done, of: None)
    return files(folder)


@pytest.mark.parametrize("seed", [1, 2, *(pytest.param(n, marks=pytest.mark.soak) for n in range(3, 60))])
def test_a_folder_is_what_it_would_be_from_nothing(sqlite_store: Store, tmp_path: Path, seed: int) -> None:
    """And every link in it leads to a file in it, and to every page."""
    history = _History(sqlite_store, tmp_path, seed)
    kept, anew, work = (tmp_path / name for name in ("kept", "anew", "work"))
    for step in range(8):
        history.happen()
        if step == 5:
            shutil.rmtree(work, ignore_errors=True)
        found = _write(sqlite_store, kept, history.site, work)
        if step % 2:
            assert found == _write(sqlite_store, anew, history.site, tmp_path / f"work{step}")
            shutil.rmtree(anew)
    linked = {"", addresses.NOT_FOUND}
    for path, content in found.items():
        if path.endswith("index.html"):
            links = followed(path.removesuffix("index.html"), Links(content.decode()).links)
            linked |= {unquote(link) for link in links}
    leading = {addresses.file_of(link) for link in linked}
    assert leading <= found.keys()
    assert {path for path in found if path.endswith(".html")} <= leading
