"""Loading into drafts, publishing and discarding, on both stores."""

import zlib
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import func, select

from service.editions import (
    LoadReport,
    LoadRequest,
    LoadState,
    Phase,
    discard,
    editions,
    find_edition,
    load,
    publish,
)
from service.errors import Refusal
from service.findings import Finding, Severity
from service.items import ListedItem
from service.store import Store
from service.store.core import (
    body,
    current_item,
    division,
    edition,
    edition_body,
    power_item,
    revision,
    source_rows,
)
from service.vocabulary import Category, EditionState, ListKind
from tests.support.lists import file_of, listed

COUNTY = "330824"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def county(store: Store) -> None:
    with store.write() as connection:
        connection.execute(division.insert().values(code=COUNTY, name="开化县", level=4))


def request(label: str = "2024", **options: object) -> LoadRequest:
    return LoadRequest(division=COUNTY, kind=ListKind.POWER, label=label, **options)  # type: ignore[arg-type]


def bring(store: Store, items: list[ListedItem], label: str = "2024", **options: object) -> LoadReport:
    report = load(store, file_of(items), request(label, **options), NOW)
    assert report.state is not LoadState.REFUSED, report.findings
    return report


def current_names(store: Store) -> list[str]:
    with store.read() as connection:
        rows = connection.execute(
            select(revision.c.name)
            .join(current_item, current_item.c.revision_id == revision.c.id)
            .order_by(current_item.c.body_id, current_item.c.position)
        )
        return list(rows.scalars())


def current_ids(store: Store) -> dict[str, int]:
    with store.read() as connection:
        rows = connection.execute(
            select(revision.c.name, revision.c.item_id).join(
                current_item, current_item.c.revision_id == revision.c.id
            )
        )
        return {row.name: row.item_id for row in rows}


def count(store: Store, table: object) -> int:
    with store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def test_a_file_becomes_a_draft_that_nobody_sees_until_it_is_published(store: Store) -> None:
    report = bring(store, [listed("养老机构备案"), listed("诊所备案", "卫健局", Category.OTHER)])
    assert (report.state, report.items, report.bodies) == (LoadState.DRAFT, 2, 2)
    assert report.by_category == {"LICENSING": 1, "OTHER": 1}
    assert current_names(store) == []
    with store.write() as connection:
        row = publish(connection, COUNTY, ListKind.POWER, "2024", NOW)
    assert (row.state, row.current, row.items, row.bodies) == (EditionState.PUBLISHED, True, 2, 2)
    assert row.effective_on == date(2024, 1, 1)
    assert current_names(store) == ["养老机构备案", "诊所备案"]


@pytest.mark.parametrize(
    ("label", "given", "expected"),
    [("2024", None, date(2024, 1, 1)), ("2024年度", None, date(2024, 1, 1)), ("首版", None, NOW.date()),
     ("2024", date(2024, 6, 1), date(2024, 6, 1))],
)  # fmt: skip
def test_the_day_an_edition_takes_effect(
    store: Store, label: str, given: date | None, expected: date
) -> None:
    bring(store, [listed("养老机构备案")], label, effective=given)
    with store.read() as connection:
        assert find_edition(connection, COUNTY, ListKind.POWER, label).effective_on == expected


def test_days_are_those_of_the_offices_whatever_the_clock_is_set_to(store: Store) -> None:
    evening = datetime(2026, 11, 23, 16, tzinfo=UTC)
    load(store, file_of([listed("养老机构备案")]), request("首版"), evening)
    with store.read() as connection:
        found = find_edition(connection, COUNTY, ListKind.POWER, "首版")
    assert found.effective_on == date(2026, 11, 24)


def test_a_published_edition_refuses_another_file(store: Store) -> None:
    bring(store, [listed("养老机构备案")], publish=True)
    report = load(store, file_of([listed("诊所备案", "卫健局")]), request(), NOW)
    assert report.state is LoadState.REFUSED
    assert [finding.code for finding in report.findings] == ["edition-published"]
    assert current_names(store) == ["养老机构备案"]


def test_the_same_file_again_changes_nothing(store: Store) -> None:
    items = [listed("养老机构备案")]
    bring(store, items)
    before = count(store, revision)
    assert bring(store, items).state is LoadState.ALREADY_LOADED
    assert count(store, revision) == before


