"""Setting authority judged as the cases say, and as the table is built."""

import csv
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from service.authority import (
    GENERAL,
    CitedInstrument,
    Effect,
    Matter,
    Outcome,
    judge,
    matter_of,
    rule_book,
)
from service.citations import read_bases
from service.instruments import rank_of
from service.vocabulary import Category, InstrumentRank, read_category
from tests.support.registry import seeded_registry
from tests.support.repository import ROOT

CASES = ROOT.parent / "shared" / "data" / "authority_cases.tsv"
EXPECTED: dict[str, set[Outcome | None]] = {
    "none": {None, Outcome.WITHIN},
    "not-testable": {Outcome.NOT_TESTABLE},
    "review": {Outcome.UNCLEAR},
    "finding": {Outcome.EXCEEDED},
}
OWN_CASES = [
    ("行政许可", "某许可", "《某省某办法》（省人民政府令第1号）", "2022-01-01", "review"),
    ("行政许可", "某许可", "《某法》第一条；《某部某办法》（部令第5号）", "2022-01-01", "none"),
    ("行政许可", "某许可", "《某市某办法》（市人民政府令第1号）", "2022-01-01", "finding"),
    ("行政许可", "某许可", "《某某办法》第三条", "2022-01-01", "review"),
    ("行政许可", "公司设立登记", "《某省某条例》（省人大常委会）", "2022-01-01", "finding"),
    ("行政处罚", "通报批评", "《某部某办法》（部令第5号）", "2022-01-01", "none"),
    ("行政处罚", "通报批评", "《某部某办法》（部令第5号）", "2020-01-01", "review"),
    ("行政处罚", "对某行为的处罚", "《某部某办法》（部令第5号）", "2022-01-01", "review"),
    ("行政处罚", "罚款", "《某部某办法》（部令第5号）", "1996-09-30", "not-testable"),
    ("行政处罚", "吊销个体工商户营业执照", "《某省某条例》（省人大常委会）", "2013-01-01", "review"),
    ("行政处罚", "吊销个体工商户营业执照", "《某省某条例》（省人大常委会）", "2022-01-01", "finding"),
    ("行政处罚", "没收违法所得", "《深圳经济特区某条例》", "2022-01-01", "review"),
    ("行政强制措施", "强制检测", "《某省某条例》（省人大常委会）", "2022-01-01", "finding"),
    ("行政强制措施", "强制隔离戒毒", "《某条例》（国务院令）", "2010-01-01", "review"),
    ("行政强制", "加处滞纳金", "《工伤保险条例》第六十二条", "2024-01-01", "finding"),
    ("行政强制", "查封有关场所", "《某条例》（国务院令）", "2024-01-01", "none"),
    ("行政强制", "某强制", "《某条例》（国务院令）", "2024-01-01", "review"),
    ("行政征收", "水利建设基金", "《某县政府通知》", "2024-01-01", "review"),
    ("行政征收", "车船税征收", "《某省某条例》（省人大常委会）", "2024-01-01", "review"),
    ("行政征收", "房屋征收", "《某省某条例》（省人大常委会）", "2024-01-01", "finding"),
    ("行政检查", "对学校的检查", "《某局工作方案》", "2025-07-01", "none"),
    ("行政确认", "某确认", "《某局工作方案》", "2025-07-01", "none"),
]


def judged(category: str, name: str, basis: str, day: date) -> Outcome | None:
    registry = seeded_registry()
    cited = []
    bases = read_bases(basis)
    for read in bases:
        known = registry.match(read.title, read.cited_number).instrument
        told = read.promulgation.effective or read.promulgation.issued or ""
        since = date.fromisoformat(told) if len(told) == 10 else None
        cited.append(CitedInstrument(read.title or "", rank_of(known, read).ranks, since))
    found = read_category(category)
    clauses = "\n".join(read.quoted_text or "" for read in bases)
    titles = "".join(read.title or "" for read in bases)
    matter = matter_of(found.category, found.kind, name, clauses, titles)
    judgement = judge(matter, cited, day) if matter else None
    return judgement.outcome if judgement else None


def shared_cases() -> list[tuple[str, str, str, str, str]]:
    if not CASES.exists():
        return []
    with CASES.open(encoding="utf-8") as lines:
        return [
            (row["category"], row["name"], row["basis"], row["date"], row["expected"])
            for row in csv.DictReader(lines, delimiter="\t")
        ]


