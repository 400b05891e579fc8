"""A small inventory made through the real door: lists of three divisions, loaded and published."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from sqlalchemy import Connection, event

from service.divisions import find_division
from service.editions import LoadRequest, LoadState, load
from service.items import Duty, ListedItem
from service.store import Store
from service.store.core import division, instrument
from service.text import fold
from service.vocabulary import Category, ListKind
from tests.support.lists import file_of, listed

PROVINCE, CITY, COUNTY = "330000", "330800", "330824"
LOADED_AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
LAW = "《中华人民共和国行政许可法》第十二条"


def add_divisions(store: Store, *codes: str) -> None:
    """Divisions of the standard, those above them first."""
    with store.write() as connection:
        for code in codes:
            found = find_division(code)
            assert found
            connection.execute(
                division.insert().values(
                    code=code, name=found.name, level=int(found.level), parent_code=found.parent
                )
            )


def add_instrument(store: Store, title: str, number: int = 1, **fields: object) -> int:
    """An instrument of the registry."""
    row = {"rank": "L", "status": "in-force", **fields}
    with store.write() as connection:
        connection.execute(
            instrument.insert().values(id=number, title=title, folded_title=fold(title), **row)
        )
    return number


def publish(
    store: Store,
    label: str,
    items: Iterable[ListedItem],
    *,
    division: str = COUNTY,
    kind: ListKind = ListKind.POWER,
    effective: date | None = None,
    now: datetime = LOADED_AT,
    draft: bool = False,
) -> None:
    """Load an edition and publish it, unless it is to stay a draft."""
    report = load(
        store,
        file_of(items),
        LoadRequest(division=division, kind=kind, label=label, effective=effective, publish=not draft),
        now,
    )
    assert report.state is (LoadState.DRAFT if draft else LoadState.PUBLISHED), report.findings


def county_items() -> list[ListedItem]:
    """Twelve items of three bodies."""
    return [
        listed("社会团体成立登记", codes=("000111001000",), setting_basis=LAW, level_text="县级"),
        listed("社会团体变更登记", codes=("000111001002",)),
        listed("慈善组织公开募捐资格审核", sub_item_name="首次申请"),
        listed(
            "最低生活保障金给付",
            category=Category.PAYMENT,
            legal_time_limit="20个工作日",
            promised_time_limit="即办",
            duties=(Duty(stage="受理", text="受理申请"),),
        ),
        listed("对违反登记管理规定的处罚", category=Category.PENALTY),
        listed("餐饮服务食品经营许可", body="市场监督管理局", codes=("000131023000",)),
        listed("特种设备使用登记", body="市场监督管理局", codes=("000131024000",)),
        listed("对经营不合格食品的处罚", body="市场监督管理局", category=Category.PENALTY),
        listed("对計量器具的監督檢查", body="市场监督管理局", category=Category.INSPECTION),
        listed("建设工程规划许可证核发", body="自然资源局", setting_basis="《城乡规划法》第四十条"),
        listed("采矿权登记", body="自然资源局", category=Category.CONFIRMATION),
        listed("对非法采矿的处罚", body="自然资源局", category=Category.PENALTY),
    ]


@contextmanager
def counted_statements(store: Store) -> Iterator[list[str]]:
    """The statements that the store is sent in the block, transactions' own aside."""
    sent: list[str] = []

    def note(_c: Connection, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