def test_the_same_file_again_publishes_the_draft_when_that_is_asked(store: Store) -> None:
    items = [listed("养老机构备案")]
    bring(store, items)
    assert bring(store, items, publish=True).state is LoadState.PUBLISHED
    assert current_names(store) == ["养老机构备案"]


def test_items_of_nobody_stand_under_a_body_that_says_so(store: Store) -> None:
    bring(store, [listed("养老机构备案", "")])
    with store.read() as connection:
        assert list(connection.execute(select(body.c.name)).scalars()) == ["未写明实施主体"]


def test_a_body_from_another_file_needs_replace_and_replace_leaves_the_others(store: Store) -> None:
    bring(store, [listed("养老机构备案"), listed("诊所备案", "卫健局")])
    other = file_of([listed("社会团体登记")])
    refused = load(store, other, request(), NOW)
    assert [finding.code for finding in refused.findings] == ["body-already-loaded"]
    assert load(store, other, request(replace=True, publish=True), NOW).state is LoadState.PUBLISHED
    assert current_names(store) == ["社会团体登记", "诊所备案"] or current_names(store) == [
        "诊所备案",
        "社会团体登记",
    ]
    assert count(store, revision) == 2


def test_going_back_to_the_first_file_after_a_replacement_is_a_load(store: Store) -> None:
    first = [listed("养老机构备案"), listed("诊所备案", "卫健局")]
    bring(store, first)
    bring(store, [listed("社会团体登记")], replace=True)
    assert bring(store, first, replace=True, publish=True).state is LoadState.PUBLISHED
    assert sorted(current_names(store)) == ["养老机构备案", "诊所备案"]


def test_an_unknown_division_is_refused_with_what_the_file_says_too(store: Store) -> None:
    warning = Finding(code="bad-code", severity=Severity.WARNING, message="编码不合规则。", fix="核对。")
    report = load(
        store,
        file_of([listed("养老机构备案")], [warning]),
        LoadRequest(division="999999", kind=ListKind.POWER, label="2024"),
        NOW,
    )
    assert [finding.code for finding in report.findings] == ["unknown-division", "bad-code"]


def test_a_file_with_an_error_changes_nothing(store: Store) -> None:
    error = Finding(code="unknown-category", severity=Severity.ERROR, message="不认识的类型。", fix="改正。")
    report = load(store, file_of([listed("养老机构备案")], [error]), request(), NOW)
    assert report.state is LoadState.REFUSED
    assert [finding.code for finding in report.findings] == ["unknown-category"]
    assert (count(store, edition), count(store, body), count(store, power_item)) == (0, 0, 0)


def test_an_expected_count_that_is_not_met_refuses(store: Store) -> None:
    report = load(store, file_of([listed("养老机构备案")]), request(expect=2), NOW)
    assert [finding.code for finding in report.findings] == ["count-mismatch"]
    assert load(store, file_of([listed("养老机构备案")]), request(expect=1), NOW).state is LoadState.DRAFT


def test_a_dry_run_tells_the_plan_and_changes_nothing(store: Store) -> None:
    bring(store, [listed("养老机构备案"), listed("社会团体登记")], publish=True)
    before = (count(store, revision), count(store, edition))
    report = bring(
        store,
        [listed("养老机构备案"), listed("社会团体登记", remarks="改"), listed("慈善组织认定")],
        "2025",
        dry_run=True,
    )
    (plan,) = report.plan
    assert (plan.new, plan.changed, plan.unchanged, plan.gone) == (1, 1, 1, 0)
    assert (count(store, revision), count(store, edition)) == before


def test_powers_keep_their_ids_and_an_edition_costs_what_changed(store: Store) -> None:
    names = [f"第{n}类事项审批" for n in "一二三四五六七八九十"]
    bring(store, [listed(name) for name in names], publish=True)
    ids = current_ids(store)
    bring(
        store,
        [listed(name, remarks="新依据" if name == names[3] else "") for name in names[:-1]]
        + [listed("殡葬服务站设立许可")],
        "2025",
        publish=True,
    )
    later = current_ids(store)
    assert {name: later[name] for name in names[:-1]} == {name: ids[name] for name in names[:-1]}
    assert later["殡葬服务站设立许可"] not in ids.values()
    assert current_names(store) == [*names[:-1], "殡葬服务站设立许可"]
    # one changed, one new, one removed beside the ten of the first edition
    assert count(store, revision) == 13


