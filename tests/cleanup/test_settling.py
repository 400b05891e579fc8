"""What rows state of items, and every way in which a row can contradict itself."""

from typing import Any

import msgspec
import pytest

from service import node_ids
from service.cleanup import Opinion, Settled, read_opinion, settle
from service.findings import Severity
from service.items import Body, ItemContent, ListedItem, StandingItem, content_hash
from service.vocabulary import Category, ChangeKind

CIVIL = Body(id=1, name="民政局", division="330824")
HEALTH = Body(id=2, name="卫生健康局", division="330824")
BODIES = {"民政局", "卫生健康局"}
LICENSING = Category.LICENSING


def power(number: int, name: str, body: Body = CIVIL, **said: Any) -> StandingItem:
    content = ItemContent(name=name, category_text="行政许可", body_name=body.name, **said)
    return StandingItem(
        id=number,
        revision=number,
        edition="2024",
        body=body,
        category=LICENSING,
        level=None,
        content=content,
        content_hash=content_hash(content, LICENSING),
    )


FIRST, SECOND, THIRD = power(1, "甲许可"), power(2, "乙许可"), power(3, "丙许可", codes=("330824000003",))
BEFORE = [FIRST, SECOND, THIRD]


def row(
    number: int,
    old: StandingItem | None = None,
    opinion: str = "",
    *,
    target: str = "",
    reason: str = "依据修改",
    identity: str | None = None,
    **said: Any,
) -> ListedItem:
    """A row of the sheet: of an item, as it was but for what is said; or a new one."""
    if old is None:
        content = ItemContent(**{"category_text": "行政许可", "body_name": "民政局", **said})
    else:
        content = msgspec.structs.replace(old.content, **said)
    if identity is None:
        identity = node_ids.encode("PowerItem", old.id) if old else ""
    return ListedItem(
        content=content,
        category=LICENSING,
        sheet="清单",
        rows=(number + 2,),
        number=str(number),
        opinion=opinion,
        target=target,
        reason=reason,
        identity=identity,
    )


def settled(*rows: ListedItem, before: list[StandingItem] | None = None) -> Settled:
    listed = list(rows)
    return settle(
        listed, BEFORE if before is None else before, division="330824", label="2024", bodies=BODIES
    )


def with_rest(*rows: ListedItem) -> Settled:
    """These rows, and those of the other items unchanged."""
    named = {one.identity for one in rows}
    rest = [row(90 + old.id, old) for old in BEFORE if node_ids.encode("PowerItem", old.id) not in named]
    return settled(*rows, *rest)


def statements(found: Settled) -> list[tuple[ChangeKind, tuple[int, ...], tuple[str, ...], str]]:
    """The statements, what comes after told by name."""
    return [
        (one.kind, one.before, tuple(found.items[place].content.name for place in one.after), one.reason)
        for one in found.statements
    ]


def codes(found: Settled) -> list[str]:
    return [finding.code for finding in found.findings]


def names(found: Settled) -> list[str]:
    return [item.content.name for item in found.items]


def test_rows_given_back_as_they_were_state_nothing() -> None:
    found = settled(*(row(old.id, old) for old in BEFORE))
    assert (found.statements, found.findings, found.gone) == ([], [], set())
    assert found.known == {0: 1, 1: 2, 2: 3}
    assert (found.home, found.is_working_sheet) == ({1}, True)


def test_keep_states_nothing_of_an_unchanged_row() -> None:
    found = with_rest(row(1, FIRST, "保留"))
    assert (found.statements, found.findings) == ([], [])


def test_remove_takes_the_item_out_with_its_reason() -> None:
    found = with_rest(row(1, FIRST, "取消", reason="《条例》废止"))
    assert statements(found) == [(ChangeKind.REMOVED, (1,), (), "《条例》废止")]
    assert (names(found), found.gone, codes(found)) == (["乙许可", "丙许可"], {1}, [])


@pytest.mark.parametrize("opinion", ["变更", ""], ids=["stated", "blank"])
def test_change_is_the_same_power_whatever_it_is_called(opinion: str) -> None:
    found = with_rest(row(1, FIRST, opinion, name="全新名称许可"))
    assert statements(found) == [(ChangeKind.RENAMED, (1,), ("全新名称许可",), "依据修改")]
    assert found.known[0] == 1
    assert codes(found) == ([] if opinion else ["change-without-opinion"])


def test_merge_into_a_row_that_stays() -> None:
    found = with_rest(row(1, FIRST, "合并", target="2"), row(2, SECOND, "变更", name="甲、乙许可"))
    assert statements(found) == [(ChangeKind.MERGED, (2, 1), ("甲、乙许可",), "依据修改")]
    assert (found.known[0], found.gone, codes(found)) == (2, {1}, [])


@pytest.mark.parametrize("target", ["4", "第4行", "序号4", "四合一许可", " 四合一许可 "])
def test_merge_into_a_new_row_by_number_or_name(target: str) -> None:
    found = settled(
        row(1, FIRST, "合并", target=target),
        row(2, SECOND, "合并", target=target),
        row(3, THIRD, "合并", target=target),
        row(4, name="四合一许可"),
    )
    assert statements(found) == [(ChangeKind.MERGED, (1, 2, 3), ("四合一许可",), "依据修改")]
    assert (found.known, found.gone, codes(found)) == ({0: None}, {1, 2, 3}, [])


