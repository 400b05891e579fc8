"""Items as checks take them, made in memory."""

from datetime import date

from service.checks import CheckContext, CheckReport, ListFacts, check_list
from service.checks.lists import NO_FACTS
from service.items import Body, Duty, ItemContent, StandingItem
from service.vocabulary import Category, Level, ListKind
from tests.support.registry import seeded_registry

COUNTY = "330824"
DAY = date(2024, 1, 1)
LAW = "《中华人民共和国行政许可法》第十二条第一项"
DUTIES = (Duty(text="依法受理、审查、决定、送达。"),)


def body(number: int = 1, name: str = "开化县民政局", credit_code: str | None = None) -> Body:
    return Body(number, name, COUNTY, credit_code)


_NUMBERS = iter(range(1, 10**9))


def item(
    name: str = "某事项许可",
    category: Category | None = Category.LICENSING,
    *,
    of: Body | None = None,
    level: Level | None = None,
    id: int | None = None,
    **fields: object,
) -> StandingItem:
    """An item that nothing is wrong with, but for what `fields` say."""
    number = next(_NUMBERS)
    content = {"setting_basis": LAW, "duties": DUTIES, "discretion": "见裁量基准", **fields}
    return StandingItem(
        id=id or number,
        revision=number,
        edition="2024",
        body=of or body(),
        category=category,
        level=level,
        content=ItemContent(name=name, **content),  # type: ignore[arg-type]
        content_hash=str(number).encode(),
    )


def checked(
    *items: StandingItem,
    kind: ListKind = ListKind.COMBINED,
    day: date = DAY,
    facts: ListFacts = NO_FACTS,
) -> CheckReport:
    return check_list(items, CheckContext(kind=kind, day=day, registry=seeded_registry()), facts)