def test_bodies_that_do_not_change_share_their_list(store: Store) -> None:
    items = [listed("养老机构备案"), listed("诊所备案", "卫健局")]
    bring(store, items, publish=True)
    bring(store, [items[0], listed("医疗机构执业登记", "卫健局")], "2025", publish=True)
    with store.read() as connection:
        shared = connection.execute(
            select(edition_body.c.body_list_id, func.count())
            .group_by(edition_body.c.body_list_id)
            .having(func.count() == 2)
        ).all()
    assert len(shared) == 1


def test_a_draft_starts_empty_or_as_its_base(store: Store) -> None:
    bring(store, [listed("养老机构备案"), listed("诊所备案", "卫健局")], publish=True)
    bring(store, [listed("养老机构备案")], "2025", publish=True)
    assert current_names(store) == ["养老机构备案"]
    bring(store, [listed("社会团体登记")], "2026", base="2024", publish=True)
    assert sorted(current_names(store)) == ["社会团体登记", "诊所备案"]


def test_an_older_year_loaded_later_leaves_its_neighbours_alone(store: Store) -> None:
    bring(store, [listed("养老机构备案"), listed("社会团体登记")], "2025", publish=True)
    with store.read() as connection:
        before = connection.execute(select(edition)).all()
        rows = connection.execute(select(revision)).all()
    ids = current_ids(store)
    bring(store, [listed("养老机构备案"), listed("慈善组织认定")], "2023", publish=True)
    with store.read() as connection:
        assert connection.execute(select(edition).where(edition.c.label == "2025")).all() == before
        assert (
            connection.execute(select(revision).where(revision.c.id.in_([r.id for r in rows]))).all() == rows
        )
        old = find_edition(connection, COUNTY, ListKind.POWER, "2023")
    assert not old.current
    assert current_ids(store) == ids


def test_discarding_a_draft_leaves_nothing_of_it(store: Store) -> None:
    bring(store, [listed("养老机构备案")], publish=True)
    before = {table: count(store, table) for table in (edition, revision, power_item, source_rows)}
    bring(store, [listed("养老机构备案"), listed("慈善组织认定")], "2025")
    with store.write() as connection:
        discard(connection, COUNTY, ListKind.POWER, "2025")
    assert {table: count(store, table) for table in before} == before
    with store.write() as connection, pytest.raises(Refusal, match="edition-published"):
        discard(connection, COUNTY, ListKind.POWER, "2024")


def test_a_body_is_known_by_its_credit_code_or_its_name_without_the_division(store: Store) -> None:
    code = "11511301008778183N"
    report = bring(
        store,
        [
            listed("甲许可", "开化县民政局", credit_code=code),
            listed("乙许可", "县民政局"),
            listed("丙许可", "民政局"),
            listed("丁许可", "开化民政和退役军人局", credit_code=code),
            listed("戊许可", "市场监督管理局"),
            listed("己许可", "县市场监督管理局"),
        ],
    )
    with store.read() as connection:
        names = list(connection.execute(select(body.c.name).order_by(body.c.id)).scalars())
    assert names == ["开化县民政局", "市场监督管理局"]
    assert [finding.code for finding in report.findings] == ["body-conflict"]


def test_what_moved_to_another_body_is_the_same_power_whatever_does_not_stand_bears(store: Store) -> None:
    """A list of another division, and wordings that were given up, bear the code and the name as well."""
    other = "330802"
    with store.write() as connection:
        connection.execute(division.insert().values(code=other, name="柯城区", level=4))
    file = file_of([listed("林木采伐审批", "林业局", codes=("330824001",))])
    load(store, file, msgspec.structs.replace(request(publish=True), division=other), NOW)
    code, coded = ("330824002",), ("330824001",)
    stays = [listed("社会团体登记", "卫健局"), listed("拍卖企业设立", "商务局")]
    bring(store, [listed("诊所备案", "卫健局", codes=code), *stays], "2023", publish=True)
    clinic = listed("诊所执业登记", "卫健局", codes=code)
    moving = [listed("诊所备案", "商务局"), listed("采伐许可", "商务局", codes=coded)]
    bring(store, [clinic, *stays, *moving], "2024", publish=True)
    before = current_ids(store)
    moved = [listed("诊所备案", "林业局"), listed("砍伐核准", "林业局", codes=coded)]
    bring(store, [clinic, *stays, *moved], "2025", publish=True)
    after = current_ids(store)
    assert after["诊所备案"] == before["诊所备案"] != after["诊所执业登记"] == before["诊所执业登记"]
    assert after["砍伐核准"] == before["采伐许可"]


