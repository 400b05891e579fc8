"""The licence cleanup a yearly report states: 59 bodies, 432 licences, then 351 (domain §7)."""

from service.items import Body, StandingItem
from service.vocabulary import Category
from tests.comparison.lists import item
from tests.support.report_lists import Row, departments, rebased, renamed, rows, townships

NEW_LICENCES = ("通用航空飞行营地设置许可", "民用无人驾驶航空器试飞许可", "数据交易场所设立许可")


def licences_of_two_years(*, codes: bool) -> tuple[list[StandingItem], list[StandingItem]]:
    """3 departments add 1 each, 15 lose 84; some licences are renamed, some stand on another basis."""
    offices = departments(37)
    names = ["江山市人民政府", *offices, *townships(21)]
    bodies = {name: Body(id=number, name=name, division="330881") for number, name in enumerate(names, 1)}
    left = {body: 6 if at < 9 else 5 for at, body in enumerate(offices[3:18])}
    before = rows(names, {Category.LICENSING: 432})
    after: list[Row] = []
    for at, row in enumerate(before):
        if left.get(row.body):
            left[row.body] -= 1
        else:
            after.append(renamed(row) if at % 17 == 0 else rebased(row) if at % 23 == 0 else row)
    for at, name in enumerate(NEW_LICENCES):
        after.append(
            Row(offices[at], Category.LICENSING, name, "《行政许可法》第十二条", f"0001990{at + 1:02d}000")
        )

    def standing(listed: list[Row], edition: str, start: int) -> list[StandingItem]:
        return [
            item(
                number,
                row.name,
                body=bodies[row.body],
                category=row.category,
                edition=edition,
                codes=(row.code,) if codes else (),
                setting_basis=row.basis,
            )
            for number, row in enumerate(listed, start=start)
        ]

    return standing(before, "2008", 1), standing(after, "2009", 1001)
