"""Lists of every sort that pages show: three levels, separate duties, no categories, hostile text, drafts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin

from service.items import Duty, ListedItem
from service.pages import Asking, Site, catalogue_of, rendered
from service.pages.working import Working
from service.store import Store
from service.vocabulary import Category, ListKind
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, add_instrument, publish
from tests.support.lists import listed

LAW = "《中华人民共和国行政许可法》第十二条第一项：“下列事项可以设定行政许可：（一）直接涉及国家安全的事项。”"
HOSTILE = "<script>alert(1)</script>\u202e\"'&amp;</td>"
HOSTILE_BODY = '"><img src=x onerror=alert(2)>局'
DRAFT = "草稿里才有的事项"
STAGES = (
    Duty(stage="受理", text="受理责任：公示条件。", basis="《行政许可法》第三十条"),
    Duty(stage="审查", text="审查责任：审查材料。", basis="《行政许可法》第三十四条"),
    Duty(stage="决定", text="决定责任：作出决定。"),
)
LATER = datetime(2026, 11, 23, 9, tzinfo=UTC)


def registration(**fields: object) -> ListedItem:
    """The power that all levels have, with every field that a page shows apart."""
    told: dict[str, object] = {
        "codes": ("000111001000",),
        "setting_basis": LAW,
        "level_text": "县级",
        "supervision": "0570-6012345，12345",
        "accountability": "不依法受理的。",
        "legal_time_limit": "20个工作日",
        "promised_time_limit": "5个工作日",
        "fee_standard": "不收费",
        "extra": {"联系人": "张三"},
    }
    return listed("社会团体成立登记", **{**told, **fields})  # type: ignore[arg-type]


def county(year: int) -> list[ListedItem]:
    """The county's power list of that year."""
    items = [
        registration(promised_time_limit="5个工作日" if year < 2025 else "即办"),
        listed(
            "对违反登记规定的处罚" if year < 2025 else "对违反登记管理规定的处罚",
            category=Category.PENALTY,
            codes=("000211001000",),
        ),
        listed(HOSTILE, body=HOSTILE_BODY, setting_basis=HOSTILE, remarks=HOSTILE, codes=(HOSTILE,)),
        listed("没有依据的事项", body="", category=Category.OTHER),
        listed("慈善组织公开募捐资格审核", sub_item_name="首次申请", codes=("000111004001",)),
    ]
    if year < 2025:
        return [*items, listed("采矿权登记", body="自然资源局", category=Category.CONFIRMATION)]
    return [*items, listed("最低生活保障金给付", category=Category.PAYMENT)]


def fill(store: Store) -> None:
    """Load and publish everything."""
    add_divisions(store, PROVINCE, CITY, COUNTY)
    add_instrument(store, "中华人民共和国行政许可法")
    publish(store, "2025", [registration(level_text="省级")], division=PROVINCE)
    publish(store, "2025", [registration(duties=STAGES)], division=CITY, kind=ListKind.COMBINED)
    for year in (2024, 2025):
        publish(store, str(year), county(year), division=COUNTY)
    publish(
        store,
        "2025补",
        [*county(2025)[:3], *county(2025)[4:]],
        division=COUNTY,
        effective=date(2025, 1, 1),
        now=LATER,
    )
    publish(store, "2025正", county(2025), division=COUNTY, effective=date(2025, 6, 1), now=LATER)
    publish(
        store,
        "2025",
        [listed("社会团体成立登记", codes=("000111001000",), duties=STAGES)],
        division=COUNTY,
        kind=ListKind.RESPONSIBILITY,
    )
    publish(store, "2025", [listed("不动产登记费", category=None)], division=COUNTY, kind=ListKind.CHARGES)
    publish(store, "2026", [*county(2025), listed(DRAFT, body="草稿局")], division=COUNTY, draft=True)
    publish(store, "2026", [listed(DRAFT)], division=PROVINCE, kind=ListKind.COMBINED, draft=True)


class Links(HTMLParser):
    """What a page refers to, and its elements as they are nested."""

    VOID = frozenset({"meta", "link", "br", "input", "wbr", "img", "rect", "line", "path"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.elements.append((tag, told))
        self.links += [value for name in ("href", "src", "action") if (value := told.get(name))]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        (self.scripts if self.open and self.open[-1] == "script" else self.text).append(data)


def followed(address: str, links: list[str]) -> set[str]:
    """Return the addresses on the same site that a page links to."""
    found = set()
    for link in links:
        if link.startswith(("data:", "tel:", "/", "?", "#", "http:", "https:")):
            continue
        whole = urljoin(f"http://site/{address}", link)
        found.add(unquote(whole.removeprefix("http://site/").partition("#")[0].partition("?")[0]))
    return found


def pages(store: Store, site: Site, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every page that can be reached from the front page by following links."""
    with store.read() as connection:
        asking = Asking(connection, catalogue_of(connection, site), Working(folder))
        seen, waiting = set(), [""]
        while waiting:
            address = waiting.pop()
            if address in seen or (address and not address.endswith("/")):
                continue
            seen.add(address)
            view = asking.view(address)
            assert view is not None, address
            assert view.address == address
            text = rendered(view, site).decode()
            yield address, text
            waiting += followed(address, Links(text).links)


def two_of_each(bodies: int, changed: str) -> list[ListedItem]:
    """Two items of each body (局0, 局1, …), all of which say 旧 but one of 局3, which says this."""
    told = [
        listed(f"事项{number}", body=f"局{number % bodies}", codes=(f"0001{number:05}000",), remarks="旧")
        for number in range(2 * bodies)
    ]
    return [listed("事项3", body="局3", codes=("000100003000",), remarks=changed), *told[:3], *told[4:]]
