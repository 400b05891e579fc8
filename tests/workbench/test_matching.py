"""Match queues: pairs grouped by their evidence, decided one by one, together, or otherwise; conflicts."""

from typing import Any

import pytest
from sqlalchemy import select

from service.access import Role
from service.reading import DecisionRecord, find_edition, standing_decisions, standing_items
from service.store import Store
from service.store.core import edition, lineage
from service.vocabulary import ChangeKind, Decision, EditionState, ListKind
from tests.reading.inventory import CITY, COUNTY, PROVINCE, publish
from tests.support.lists import listed
from tests.workbench.clerks import Clerk, Html, told
from tests.workbench.conftest import Sit

HOMES = ("养老机构", "家政机构", "殡葬机构")
SURE = "对违反登记管理规定的处罚"
ALIGNED = f"/workbench/matches/alignments/{COUNTY}/combined"


@pytest.fixture
def queued(county: Store) -> Store:
    """A list whose draft names three things otherwise, alike, and others that no machine tells."""
    old = [listed(f"{home}设立备案", codes=("000111009000",)) for home in HOMES]
    old += [listed("采石取土批准手续"), listed("地名命名审核"), listed(SURE)]
    new = [listed(f"{home}登记备案", codes=("000111008000",)) for home in HOMES]
    new += [listed("河道采砂许可"), listed("地名更名审核"), listed("对违反登记规定的处罚")]
    publish(county, "2026", old, kind=ListKind.COMBINED)
    publish(county, "2027", new, kind=ListKind.COMBINED, draft=True)
    publish(county, "2026", new, kind=ListKind.COMBINED, division=PROVINCE)
    return county


def _draft(store: Store) -> int:
    with store.read() as connection:
        found: int = connection.execute(
            select(edition.c.id).where(edition.c.state == EditionState.DRAFT)
        ).scalar_one()
    return found


def _queue(store: Store) -> str:
    return f"/workbench/matches/editions/{_draft(store)}"


def _items(store: Store, division: str = COUNTY, *, draft: bool = False) -> dict[str, int]:
    with store.read() as connection:
        if draft:
            number = _draft(store)
        else:
            found = find_edition(connection, division, ListKind.COMBINED)
            assert found
            number = found.id
        return {item.content.name: item.id for item in standing_items(connection, number)}


def _pair(store: Store, before: str, after: str) -> tuple[int, int]:
    return _items(store)[before], _items(store, draft=True)[after]


def _key(pair: tuple[int, int]) -> str:
    return f"{pair[0]}.{pair[1]}"


def _record(store: Store, pair: tuple[int, int], edition_id: int | None) -> DecisionRecord | None:
    with store.read() as connection:
        return standing_decisions(connection, [pair], edition_id).get(pair)


def _send(clerk: Clerk, path: str, page: Html, do: str = "pairs", **said: Any) -> Html:
    form = next(form for form in page.forms if ("do", do) in form.buttons)
    answer = clerk.post(path, form.filled(("do", do), **said))
    return clerk.look(answer.headers["location"]) if answer.status_code == 303 else Html(answer.text)


def _group(page: Html, key: str) -> tuple[str, list[str]]:
    """The name of the group of a pair, and the keys of all its pairs."""
    form = next(form for form in page.forms if ("do", "pairs") in form.buttons)
    (name,) = [name for name, value in form.fields if name.startswith("of.") and value == key]
    return name.removeprefix("of."), [value for each, value in form.fields if each == name]


def test_pairs_of_equal_evidence_are_confirmed_together(queued: Store, sit: Sit) -> None:
    clerk, path = sit(Role.ESTABLISHMENT_REVIEWER), _queue(queued)
    assert path in clerk.look("/workbench/matches").links
    page = clerk.look(path)
    pairs = [_pair(queued, f"{home}设立备案", f"{home}登记备案") for home in HOMES]
    group, keys = _group(page, _key(pairs[0]))
    assert sorted(keys) == sorted(map(_key, pairs))
    assert "名称“设立”改为“登记”；编码不同 3 对" in page.text
    page = _send(clerk, path, page, **{f"all__{group}": "CONFIRMED", "reason": "登记改革，一并更名"})
    assert "已记录 3 项认定" in page.text
    for pair in pairs:
        record = _record(queued, pair, _draft(queued))
        assert record
        assert (record.decision, record.reason) == (Decision.CONFIRMED, "登记改革，一并更名")
    assert "登记改革" in page.text


