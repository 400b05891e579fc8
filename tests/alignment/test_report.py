"""The report programs receive has contract §3's keys, all of them."""

import msgspec

from service import node_ids
from service.alignment import align, report_of
from tests.alignment.lists import item, listed

TARGET_KEYS = {
    *("division", "edition", "items", "aligned", "review", "unmatched", "same_name", "same_category"),
    *("same_basis", "same_code", "four_sames", "rate", "missing", "rows"),
}


def test_keys_and_items() -> None:
    reference = listed("330000", item(1, "取水许可", sub_item_name="变更"), item(2, "河道采砂许可"))
    county = listed(
        "330881", item(31, "取水许可变更", division="330881"), item(32, "无关事项", division="330881")
    )
    report = msgspec.to_builtins(report_of(align(reference, [county])))
    assert {"reference", "all_levels", "targets"} <= report.keys()
    (target,) = report["targets"]
    assert set(target) == TARGET_KEYS
    aligned, unmatched = target["rows"]
    assert {"item", "reference_item", "score", "verdict", "same"} <= aligned.keys()
    assert aligned["same"] == {"name": False, "category": True, "basis": True, "code": False}
    assert aligned["reference_item"] == {
        "id": node_ids.encode("PowerItem", 1),
        "name": "取水许可",
        "sub_item_name": "变更",
        "category": "LICENSING",
        "codes": (),
        "body": "水利局",
        "edition": "2024",
    }
    assert (aligned["verdict"], unmatched["verdict"], unmatched["reference_item"]) == (
        "same",
        "different",
        None,
    )
    assert [missing["name"] for missing in target["missing"]] == ["河道采砂许可"]


def test_a_rate_of_nothing_is_null() -> None:
    report = report_of(align(listed("330000"), [listed("330881")]))
    assert msgspec.json.decode(msgspec.json.encode(report))["targets"][0]["rate"] is None