def test_merge_into_one_that_says_merge_itself() -> None:
    found = with_rest(row(1, FIRST, "合并", target="2"), row(2, SECOND, "合并"))
    assert statements(found) == [(ChangeKind.MERGED, (2, 1), ("乙许可",), "依据修改")]
    assert codes(found) == []


def test_split_into_new_rows() -> None:
    found = with_rest(
        row(1, FIRST, "拆分"),
        row(4, None, "拆分", target="1", name="甲一许可"),
        row(5, None, "拆分", target="甲许可", name="甲二许可"),
    )
    assert statements(found) == [(ChangeKind.SPLIT, (1,), ("甲一许可", "甲二许可"), "依据修改")]
    assert (found.gone, codes(found)) == ({1}, [])
    assert names(found)[:2] == ["甲一许可", "甲二许可"]


def test_split_off_an_item_that_stays() -> None:
    found = with_rest(row(1, FIRST, "保留"), row(4, None, "拆分", target="1", name="甲二许可"))
    assert statements(found) == [(ChangeKind.SPLIT, (1,), ("甲许可", "甲二许可"), "依据修改")]
    assert (found.known[0], found.known[1], codes(found)) == (1, None, [])


@pytest.mark.parametrize(
    ("target", "cell"), [("卫生健康局", "民政局"), ("", "开化县卫生健康局"), ("卫生健康局", "卫生健康局")]
)
def test_transfer_by_the_target_or_by_the_bodys_own_column(target: str, cell: str) -> None:
    found = with_rest(row(1, FIRST, "划转", target=target, body_name=cell))
    assert [one[:3] for one in statements(found)] == [(ChangeKind.TRANSFERRED, (1,), ("甲许可",))]
    assert found.items[0].content.body_name == (target or cell)
    assert (found.known[0], found.home, codes(found)) == (1, {1}, [])


def test_transfer_leaves_the_former_bodys_credit_code_behind() -> None:
    old = power(1, "甲许可", credit_code="11330824YY0003018G")
    found = settled(row(1, old, "划转", target="卫生健康局"), before=[old])
    assert found.items[0].content.credit_code == ""


def test_delegate_ends_an_item_unless_it_goes_on_here() -> None:
    gone = with_rest(row(1, FIRST, "下放", target="各乡镇", reason="浙政发1号"))
    assert statements(gone) == [(ChangeKind.REMOVED, (1,), (), "下放至各乡镇：浙政发1号")]
    goes_on = with_rest(row(1, FIRST, "下放", level_text="乡级"))
    assert statements(goes_on) == [(ChangeKind.CHANGED, (1,), ("甲许可",), "依据修改")]
    assert codes(gone) == codes(goes_on) == []


@pytest.mark.parametrize("opinion", ["", "新增", "承接"])
def test_a_row_without_identity_is_added(opinion: str) -> None:
    found = with_rest(row(4, None, opinion, name="乙许可（新）", reason="新法施行"))
    assert statements(found) == [(ChangeKind.ADDED, (), ("乙许可（新）",), "新法施行")]
    assert (found.known[0], codes(found)) == (None, [])


def test_a_retyped_row_is_the_item_it_says() -> None:
    found = settled(
        row(1, FIRST),
        row(2, None, name="乙许可", remarks="重录"),
        row(3, None, name="新名", codes=("330824000003",)),
    )
    assert found.known == {0: 1, 1: 2, 2: 3}
    assert codes(found).count("identity-lost") == 2


def test_a_deleted_row_is_told() -> None:
    found = settled(row(1, FIRST), row(2, SECOND))
    assert codes(found) == ["row-missing"]
    assert "丙许可" in found.findings[0].message


def test_a_table_without_identities_states_by_code_and_name() -> None:
    rows = [
        row(1, FIRST, "取消", identity=""),
        row(2, None, "保留", name="乙许可"),
        row(3, None, name="新许可"),
    ]
    found = settled(*rows)
    assert statements(found) == [(ChangeKind.REMOVED, (1,), (), "依据修改")]
    assert (found.known, found.gone, found.is_working_sheet) == ({0: 2}, {1}, False)