def test_ones_own_word_outranks_the_groups(queued: Store, sit: Sit) -> None:
    clerk, path = sit(Role.ESTABLISHMENT_REVIEWER), _queue(queued)
    page = clerk.look(path)
    first, second, third = (_pair(queued, f"{home}设立备案", f"{home}登记备案") for home in HOMES)
    group, _ = _group(page, _key(first))
    said = {f"all__{group}": "CONFIRMED", f"say__{_key(second)}".replace(".", "__"): "REJECTED"}
    _send(clerk, path, page, **said)
    found = [_record(queued, pair, _draft(queued)) for pair in (first, second, third)]
    assert [record and record.decision for record in found] == [
        Decision.CONFIRMED,
        Decision.REJECTED,
        Decision.CONFIRMED,
    ]


def test_a_decision_is_taken_back(queued: Store, sit: Sit) -> None:
    clerk, path = sit(Role.ESTABLISHMENT_REVIEWER), _queue(queued)
    pair = _pair(queued, "养老机构设立备案", "养老机构登记备案")
    field = f"say__{pair[0]}__{pair[1]}"
    page = _send(clerk, path, clerk.look(path), **{field: "REJECTED"})
    assert "已认定（1）" in page.text
    page = _send(clerk, path, page, **{field: "AUTOMATIC"})
    record = _record(queued, pair, _draft(queued))
    assert record
    assert (record.decision, record.version) == (Decision.AUTOMATIC, 2)
    assert f"v.{_key(pair)}" in dict(page.forms[1].fields)


def test_what_the_machine_paired_may_be_rejected(queued: Store, sit: Sit) -> None:
    clerk, path = sit(Role.ESTABLISHMENT_REVIEWER), _queue(queued)
    pair = _pair(queued, SURE, "对违反登记规定的处罚")
    page = clerk.look(path)
    assert "机器已经认作同一项" in page.text
    _send(clerk, path, page, **{f"say__{pair[0]}__{pair[1]}": "REJECTED"})
    record = _record(queued, pair, _draft(queued))
    assert record
    assert record.decision is Decision.REJECTED


def test_a_pair_is_assigned_elsewhere(queued: Store, sit: Sit) -> None:
    clerk, path = sit(Role.ESTABLISHMENT_REVIEWER), _queue(queued)
    old, new = _pair(queued, "养老机构设立备案", "养老机构登记备案")
    other = _items(queued, draft=True)["河道采砂许可"]
    said = {f"else__{old}__{new}": f"河道采砂许可（民政局）〔{other}〕"}
    _send(clerk, path, clerk.look(path), **said)
    found = [_record(queued, pair, _draft(queued)) for pair in ((old, new), (old, other))]
    assert [record and record.decision for record in found] == [Decision.REJECTED, Decision.CONFIRMED]


def test_merges_and_splits_are_told_by_naming_powers(queued: Store, sit: Sit) -> None:
    clerk, path = sit(Role.ESTABLISHMENT_REVIEWER), _queue(queued)
    merged = {"before": ["采石取土批准手续", "地名命名审核", ""], "after": ["河道采砂许可", "", ""]}
    page = _send(clerk, path, clerk.look(path), "lineage", **merged)
    assert "已记录 2 项认定" in page.text
    with queued.read() as connection:
        kinds = set(connection.execute(select(lineage.c.kind)).scalars())
    assert ChangeKind.MERGED in kinds
    split = {"before": ["养老机构设立备案", "", ""], "after": ["养老机构登记备案", "地名更名审核", ""]}
    assert "已记录 2 项认定" in _send(clerk, path, page, "lineage", **split).text
    for wrong in (
        {"before": ["没有这个", "", ""], "after": ["河道采砂许可", "", ""]},
        {"before": ["", "", ""], "after": ["河道采砂许可", "", ""]},
        {"before": [*merged["before"][:2], ""], "after": [*split["after"][:2], ""]},
    ):
        page = _send(clerk, path, clerk.look(path), "lineage", **wrong)
        assert clerk.answer.status_code == 422
        assert [value for name, value in page.forms[2].fields if name == "before"] == wrong["before"]


def test_who_comes_second_is_told_and_nothing_of_his_is_recorded(queued: Store, sit: Sit) -> None:
    path = _queue(queued)
    first, second = sit(Role.ESTABLISHMENT_REVIEWER, name="甲"), sit(Role.ESTABLISHMENT_REVIEWER, name="乙")
    mine, theirs = first.look(path), second.look(path)
    one, other = (_pair(queued, f"{home}设立备案", f"{home}登记备案") for home in HOMES[:2])
    _send(first, path, mine, **{f"say__{one[0]}__{one[1]}": "REJECTED", "reason": "甲说不是"})
    said = {f"say__{one[0]}__{one[1]}": "CONFIRMED", f"say__{other[0]}__{other[1]}": "CONFIRMED"}
    page = _send(second, path, theirs, **said, reason="乙说是")
    assert second.answer.status_code == 409
    assert "在此期间变了" in page.text
    assert "甲说不是" in page.text
    assert "乙说是" in second.answer.text
    assert _record(queued, other, _draft(queued)) is None
    again = _send(second, path, page)
    assert "已记录" not in again.text or _record(queued, other, _draft(queued))
    kept = _record(queued, one, _draft(queued))
    assert kept
    assert kept.decided_by == "甲"