def test_raw_rows_are_kept_and_those_of_unchanged_items_once(store: Store) -> None:
    bring(store, [listed("养老机构备案"), listed("社会团体登记"), listed("慈善组织认定")], publish=True)
    bring(store, [listed("养老机构备案"), listed("社会团体登记"), listed("基金会登记")], "2025")
    with store.read() as connection:
        packed = list(
            connection.execute(select(source_rows.c.rows).order_by(source_rows.c.source_file_id)).scalars()
        )
    first, second = ([row[2][0] for row in msgspec.json.decode(zlib.decompress(piece))] for piece in packed)
    assert first == ["示例清单", "事项名称", "养老机构备案", "社会团体登记", "慈善组织认定"]
    assert second == ["示例清单", "事项名称", "基金会登记"]


def test_the_raw_row_of_several_items_is_kept_where_one_of_them_changed(store: Store) -> None:
    items = [listed("养老机构备案"), listed("养老机构备案", "卫健局")]
    bring(store, items, publish=True)
    for rows in ((0, 1), (1, 0)):
        said = [listed("养老机构备案", remarks=f"改{rows}"), items[1]]
        file = file_of([said[at] for at in rows])
        file.items = [msgspec.structs.replace(item, rows=(3,)) for item in file.items]
        assert load(store, file, request(f"2025-{rows[0]}"), NOW).state is LoadState.DRAFT
    with store.read() as connection:
        kept = list(
            connection.execute(select(source_rows.c.rows).order_by(source_rows.c.source_file_id)).scalars()
        )
    for piece in kept[1:]:
        assert 3 in [row[1] for row in msgspec.json.decode(zlib.decompress(piece))]
    assert len(kept) == 3


def test_the_seal_is_over_the_content_and_not_over_when_or_how_it_was_loaded(store: Store) -> None:
    items = [listed("养老机构备案"), listed("诊所备案", "卫健局")]
    bring(store, items, publish=True)
    bring(store, items[::-1], "2025", publish=True)
    bring(store, [items[0], listed("诊所备案", "卫健局", remarks="改")], "2026", publish=True)
    with store.read() as connection:
        seals = list(connection.execute(select(edition.c.seal).order_by(edition.c.label)).scalars())
    assert seals[0] == seals[1] != seals[2]


def test_the_latest_is_the_greatest_effective_day_then_the_last_recorded(store: Store) -> None:
    bring(store, [listed("养老机构备案")], "甲", effective=date(2025, 1, 1), publish=True)
    load(
        store,
        file_of([listed("社会团体登记")]),
        request("乙", effective=date(2025, 1, 1), publish=True),
        NOW + timedelta(hours=1),
    )
    assert current_names(store) == ["社会团体登记"]
    bring(store, [listed("慈善组织认定")], "丙", effective=date(2024, 1, 1), publish=True)
    assert current_names(store) == ["社会团体登记"]
    with store.read() as connection:
        assert [(row.label, row.current) for row in editions(connection, COUNTY)] == [
            ("丙", False), ("甲", False), ("乙", True),
        ]  # fmt: skip


def test_every_phase_of_a_load_tells_how_far_it_is(store: Store) -> None:
    bring(store, [listed("养老机构备案"), listed("诊所备案", "卫健局")], publish=True)
    told: dict[Phase, list[tuple[int, int]]] = {}
    request_ = request("2025", publish=True)
    changed = file_of([listed("养老机构备案", remarks="改"), listed("医疗机构执业登记", "卫健局")])
    load(
        store,
        changed,
        request_,
        NOW,
        progress=lambda phase, done, whole: told.setdefault(phase, []).append((done, whole)),
    )
    assert told.keys() == {*Phase}
    in_stages = {Phase.IDENTIFYING, Phase.LINEAGE}
    for phase, steps in told.items():
        assert all(0 <= done <= whole for done, whole in steps)
        assert phase in in_stages or steps == sorted(steps)