CONTRADICTIONS: dict[str, tuple[list[ListedItem], set[str]]] = {
    "removed-but-changed": ([row(1, FIRST, "取消", name="甲改许可")], {"乙许可", "丙许可"}),
    "kept-but-changed": ([row(1, FIRST, "保留", name="甲改许可")], {"甲改许可", "乙许可", "丙许可"}),
    "changed-nothing": ([row(1, FIRST, "变更")], {"甲许可", "乙许可", "丙许可"}),
    "unknown-opinion": ([row(1, FIRST, "再议")], {"甲许可", "乙许可", "丙许可"}),
    "added-but-known": ([row(1, FIRST, "新增")], {"甲许可", "乙许可", "丙许可"}),
    "merge-names-nothing": ([row(1, FIRST, "合并")], {"甲许可", "乙许可", "丙许可"}),
    "merge-names-several": (
        [row(1, FIRST, "合并", target="同名许可"), row(4, name="同名许可"), row(5, name="同名许可")],
        {"甲许可", "乙许可", "丙许可", "同名许可"},
    ),
    "merge-into-gone": (
        [row(1, FIRST, "合并", target="2"), row(2, SECOND, "取消")],
        {"甲许可", "丙许可"},
    ),
    "merge-of-one": (
        [row(1, FIRST, "合并", target="4"), row(4, name="并成许可")],
        {"并成许可", "乙许可", "丙许可"},
    ),
    "split-names-nothing": (
        [row(4, None, "拆分", name="甲一许可")],
        {"甲许可", "乙许可", "丙许可", "甲一许可"},
    ),
    "split-without-parts": ([row(1, FIRST, "拆分")], {"甲许可", "乙许可", "丙许可"}),
    "split-of-one": (
        [row(1, FIRST, "拆分"), row(4, None, "拆分", target="1", name="甲一许可")],
        {"甲许可", "甲一许可", "乙许可", "丙许可"},
    ),
    "split-of-known": (
        [row(1, FIRST, "拆分", target="乙许可")],
        {"甲许可", "乙许可", "丙许可"},
    ),
    "split-from-gone": (
        [row(1, FIRST, "取消"), row(4, None, "拆分", target="1", name="甲一许可")],
        {"甲一许可", "乙许可", "丙许可"},
    ),
    "transfer-names-nothing": ([row(1, FIRST, "划转")], {"甲许可", "乙许可", "丙许可"}),
    "transfer-contradiction": (
        [row(1, FIRST, "划转", target="卫生健康局", body_name="林业局")],
        {"甲许可", "乙许可", "丙许可"},
    ),
    "unknown-body": ([row(1, FIRST, "划转", target="林草局")], {"甲许可", "乙许可", "丙许可"}),
    "unknown-identity": (
        [row(4, None, name="外来许可", identity=node_ids.encode("PowerItem", 99))],
        {"外来许可", "甲许可", "乙许可", "丙许可"},
    ),
    "repeated-identity": (
        [row(1, FIRST), row(4, None, name="抄来许可", identity=node_ids.encode("PowerItem", 1))],
        {"抄来许可", "甲许可", "乙许可", "丙许可"},
    ),
    "opinion-without-item": (
        [row(4, None, "保留", name="哪来许可")],
        {"哪来许可", "甲许可", "乙许可", "丙许可"},
    ),
    "missing-reason": ([row(1, FIRST, "取消", reason="")], {"乙许可", "丙许可"}),
}  # fmt: skip


@pytest.mark.parametrize("code", CONTRADICTIONS)
def test_a_contradiction_is_told_and_read_as_the_finding_says(code: str) -> None:
    rows, standing = CONTRADICTIONS[code]
    found = with_rest(*rows)
    assert code in codes(found)
    assert set(names(found)) == standing
    assert not any(finding.severity is Severity.ERROR for finding in found.findings)
    finding = next(finding for finding in found.findings if finding.code == code)
    assert finding.row == rows[0].rows[0] or code in {"repeated-identity", "split-from-gone"}
    assert finding.message.endswith("。")
    assert finding.fix.endswith("。")


def test_two_rows_merged_into_one_another_both_stay() -> None:
    found = with_rest(row(1, FIRST, "合并", target="2"), row(2, SECOND, "合并", target="1"))
    assert codes(found) == ["merge-into-gone", "merge-into-gone"]
    assert (found.statements, found.gone) == ([], set())


def test_nothing_is_settled_twice_or_lost() -> None:
    """Whatever opinions are combined, every item before is stated or stands, and no place is stated twice."""
    opinions = ["", "保留", "取消", "合并", "拆分", "变更", "下放", "划转", "什么"]
    for one in opinions:
        for two in opinions:
            found = with_rest(
                row(1, FIRST, one, target="2"),
                row(2, SECOND, two, target="1"),
                row(4, None, one, target="1", name="新许可"),
            )
            before = [number for statement in found.statements for number in statement.before]
            after = [place for statement in found.statements for place in statement.after]
            assert len(set(before)) == len(before), (one, two)
            assert len(set(after)) == len(after), (one, two)
            known = {number for number in found.known.values() if number}
            assert known.isdisjoint(found.gone), (one, two)
            assert known | found.gone == {1, 2, 3}, (one, two)
            assert found.gone <= set(before), (one, two)
            for statement in found.statements:
                assert not (len(statement.before) > 1 and len(statement.after) > 1), (one, two)


def test_every_offered_opinion_is_read_in_its_spellings() -> None:
    assert {read_opinion(text) for text in ("保留", "保 留", "繼續保留", "维持不变")} == {Opinion.KEEP}
    assert read_opinion("划入") is Opinion.TRANSFER
    assert read_opinion("考虑取消") is None
    assert all(read_opinion(one.label) is one for one in Opinion)
