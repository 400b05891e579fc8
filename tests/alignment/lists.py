"""Lists of three levels for tests, written by hand."""

import random
from typing import Any

from service.alignment import AlignedList
from service.items import Body, ItemContent, StandingItem
from service.vocabulary import Category, Level

LEVELS = {"330000": Level.PROVINCE, "330800": Level.CITY, "330881": Level.COUNTY}
WATER = "《中华人民共和国水法》第七条、第四十八条"


def item(
    number: int,
    name: str,
    *,
    division: str = "330000",
    category: Category | None = Category.LICENSING,
    level: Level | None = None,
    **content: Any,
) -> StandingItem:
    """A standing item of the division's one body; fields of its content by name."""
    return StandingItem(
        id=number,
        revision=number,
        edition="2024",
        body=Body(id=int(division), name="水利局", division=division),
        category=category,
        level=level,
        content=ItemContent(name=name, **content),
        content_hash=b"",
    )


def listed(division: str, *items: StandingItem) -> AlignedList:
    """A division's list of the 2024 edition."""
    return AlignedList(division=division, level=LEVELS[division], edition="2024", items=items)


SUBJECTS = ("社会团体", "建设单位", "取水单位", "食品经营者", "道路运输经营者", "民办学校")
MATTERS = ("设立登记", "水土保持方案", "竣工验收", "章程修改", "应急预案", "年度报告", "采砂作业", "场所变更")
ENDINGS = ("许可", "许可证核发", "备案", "的处罚", "审批（县级）", "检查")


def generated(division: str, count: int, seed: int) -> AlignedList:
    """A list of so many items, partly those of another seed, worded and founded now alike, now otherwise."""
    chance = random.Random(seed)
    items = []
    for place in range(count):
        name = chance.choice(SUBJECTS) + chance.choice(MATTERS) + f"第{place % 40}类" + chance.choice(ENDINGS)
        items.append(
            item(
                seed * 10_000 + place,
                name,
                division=division,
                category=chance.choice((Category.LICENSING, Category.PENALTY, None)),
                codes=(f"0001{place % 97:02d}{place % 311:03d}000",) if place % 3 else (),
                setting_basis=f"《水法》第{chance.randrange(1, 60)}条",
                remarks="不参与对照" * 20,
            )
        )
    return AlignedList(division=division, level=Level.COUNTY, edition="2024", items=items)