@pytest.mark.skipif(not CASES.exists(), reason="the shared authority cases are not beside this checkout")
def test_there_are_shared_cases_of_every_outcome() -> None:
    assert len(shared_cases()) == 36
    assert {case[-1] for case in shared_cases()} == set(EXPECTED)


@pytest.mark.parametrize("case", [*shared_cases(), *OWN_CASES], ids=lambda case: f"{case[1]}-{case[3]}")
def test_cases_come_out_as_expected(case: tuple[str, str, str, str, str]) -> None:
    category, name, basis, day, expected = case
    assert judged(category, name, basis, date.fromisoformat(day)) in EXPECTED[expected]


def test_one_sound_setting_basis_suffices_whatever_stands_beside_it() -> None:
    lower = "《某部某办法》（部令第5号）第五条；《某县某通知》（某政发〔2020〕1号）"
    day = date(2024, 1, 1)
    for category, name in (("行政许可", "某许可"), ("行政处罚", "没收违法所得"), ("行政强制", "强制拆除")):
        assert judged(category, name, lower, day) is Outcome.EXCEEDED
        assert judged(category, name, f"《某法》第一条；{lower}", day) is Outcome.WITHIN


def test_what_a_clause_refers_to_another_law_for_is_not_set_by_it() -> None:
    refers = "《某部某办法》（部令第5号）第五条：给予警告；依照《中华人民共和国某法》的规定没收违法所得。"
    sets = "《某部某办法》（部令第5号）第五条：给予警告，没收违法所得。"
    assert judged("行政处罚", "对某行为的处罚", refers, date(2024, 1, 1)) is Outcome.WITHIN
    assert judged("行政处罚", "对某行为的处罚", sets, date(2024, 1, 1)) is Outcome.EXCEEDED


def test_a_temporary_licence_of_a_government_rule_is_open_after_a_year() -> None:
    rule = CitedInstrument("某办法", frozenset({InstrumentRank.PROVINCIAL_GOVERNMENT_RULE}), date(2022, 3, 1))
    matter = matter_of(Category.LICENSING, "", "某临时性许可")
    assert matter is not None
    found = [judge(matter, [rule], date(2022, 3, 1) + timedelta(days=days)) for days in (300, 400)]
    assert [one and one.outcome for one in found] == [Outcome.WITHIN, Outcome.UNCLEAR]


def test_no_two_rules_in_force_say_different_things_of_one_rank() -> None:
    by_place = defaultdict(list)
    for rule in rule_book().rules:
        for rank in rule.ranks:
            by_place[rule.field, rule.kind, rank].append(rule)
    for rules in by_place.values():
        spans = sorted((rule.start, rule.end or date.max, rule.id) for rule in rules)
        assert all(before[1] < after[0] for before, after in pairwise(spans)), spans


def test_every_rule_names_its_source_and_says_what_it_says() -> None:
    assert len({rule.id for rule in rule_book().rules}) == len(rule_book().rules) > 100
    for rule in rule_book().rules:
        assert rule.source, rule.id
        assert rule.says, rule.id
        assert rule.end is None or rule.start < rule.end, rule.id


@pytest.mark.parametrize("field", ["LICENSING", "PENALTY", "MEASURE", "EXECUTION", "CHARGE"])
def test_every_rank_is_spoken_of_from_the_first_day_on(field: str) -> None:
    book = rule_book()
    start = min(rule.start for rule in book.rules if rule.field == field and rule.kind == GENERAL)
    for rank in InstrumentRank:
        assert book.find(field, GENERAL, rank, start), rank
        assert book.find(field, GENERAL, rank, date(2026, 11, 1)), rank
    assert not book.testable(field, GENERAL, start - timedelta(days=1))


def test_a_law_may_set_every_kind_of_power() -> None:
    book = rule_book()
    for rule in book.rules:
        found = book.find(rule.field, rule.kind, InstrumentRank.LAW, date(2026, 1, 1))
        if book.testable(rule.field, rule.kind, date(2026, 1, 1)):
            assert found is not None, rule.id
            assert found.effect is Effect.ALLOWED, rule.id


def test_judgements_turn_on_the_turning_days_alone() -> None:
    book = rule_book()
    turning = book.turning_days()
    matter = Matter("PENALTY", ("criticism",))
    rule = [CitedInstrument("某办法", frozenset({InstrumentRank.DEPARTMENT_RULE}))]
    before: Outcome | None = None
    for offset in range(0, 12_000):
        day = date(1995, 1, 1) + timedelta(days=offset)
        found = judge(matter, rule, day)
        assert found is not None
        assert before is None or found.outcome is before or day in turning, day
        before = found.outcome