def test_a_pair_named_by_hand_is_not_decided_over_somebody_elses_word(queued: Store, sit: Sit) -> None:
    path = _queue(queued)
    first, second = sit(Role.ESTABLISHMENT_REVIEWER, name="甲"), sit(Role.ESTABLISHMENT_REVIEWER, name="乙")
    page = second.look(path)
    old, new = _pair(queued, "养老机构设立备案", "养老机构登记备案")
    _send(first, path, first.look(path), **{f"say__{old}__{new}": "REJECTED"})
    named = {"before": ["养老机构设立备案", "", ""], "after": ["养老机构登记备案", "", ""]}
    page = _send(second, path, page, "lineage", **named)
    assert second.answer.status_code == 409
    _send(second, path, page, "lineage", **named)
    record = _record(queued, (old, new), _draft(queued))
    assert record
    assert (record.decision, record.decided_by) == (Decision.CONFIRMED, "乙")


def test_a_list_is_held_against_the_one_above(queued: Store, sit: Sit) -> None:
    clerk = sit(Role.ESTABLISHMENT_REVIEWER)
    assert ALIGNED in clerk.look("/workbench/matches").links
    page = clerk.look(ALIGNED)
    ours, theirs = _items(queued), _items(queued, PROVINCE)
    pairs = [(theirs[f"{home}登记备案"], ours[f"{home}设立备案"]) for home in HOMES]
    group, keys = _group(page, _key(pairs[0]))
    assert sorted(keys) == sorted(map(_key, pairs))
    page = _send(clerk, ALIGNED, page, **{f"all__{group}": "CONFIRMED"})
    assert "已认定（3）" in page.text
    other = (theirs["河道采砂许可"], ours["养老机构设立备案"])
    named = {"before": ["河道采砂许可", "", ""], "after": ["养老机构设立备案", "", ""]}
    _send(clerk, ALIGNED, page, "lineage", **named)
    found = [_record(queued, pair, None) for pair in (pairs[0], other)]
    assert [record and record.decision for record in found] == [Decision.AUTOMATIC, Decision.CONFIRMED]


def test_queues_are_for_who_may_decide_there(queued: Store, sit: Sit) -> None:
    path = _queue(queued)
    establishment = sit(Role.ESTABLISHMENT_REVIEWER)
    fields = establishment.look(path).forms[1].filled(("do", "pairs"))
    for clerk in (
        sit(Role.BODY_EDITOR, body="民政局"),
        sit(Role.LEGALITY_REVIEWER),
        sit(Role.APPROVER),
        sit(Role.ADMINISTRATOR),
        sit(Role.ESTABLISHMENT_REVIEWER, division=CITY),
        sit(Role.ESTABLISHMENT_REVIEWER, division=PROVINCE),
    ):
        csrf = dict(clerk.look("/workbench").form("/workbench/sign-out").fields)["csrf"]
        mine = [("csrf", csrf), *((name, value) for name, value in fields if name != "csrf")]
        for there in (path, ALIGNED):
            assert clerk.look(there, 404).text == clerk.look(f"{path}9", 404).text
            assert clerk.post(there, mine).status_code == 404
        assert path not in clerk.get("/workbench/matches").text
    assert "没有作出认定" in told(establishment.post(path, fields))


def test_what_no_queue_sends_is_refused(queued: Store, sit: Sit) -> None:
    clerk, path = sit(Role.ESTABLISHMENT_REVIEWER), _queue(queued)
    form = clerk.look(path).forms[1]
    pair = _pair(queued, "养老机构设立备案", "养老机构登记备案")
    power = _items(queued)[SURE]
    wrongs: list[dict[str, Any]] = [
        {"v.x.y": "0", "say.x.y": "CONFIRMED"},
        {f"v.{power}.99999": "0", f"say.{power}.99999": "CONFIRMED"},
        {f"v.{_key(pair)}": "七", f"say.{_key(pair)}": "CONFIRMED"},
        {f"say.{_key(pair)}": "CONFIRMED", "reason": "长" * 3_000},
    ]
    for wrong in wrongs:
        kept = [(name, value) for name, value in form.filled(("do", "pairs")) if name not in wrong]
        assert clerk.post(path, [*kept, *wrong.items()]).status_code in (400, 422), wrong
    for gone in ("/workbench/matches/editions/99", f"/workbench/matches/alignments/{COUNTY}/x"):
        assert clerk.get(gone).status_code == 404
    assert _record(queued, pair, _draft(queued)) is None
