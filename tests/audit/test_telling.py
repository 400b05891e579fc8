from datetime import UTC, datetime
from typing import Any

from service.audit import Record, told
from service.audit.records import canonical


def _told(before: Any, after: Any) -> str:
    record = Record(
        sequence=1,
        recorded_at=datetime(2026, 11, 23, tzinfo=UTC),
        who="os:wang",
        who_name="wang",
        act="edition.publish",
        subject="x",
        division=None,
        body=None,
        before=canonical(before),
        after=canonical(after),
        why="",
        previous=bytes(32),
        hash=bytes(32),
    )
    return told(record)


def test_what_differs_is_told_with_what_names_it() -> None:
    before = {"label": "2025", "state": "draft", "items": 3}
    after = {"label": "2025", "state": "published", "items": 3, "seal": "ab" * 32}
    assert _told(before, after) == "版本 2025，状态 草稿 → 已公布"


def test_what_came_and_what_went_is_told_whole() -> None:
    assert _told(None, {"items": 3, "roles": ["PUBLISHER", "APPROVER"]}) == "事项数 3，岗位 发布、政府审定"
    assert _told({"items": 3, "label": "草"}, None) == "事项数 3，版本 草"


def test_nothing_breaks_the_line_or_grows_without_end() -> None:
    assert _told(None, {"reason": "一\n二\t三"}) == "理由 一 二 三"
    assert len(_told(None, {"reason": "长" * 1000})) < 60
    assert len(_told(None, {f"k{number}": "v" * 30 for number in range(100)})) <= 241


def test_whatever_json_says_is_told() -> None:
    assert _told(None, None) == ""
    assert _told(None, [1, "a"]) == "1、a"
    assert _told({"a": [1]}, {"a": {"b": None}}) == 'a 1 → {"b":null}'
