"""What applying approved adjustments comes to, told by comparing the draft with its base."""

from datetime import date

import pytest
from sqlalchemy import func, select

from service.adjustments import AdjustmentKind as Kind
from service.adjustments import State
from service.bodies import BodySuccession
from service.comparison import Comparison
from service.editions import discard, find_edition, publish
from service.items import Duty
from service.proceedings import AskedItem, AskedRecipient
from service.reading import compare_editions, standing_items
from service.store import Store
from service.store.core import edition_body, lineage, revision
from service.vocabulary import ListKind
from tests.proceedings.office import (
    NOW,
    applied,
    approved,
    bodies,
    opened,
    powers,
    request,
    says,
    seen,
)
from tests.reading.inventory import COUNTY, county_items
from tests.reading.inventory import publish as publish_list


def compared(store: Store, before: str = "2026", after: str = "2027") -> Comparison:
    with store.read() as connection:
        old, new = (find_edition(connection, COUNTY, ListKind.POWER, label) for label in (before, after))
        return compare_editions(connection, old, new)


def told(store: Store) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Kind, names before and after of every change between the base and the draft."""
    return [
        (
            change.kind.value,
            tuple(item.name for item in change.before),
            tuple(item.name for item in change.after),
        )
        for change in compared(store).changes
    ]


def test_every_kind_is_told_by_the_comparison_as_it_was_approved(county: Store) -> None:
    at = powers(county)
    approved(
        county,
        request(county, Kind.ADD, after=(says(name="养老机构备案", category_text="行政确认"),)),
        request(county, Kind.REMOVE, items=(at["最低生活保障金给付"],)),
        request(
            county,
            Kind.MERGE,
            items=(at["社会团体成立登记"], at["社会团体变更登记"]),
            after=(says(name="社会团体登记", category_text="行政许可"),),
        ),
        request(
            county,
            Kind.SPLIT,
            body="自然资源局",
            items=(at["建设工程规划许可证核发"],),
            after=(
                says(name="建设工程规划许可证核发（建筑）", category_text="行政许可"),
                says(name="建设工程规划许可证核发（市政）", category_text="行政许可"),
            ),
        ),
        request(
            county,
            Kind.CHANGE,
            body="自然资源局",
            after=(says(at["采矿权登记"], name="采矿权设立登记", supervision="12345"),),
        ),
        request(
            county,
            Kind.TRANSFER,
            body="市场监督管理局",
            items=(at["特种设备使用登记"],),
            to=(AskedRecipient(name="自然资源局"),),
        ),
        request(county, Kind.SUSPEND, body="自然资源局", items=(at["对非法采矿的处罚"],)),
    )
    opened(county)
    outcome = applied(county)
    assert outcome.left == {}
    assert sorted(told(county)) == sorted(
        [
            ("ADDED", (), ("养老机构备案",)),
            ("REMOVED", ("最低生活保障金给付",), ()),
            ("MERGED", ("社会团体成立登记", "社会团体变更登记"), ("社会团体登记",)),
            (
                "SPLIT",
                ("建设工程规划许可证核发",),
                ("建设工程规划许可证核发（建筑）", "建设工程规划许可证核发（市政）"),
            ),
            ("RENAMED", ("采矿权登记",), ("采矿权设立登记",)),
            ("TRANSFERRED", ("特种设备使用登记",), ("特种设备使用登记",)),
            ("CHANGED", ("对非法采矿的处罚",), ("对非法采矿的处罚",)),
        ]
    )
    found = compared(county)
    assert (found.before, found.after, found.unchanged) == (12, 12, 5)
    assert {change.decision.value for change in found.changes} == {"STATED"}
    with county.write() as connection:
        publish(connection, COUNTY, ListKind.POWER, "2027", NOW)
    again = compared(county)
    assert [(c.kind, c.before, c.after) for c in again.changes] == [
        (c.kind, c.before, c.after) for c in found.changes
    ]


def test_applying_again_changes_nothing(county: Store) -> None:
    at = powers(county)
    (number,) = approved(county, request(county, Kind.REMOVE, items=(at["采矿权登记"],), body="自然资源局"))
    opened(county)
    first = applied(county)
    before = _content(county)
    second = applied(county)
    assert (first.applied, second.applied) == ((number,), ())
    assert _content(county) == before
    assert seen(county, number).state is State.IN_EDITION


def _content(store: Store) -> tuple[list[tuple[int, int]], int]:
    with store.read() as connection:
        draft = find_edition(connection, COUNTY, ListKind.POWER, "2027")
        lists = connection.execute(
            select(edition_body.c.body_id, edition_body.c.body_list_id).where(
                edition_body.c.edition_id == draft.id
            )
        ).all()
        links = connection.execute(select(func.count()).select_from(lineage)).scalar_one()
    return sorted((row.body_id, row.body_list_id) for row in lists), links


def test_a_discarded_draft_gives_its_adjustments_back(county: Store) -> None:
    at = powers(county)
    (number,) = approved(county, request(county, Kind.SUSPEND, items=(at["最低生活保障金给付"],)))
    opened(county)
    applied(county)
    with county.write() as connection:
        discard(connection, COUNTY, ListKind.POWER, "2027")
    assert seen(county, number).state is State.APPROVED
    opened(county, "2028")
    assert applied(county, "2028").applied == (number,)


def test_alterations_of_one_power_add_up_and_its_end_comes_last(county: Store) -> None:
    at = powers(county)
    number = at["采矿权登记"]
    change = request(county, Kind.CHANGE, body="自然资源局", after=(says(number, supervision="12345"),))
    rename = request(county, Kind.CHANGE, body="自然资源局", after=(says(number, name="采矿权设立登记"),))
    end = request(county, Kind.REMOVE, body="自然资源局", items=(number,), effective_on=date(2026, 12, 20))
    approved(county, change, rename)
    opened(county)
    applied(county)
    (told_change,) = compared(county).changes
    assert {field.field for field in told_change.fields} == {"name", "supervision"}
    approved(county, end)
    applied(county)
    assert told(county) == [("REMOVED", ("采矿权登记",), ())]


def test_what_contradicts_the_draft_is_left_with_a_reason(county: Store) -> None:
    at = powers(county)
    number = at["采矿权登记"]
    gone = request(county, Kind.REMOVE, body="自然资源局", items=(number,))
    renamed = request(county, Kind.CHANGE, body="自然资源局", after=(says(number, name="采矿许可"),))
    one, two = approved(county, gone, renamed)
    late = request(county, Kind.SUSPEND, items=(at["最低生活保障金给付"],), effective_on=date(2027, 3, 1))
    (three,) = approved(county, late)
    opened(county)
    outcome = applied(county)
    assert outcome.applied == (one,)
    assert {number: finding.code for number, finding in outcome.left.items()} == {
        two: "item-gone",
        three: "takes-effect-later",
    }
    assert seen(county, two).state is State.APPROVED


def test_two_who_change_the_same_cell_do_not_overwrite_each_other(county: Store) -> None:
    number = powers(county)["采矿权登记"]
    one, two = approved(
        county,
        request(county, Kind.CHANGE, body="自然资源局", after=(says(number, supervision="12345"),)),
        request(county, Kind.CHANGE, body="自然资源局", after=(says(number, supervision="12388"),)),
    )
    opened(county)
    outcome = applied(county)
    assert outcome.applied == (one,)
    assert outcome.left[two].code == "base-changed"


def test_a_suspended_power_is_resumed_as_it_was(county: Store) -> None:
    number = powers(county)["最低生活保障金给付"]
    approved(county, request(county, Kind.CHANGE, after=(says(number, publication_state="已发布"),)))
    opened(county)
    applied(county)
    with county.write() as connection:
        publish(connection, COUNTY, ListKind.POWER, "2027", NOW)
    approved(county, request(county, Kind.SUSPEND, items=(number,)))
    opened(county, "2028", "2027")
    applied(county, "2028")
    with county.write() as connection:
        publish(connection, COUNTY, ListKind.POWER, "2028", NOW)
    assert _state(county, "2028", number) == "暂停（原：已发布）"
    approved(county, request(county, Kind.RESUME, items=(number,)))
    opened(county, "2029", "2028")
    applied(county, "2029")
    assert _state(county, "2029", number) == "已发布"


def _state(store: Store, label: str, number: int) -> str:
    with store.read() as connection:
        found = find_edition(connection, COUNTY, ListKind.POWER, label)
        (item,) = [item for item in standing_items(connection, found.id) if item.id == number]
    return item.content.publication_state


def test_a_reform_moves_every_item_in_both_lists_as_one_act(county: Store) -> None:
    (number,) = approved(
        county,
        request(
            county,
            Kind.REFORM,
            lists=(ListKind.POWER,),
            successions=(
                BodySuccession("民政局", "社会工作局"),
                BodySuccession("市场监督管理局", "社会工作局"),
            ),
        ),
    )
    opened(county)
    applied(county)
    found = compared(county)
    assert found.transferred == 9
    assert {
        (row.body, row.moved_out, row.moved_in) for row in found.by_body if row.moved_out or row.moved_in
    } == {
        ("民政局", 5, 0),
        ("市场监督管理局", 4, 0),
        ("社会工作局", 0, 9),
    }
    assert seen(county, number).state is State.IN_EDITION


def test_a_body_that_several_take_over_from_is_divided_item_by_item(county: Store) -> None:
    at, who = powers(county), bodies(county)
    lines = (BodySuccession("民政局", "市场监督管理局"), BodySuccession("民政局", "自然资源局"))
    (number,) = approved(county, request(county, Kind.REFORM, successions=lines))
    opened(county)
    assert applied(county).left[number].code == "item-unassigned"
    mine = [
        "社会团体成立登记", "社会团体变更登记", "慈善组织公开募捐资格审核", "最低生活保障金给付",
        "对违反登记管理规定的处罚",
    ]  # fmt: skip
    moves = tuple(
        AskedItem(item=at[name], body=who["自然资源局" if "登记" in name else "市场监督管理局"])
        for name in mine
    )
    (second,) = approved(county, request(county, Kind.REFORM, successions=lines, after=moves))
    assert applied(county).applied == (second,)
    assert {change.after[0].body for change in compared(county).changes} == {"自然资源局", "市场监督管理局"}


def test_new_codes_continue_their_series_and_are_never_given_twice(county: Store) -> None:
    add = request(county, Kind.ADD, after=(says(name="基金会登记", category_text="行政许可"),))
    approved(county, add)
    opened(county)
    first = applied(county).codes
    assert list(first.values()) == ["000111002000"]
    with county.write() as connection:
        discard(connection, COUNTY, ListKind.POWER, "2027")
    opened(county)
    assert list(applied(county).codes.values()) == ["000111003000"]


def test_a_number_once_used_is_passed_over(county: Store) -> None:
    at = powers(county)
    approved(
        county,
        request(
            county, Kind.ADD, after=(says(name="基金会登记", category_text="行政许可", codes="000111050000"),)
        ),
    )
    opened(county)
    applied(county)
    with county.write() as connection:
        publish(connection, COUNTY, ListKind.POWER, "2027", NOW)
    approved(
        county,
        request(county, Kind.REMOVE, items=(powers(county)["基金会登记"],)),
        request(county, Kind.ADD, after=(says(name="慈善信托备案", category_text="行政许可"),)),
    )
    opened(county, "2028", "2027")
    assert list(applied(county, "2028").codes.values()) == ["000111051000"]
    assert at


def test_parts_of_one_name_become_sub_items_of_its_number(county: Store) -> None:
    whole = powers(county)["餐饮服务食品经营许可"]
    parts = tuple(
        AskedItem(
            fields={"name": "餐饮服务食品经营许可", "sub_item_name": sub, "category_text": "行政许可"},
            duties=(Duty(text="审查", stage="审查"),),
        )
        for sub in ("新办", "延续")
    )
    approved(county, request(county, Kind.SPLIT, body="市场监督管理局", items=(whole,), after=parts))
    opened(county)
    assert sorted(applied(county).codes.values()) == ["000131023001", "000131023002"]


@pytest.mark.parametrize("label", ["2026"])
def test_nothing_is_applied_to_what_is_published(county: Store, label: str) -> None:
    from service.errors import Refusal

    with pytest.raises(Refusal, match="edition-published"):
        applied(county, label)


def test_items_that_were_not_named_keep_their_revision(county: Store) -> None:
    at = powers(county)
    approved(county, request(county, Kind.REMOVE, items=(at["最低生活保障金给付"],)))
    with county.read() as connection:
        before = connection.execute(select(func.count()).select_from(revision)).scalar_one()
    opened(county)
    applied(county)
    with county.read() as connection:
        after = connection.execute(select(func.count()).select_from(revision)).scalar_one()
    assert after - before == 1  # the removal


def test_a_reform_of_both_lists_is_done_when_both_editions_are(county: Store) -> None:
    publish_list(county, "2026", county_items()[:6], kind=ListKind.RESPONSIBILITY)
    both = (ListKind.POWER, ListKind.RESPONSIBILITY)
    lines = (BodySuccession("民政局", "自然资源局"),)
    (number,) = approved(county, request(county, Kind.REFORM, lists=both, successions=lines))
    states = []
    for kind in both:
        opened(county, kind=kind)
        assert applied(county, kind=kind).applied == (number,)
        states.append(seen(county, number).state)
    assert states == [State.APPROVED, State.IN_EDITION]
    for kind in both:
        with county.write() as connection:
            publish(connection, COUNTY, kind, "2027", NOW)
        states.append(seen(county, number).state)
        with county.read() as connection:
            old, new = (find_edition(connection, COUNTY, kind, label) for label in ("2026", "2027"))
            found = compare_editions(connection, old, new)
        assert found.transferred == 5
        assert {(row.body, row.moved_in, row.moved_out) for row in found.by_body if row.before} >= {
            ("民政局", 0, 5)
        }
    assert states[2:] == [State.IN_EDITION, State.PUBLISHED]
    record = seen(county, number, None)
    assert {(edition.kind, edition.label) for edition in record.editions} == {(kind, "2027") for kind in both}
