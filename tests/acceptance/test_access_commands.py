"""`quanze token` and `quanze audit` as an operator runs them, and what other commands leave in the trail."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from seeds import seed
from service.credentials import NotAuthenticatedError, authenticate
from service.node_ids import decode
from service.store import Store
from tests.acceptance.conftest import Command
from tests.audit.trails import tamper

EXAMPLE = Path(str(seed("examples", "330824-2024.csv")))
LIST = ("--division", "330824", "--kind", "combined", "--edition", "2024")
ISSUED = (
    "token",
    "issue",
    "--name",
    "县编办 王科长",
    "--role",
    "ESTABLISHMENT_REVIEWER",
    "--division",
    "330824",
)


def _is_good(store: Store, text: str) -> bool:
    with store.read() as connection:
        try:
            return bool(authenticate(connection, text.strip(), datetime.now(UTC)))
        except NotAuthenticatedError:
            return False


def test_a_token_is_issued_listed_and_revoked(quanze: Command, store: Store) -> None:
    issued = quanze(*ISSUED, "--days", "30", "--why", "到岗")
    assert issued.exit_code == 0
    assert _is_good(store, issued.output)
    assert "令牌只显示这一次" in issued.errors
    listed = quanze("token", "list")
    assert "1 号 县编办 王科长：编办审核（330824）" in listed.output
    assert issued.output.strip() not in listed.output
    revoked = quanze("token", "revoke", "1", "--why", "离岗")
    assert "已撤销" in revoked.output
    assert not _is_good(store, issued.output)
    assert "已撤销" in quanze("token", "list").output


def test_programs_read_the_same_as_json(quanze: Command, store: Store) -> None:
    document = quanze(*ISSUED, "--role", "PUBLISHER", "--below", "--format", "json").document
    assert _is_good(store, document["token"])
    assert document["roles"] == ["ESTABLISHMENT_REVIEWER", "PUBLISHER"]
    assert (document["division"], document["below"], document["body"]) == ("330824", True, None)
    expires = datetime.fromisoformat(document["expires_at"]) - datetime.fromisoformat(document["issued_at"])
    assert expires == timedelta(days=180)
    (token,) = quanze("token", "list", "--format", "json").document["tokens"]
    assert token == {key: value for key, value in document.items() if key != "token"}


def test_a_token_may_be_for_one_body(quanze: Command) -> None:
    quanze("load", EXAMPLE, *LIST)
    told = quanze(*ISSUED, "--body", "民政局", "--format", "json").document
    assert decode(told["body"])[0] == "ImplementingBody"
    assert "330824 开化县民政局" in quanze("token", "list").output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((*ISSUED, "--body", "外星局"), "unknown-body"),
        ((*ISSUED[:-1], "330899"), "unknown-division"),
        ((*ISSUED[:-1], "三三"), "unknown-division"),
        ((*ISSUED, "--days", "4000"), "bad-argument"),
        (("token", "revoke", "9"), "unknown-token"),
        (("audit", "verify", "--head", "xyz"), "bad-hash"),
        (("audit", "list", "--act", "edition.burn"), "unknown-act"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    quanze: Command, words: tuple[str, ...], code: str
) -> None:
    refused = quanze(*words, "--format", "json")
    assert refused.exit_code == 1
    assert refused.document["findings"][0]["code"] == code
    assert quanze("audit", "list", "--format", "json").document["total"] == 0


def test_commands_leave_a_trail(quanze: Command, tmp_path: Path) -> None:
    registry = tmp_path / "laws.csv"
    registry.write_text("title,rank\n某市户外广告管理办法,CGR\n", "utf-8")
    assert quanze("load", EXAMPLE, *LIST, "--dry-run").exit_code == 0
    for words in (
        ("load", EXAMPLE, *LIST),
        ("load", EXAMPLE, *LIST),
        ("load", EXAMPLE, *LIST, "--publish"),
        ("load", EXAMPLE, *LIST[:-1], "2025"),
        ("edition", "discard", *LIST[:-1], "2025"),
        ("load", EXAMPLE, *LIST[:-1], "2026"),
        ("edition", "publish", *LIST[:-1], "2026"),
        ("load-instruments", registry),
        ISSUED,
        ("token", "revoke", "1"),
    ):
        assert quanze(*words).exit_code == 0, words
    assert quanze("edition", "publish", *LIST).exit_code == 1
    document = quanze("audit", "list", "--format", "json").document
    assert [record["act"] for record in document["records"]] == [
        "edition.load",
        "edition.publish",
        "edition.load",
        "edition.discard",
        "edition.load",
        "edition.publish",
        "instruments.load",
        "token.issue",
        "token.revoke",
    ]
    assert {record["who"].partition(":")[0] for record in document["records"]} == {"os"}
    people = quanze("audit", "list").output
    assert "发布版本 330824 部门数 21，" in people
    assert "状态 草稿 → 已公布" in people
    assert quanze("audit", "list", "--act", "token.issue", "--division", "330824").output.count("\n") == 1
    assert quanze("audit", "list", "--division", "330800").output == "没有操作记录。\n"
    assert quanze("audit", "list", "--since", "2999-01-01").output == "没有操作记录。\n"
    assert quanze("audit", "list", "--last", "2").output.count("\n") == 3


def test_verifying_tells_a_whole_trail_from_a_broken_one(quanze: Command, store: Store) -> None:
    for _ in range(3):
        quanze(*ISSUED)
    whole = quanze("audit", "verify", "--format", "json")
    assert whole.exit_code == 0
    assert (whole.document["records"], whole.document["whole"]) == (3, True)
    head = whole.document["head"]
    assert f"操作记录完好：3 条。封签：{head}" in quanze("audit", "verify").output
    quanze(*ISSUED)
    assert quanze("audit", "verify", "--head", head).exit_code == 0
    assert quanze("audit", "verify", "--head", "ab" * 32).exit_code == 1
    tamper(store, "UPDATE audit_record SET who = 'os:nobody' WHERE sequence = 2")
    broken = quanze("audit", "verify")
    assert broken.exit_code == 1
    assert "audit-changed" in broken.output
    assert "第 2 条操作记录的内容被改动" in broken.output
    told = quanze("audit", "verify", "--format", "json").document
    assert (told["whole"], [finding["code"] for finding in told["findings"]]) == (False, ["audit-changed"])
