"""One-to-one pairing: certain before doubtful, mirrored, ties told, a person's word above all."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.matching import Entry, Pairing, pair, read_name
from service.matching.meeting import worth_judging
from service.vocabulary import Category, Decision, Verdict

NAMES = (
    "取水许可",
    "取水许可证核发",
    "取水许可延续",
    "取水许可（县级）",
    "采矿权转让审批",
    "探矿权转让审批",
    "龙泉青瓷烧制许可",
    "青瓷烧制许可",
    "对社会团体出租印章的处罚",
    "对社会团体出租、出借印章的处罚",
)


def entry(key: int, name: str, category: Category | None = None, **known: object) -> Entry:
    return Entry(key=key, name=read_name(name), category=category, **known)  # type: ignore[arg-type]


def entries(*names: str, start: int = 0) -> list[Entry]:
    return [entry(start + place, name) for place, name in enumerate(names)]


def told(pairing: Pairing) -> list[tuple[int, int, Verdict]]:
    return [(p.before, p.after, p.verdict) for p in pairing.pairs]


def test_one_to_one_with_verdicts() -> None:
    before = entries("取水许可", "采矿权转让审批", "青瓷烧制许可")
    after = entries("探矿权转让审批", "龙泉青瓷烧制许可", "取水许可证核发", start=10)
    assert told(pair(before, after)) == [(0, 12, Verdict.SAME), (2, 11, Verdict.REVIEW)]


def test_certain_pairs_come_before_greater_totals() -> None:
    """青瓷烧制许可 has an equal; that the rest then goes without a partner does not matter."""
    before = entries("青瓷烧制许可", "龙泉青瓷烧制许可（新办）")
    after = entries("青瓷烧制许可", start=10)
    assert told(pair(before, after)) == [(0, 10, Verdict.SAME)]


def test_a_tie_is_told_and_left_to_a_person() -> None:
    before = entries("取水许可")
    after = entries("取水许可（县级）", "取水许可证核发", start=10)
    (found,) = pair(before, after).pairs
    assert found.tied
    assert found.verdict is Verdict.REVIEW
    assert found.judgement.verdict is Verdict.SAME


def test_word_for_word_alike_entries_pair_in_order() -> None:
    before, after = entries("取水许可", "取水许可"), entries("取水许可", "取水许可", start=10)
    assert told(pair(before, after)) == [(0, 10, Verdict.SAME), (1, 11, Verdict.SAME)]


@pytest.mark.parametrize(("ours", "theirs"), [(1, 4), (3, 2), (4, 4)])
def test_of_word_for_word_alike_entries_the_first_pair_as_many_as_may(ours: int, theirs: int) -> None:
    before, after = entries(*["取水许可"] * ours), entries(*["取水许可"] * theirs, start=10)
    found = pair(before, after)
    assert told(found) == [(n, 10 + n, Verdict.SAME) for n in range(min(ours, theirs))]


def test_a_partner_better_served_elsewhere_is_no_tie() -> None:
    before = entries("取水许可证核发", "取水许可")
    after = entries("取水许可", "取水许可证颁发", start=10)
    found = pair(before, after)
    assert told(found) == [(0, 11, Verdict.SAME), (1, 10, Verdict.SAME)]


def test_categories_and_bodies_part_the_lists() -> None:
    before = [
        entry(0, "取水许可", Category.LICENSING, body=1),
        entry(1, "低保金给付", Category.PAYMENT, body=1),
    ]
    after = [entry(10, "取水许可", Category.OTHER, body=2), entry(11, "低保金给付", Category.PAYMENT, body=2)]
    assert told(pair(before, after)) == [(1, 11, Verdict.SAME)]
    assert pair(before, after, same_body=True).pairs == ()
    unstated = [entry(10, "取水许可", None)]
    assert told(pair(before, unstated)) == [(0, 10, Verdict.SAME)]


def test_a_code_finds_a_partner_the_name_would_not() -> None:
    before = [entry(0, "取水许可", codes=frozenset({"000115001000"}))]
    after = [entry(10, "从地下或江河湖泊直接取用水资源的批准", codes=frozenset({"000115001000"}))]
    (found,) = pair(before, after).pairs
    assert found.verdict is Verdict.REVIEW
    assert pair(entries("取水许可"), [entry(10, "从地下或江河湖泊直接取用水资源的批准")]).pairs == ()


def test_articles_break_a_tie() -> None:
    law = frozenset({("水法", 48)})
    before = [entry(0, "取水许可", provisions=law)]
    after = [
        entry(10, "取水许可（县级）", provisions=frozenset({("水法", 7)})),
        entry(11, "取水许可证核发（新办）", provisions=law, codes=frozenset({"1"})),
        entry(12, "取水许可证核发", provisions=law),
    ]
    (found,) = pair(before, after).pairs
    assert found.after in (10, 12)


def test_a_persons_word_outranks_the_matcher() -> None:
    before = entries("取水许可", "青瓷烧制许可")
    after = entries("取水许可证核发", "低保金给付", start=10)
    decided = {(0, 11): Decision.CONFIRMED, (1, 10): Decision.REJECTED}
    found = pair(before, after, decisions=decided)
    assert told(found) == [(0, 11, Verdict.SAME)]
    assert found.pairs[0].decision is Decision.CONFIRMED
    refused = pair(before, after, decisions={(0, 10): Decision.REJECTED})
    assert refused.pairs == ()
    assert [(p.before, p.after, p.decision) for p in refused.rejected] == [(0, 10, Decision.REJECTED)]


def test_a_refusal_nobody_asked_for_is_not_told() -> None:
    found = pair(entries("取水许可"), entries("低保金给付", start=10), decisions={(0, 10): Decision.REJECTED})
    assert found == Pairing((), ())


def test_keys_are_unique() -> None:
    with pytest.raises(ValueError, match="twice"):
        pair([entry(1, "甲"), entry(1, "乙")], [])


@given(
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from([None, Category.LICENSING])), max_size=7),
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from([None, Category.LICENSING])), max_size=7),
    st.booleans(),
)
def test_mirrored_one_to_one_and_whole(
    left: Sequence[tuple[str, Category | None]], right: Sequence[tuple[str, Category | None]], code: bool
) -> None:
    codes = frozenset({"000115001000"}) if code else frozenset[str]()
    before = [entry(place, *item, codes=codes) for place, item in enumerate(left)]
    after = [entry(place, *item) for place, item in enumerate(right)]
    there, back = pair(before, after), pair(after, before)
    assert {(p.before, p.after, p.verdict, p.tied) for p in there.pairs} == {
        (p.after, p.before, p.verdict, p.tied) for p in back.pairs
    }
    assert len({p.before for p in there.pairs}) == len({p.after for p in there.pairs}) == len(there.pairs)
    assert all(p.verdict is not Verdict.DIFFERENT for p in there.pairs)


def test_a_list_pairs_with_itself_shuffled() -> None:
    before = entries(*NAMES[2:])
    after = [entry(e.key, NAMES[2:][e.key]) for e in before]
    random.Random(3).shuffle(after)
    assert all(p.before == p.after and p.judgement.score == 100.0 for p in pair(before, after).pairs)
    assert len(pair(before, after).pairs) == len(before)


def also(pairing: Pairing) -> list[tuple[int, int]]:
    return [(p.before, p.after) for p in pairing.also]


def test_the_other_part_of_a_split_is_named_for_a_person() -> None:
    whole, parts = entries("农药生产经营许可"), entries("农药经营许可", "农药生产许可", start=10)
    found = pair(whole, parts)
    assert len(found.pairs) == len(found.also) == 1
    assert {*told(found)[0][:2], *also(found)[0]} == {0, 10, 11}
    merged = pair(parts, whole)
    assert {(p.after, p.before) for p in (*merged.pairs, *merged.also)} == {(0, 10), (0, 11)}


def test_the_rival_of_a_tie_is_named() -> None:
    found = pair(entries("取水许可"), entries("取水许可（县级）", "取水许可证核发", start=10))
    (rival,) = found.also
    assert rival.tied
    assert {found.pairs[0].after, rival.after} == {10, 11}


@given(st.lists(st.sampled_from(NAMES), max_size=7), st.lists(st.sampled_from(NAMES), max_size=7))
def test_what_is_also_named_has_a_side_without_a_pair_or_is_a_rival(old: list[str], new: list[str]) -> None:
    found = pair(entries(*old), entries(*new, start=100))
    chosen = {(p.before, p.after) for p in found.pairs}
    rows, columns = {i for i, _ in chosen}, {j for _, j in chosen}
    for other in found.also:
        assert (other.before, other.after) not in chosen
        assert other.tied or other.before not in rows or other.after not in columns
        assert other.verdict is not Verdict.DIFFERENT


WORDS = (
    *("取水", "采矿权", "食品", "社会团体", "学校", "幼儿园", "生产", "经营", "出租", "出借", "印章", "延续"),
    *(
        "甲级",
        "乙级",
        "未",
        "许可",
        "审批",
        "备案",
        "登记",
        "的处罚",
        "检查",
        "（县级）",
        "（含变更）",
        "（终止）",
    ),
)


def founded(chance: random.Random, key: int) -> Entry:
    """An entry named and founded by chance, much as others are."""
    law = frozenset({("水法", chance.randrange(4)), ("土地法", None)})
    return entry(
        key,
        "".join(chance.choices(WORDS, k=chance.randrange(1, 6))),
        chance.choice([None, Category.LICENSING, Category.PENALTY]),
        codes=frozenset(chance.choices("123456789abcdefghijklmnopqrst", k=chance.choice([0, 0, 1, 2]))),
        provisions=law if chance.random() < 0.7 else frozenset(),
        field=chance.choice([None, "水利", "教育"]),
    )


def test_what_bulk_scoring_calls_hopeless_is_no_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(24)
    before = [founded(chance, key) for key in range(160)]
    after = [founded(chance, 1000 + key) for key in range(150)]
    found: list[tuple[int, Pairing]] = []
    monkeypatch.setattr("service.matching.meeting._CODED_FROM", 0)
    for loaded_from in (10**15, 0):
        monkeypatch.setattr("service.matching.meeting._LOADED_FROM", loaded_from)
        found.append((len(worth_judging(before, after, same_body=False)), pair(before, after)))
    assert found[0][1] == found[1][1]
    assert found[1][0] < 0.8 * found[0][0]
    assert len(found[0][1].pairs) > 20
    assert len(found[0][1].also) > 20
