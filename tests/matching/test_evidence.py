"""Evidence drawn from items: codes, provisions, the body's field of work."""

import pytest

from seeds import seed_toml
from service.items import Body, ItemContent, StandingItem
from service.matching import cited_provisions, entry_of, evidence_between, field_of_work, pair_items
from service.vocabulary import Category, Decision, Verdict


def item(number: int, name: str, body: str = "榆中县水务局", **content: object) -> StandingItem:
    return StandingItem(
        id=number,
        revision=number,
        edition="2024",
        body=Body(id=1, name=body, division="620123"),
        category=Category.LICENSING,
        level=None,
        content=ItemContent(name=name, **content),  # type: ignore[arg-type]
        content_hash=b"",
    )


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("榆中县卫生健康局", "卫生健康"),
        ("县卫健委", "卫生健康"),
        ("克拉玛依市人力资源和社会保障局", "人力资源和社会保障"),
        ("市自然资源和规划局", "自然资源"),
        ("县國土資源局", "自然资源"),
        ("某某镇人民政府", None),
    ],
)
def test_field_of_work(name: str, field: str | None) -> None:
    assert field_of_work(name) == field


def test_every_word_of_a_field_is_known() -> None:
    fields = seed_toml("matching", "fields.toml")["fields"]
    wrong = {word for field, words in fields.items() for word in words if field_of_work(f"县{word}") != field}
    assert not wrong


def test_provisions_are_instrument_and_article() -> None:
    cited = cited_provisions("《中华人民共和国水法》第七条、第四十八条；《取水许可和水资源费征收管理条例》")
    assert cited == {("水法", 7), ("水法", 48), ("取水许可和水资源费征收管理条例", None)}


def test_evidence_between_entries() -> None:
    ours = entry_of(item(1, "取水许可", codes=("000115001000",), setting_basis="《水法》第四十八条"), 0)
    theirs = entry_of(
        item(2, "取水许可", body="市水利局", codes=("000115002000",), setting_basis="《水法》第七条"), 0
    )
    found = evidence_between(ours, theirs)
    assert (found.code, found.article, found.instrument, found.field) == (False, False, True, True)
    bare = evidence_between(ours, entry_of(item(3, "取水许可", body="某镇"), 0))
    assert (bare.code, bare.article, bare.instrument, bare.field) == (None, None, None, None)


def test_items_pair_by_place_and_decisions_by_id() -> None:
    before = [item(7, "取水许可", sub_item_name="变更"), item(8, "取水许可", sub_item_name="延续")]
    after = [item(21, "取水许可（延续）"), item(22, "取水许可变更")]
    found = pair_items(before, after)
    assert [(p.before, p.after, p.verdict) for p in found.pairs] == [
        (0, 1, Verdict.SAME),
        (1, 0, Verdict.SAME),
    ]
    decided = pair_items(before, after, decisions={(7, 21): Decision.CONFIRMED})
    assert (decided.pairs[0].after, decided.pairs[0].decision) == (0, Decision.CONFIRMED)
