"""Every word of seeds/matching does what its file says: an administrator's edit is tested by this alone."""

from itertools import combinations
from typing import Any

import pytest

from seeds import seed_toml
from service.matching import judge, read_name
from service.matching.lexicon import Alone, lexicon
from service.text import fold
from service.vocabulary import Verdict

# A matter no word of the files touches, and an act.
NAME = "青瓷{}丹霞审批"
GROUPS: list[dict[str, Any]] = seed_toml("matching", "opposites.toml")["group"]
ACTS: dict[str, Any] = seed_toml("matching", "acts.toml")
SAME: list[dict[str, list[str]]] = seed_toml("matching", "equivalents.toml")["same"]
SEE: dict[str, Any] = seed_toml("matching", "seethrough.toml")
NEGATION: dict[str, Any] = seed_toml("matching", "negation.toml")


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["name"])
def test_every_word_of_a_group_is_read_as_what_it_stands_for(group: dict[str, Any]) -> None:
    misread = {
        word: dict(read.features)
        for spellings in group["values"]
        for word in spellings
        if fold(spellings[0])
        not in (read := read_name(NAME.format(word))).features.get(group["name"], frozenset())
    }
    assert not misread


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["name"])
def test_words_of_one_group_exclude_one_another(group: dict[str, Any]) -> None:
    general = set(group.get("general", ()))
    seen_through = []
    for one, other in combinations([values[0] for values in group["values"]], 2):
        verdict = judge(NAME.format(one), NAME.format(other)).verdict
        if verdict is Verdict.SAME or (verdict is not Verdict.DIFFERENT and not general & {one, other}):
            seen_through.append((one, other, verdict))
    assert not seen_through


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["name"])
def test_a_word_on_one_side_alone_counts_as_the_file_says(group: dict[str, Any]) -> None:
    expected = {"different": {Verdict.DIFFERENT}, "same": {Verdict.SAME}}.get(
        group.get("alone", "review"), {Verdict.REVIEW, Verdict.DIFFERENT}
    )
    free = set(group.get("free", ()))
    wrong = [
        values[0]
        for values in group["values"]
        if judge(NAME.format(values[0]), NAME.format("")).verdict
        not in ({Verdict.SAME} if values[0] in free else expected)
    ]
    assert not wrong


def test_groups_are_named_once_and_no_word_stands_in_two() -> None:
    names = [group["name"] for group in GROUPS]
    assert len(names) == len(set(names))
    words = [fold(word) for group in GROUPS for values in group["values"] for word in values]
    assert sorted({word for word in words if words.count(word) > 1}) == []
    assert {group.alone for group in lexicon().groups.values()} >= {Alone.DIFFERENT, Alone.REVIEW}


@pytest.mark.parametrize("entry", SAME, ids=lambda entry: entry["words"][0])
def test_every_equivalent_is_the_same_power(entry: dict[str, list[str]]) -> None:
    canonical, *others = entry["words"]
    assert others
    wrong = [
        other
        for other in others
        if judge(f"青瓷{canonical}丹霞审批", f"青瓷{other}丹霞审批").verdict is not Verdict.SAME
    ]
    assert not wrong


def test_a_family_of_acts_is_one_act_and_families_are_not() -> None:
    families: dict[str, list[str]] = ACTS["families"]
    misread = {
        word: read_name(f"青瓷丹霞{word}").act
        for family, words in families.items()
        for word in words
        if read_name(f"青瓷丹霞{word}").act != family
    }
    assert not misread
    near = {frozenset(pair) for pair in ACTS["near"]}
    assert {family for pair in near for family in pair} <= set(families)
    for one, other in combinations(families, 2):
        verdict = judge(f"青瓷丹霞{families[one][0]}", f"青瓷丹霞{families[other][0]}").verdict
        expected = Verdict.REVIEW if frozenset((one, other)) in near else Verdict.DIFFERENT
        assert verdict is expected, (one, other)


def test_every_bare_act_may_be_left_unsaid() -> None:
    for family in ACTS["bare"]:
        word = ACTS["families"][family][0]
        assert judge(f"对青瓷丹霞的{word}", "青瓷丹霞的").verdict is Verdict.SAME


def test_every_filler_may_be_left_out() -> None:
    wrong = [
        word
        for word in (*SEE["fillers"], *SEE["level_phrases"])
        if judge(f"青瓷{word}丹霞审批", "青瓷丹霞审批").verdict is not Verdict.SAME
    ]
    assert not wrong


def test_every_weak_word_may_be_left_out_but_not_four() -> None:
    wrong = [w for w in SEE["weak"] if judge(f"青瓷{w}丹霞审批", "青瓷丹霞审批").verdict is not Verdict.SAME]
    assert not wrong
    four = "".join(SEE["weak"][:4])
    assert judge(f"青瓷{four}丹霞审批", "青瓷丹霞审批").verdict is Verdict.REVIEW


def test_every_level_mark_and_gloss_in_brackets_is_seen_through() -> None:
    marks = [f"（{mark}）" for mark in SEE["level_marks"]]
    marks += [f"（县级{suffix}）" for suffix in SEE["level_suffixes"]]
    marks += [f"（{gloss}）" for gloss in SEE["glosses"]]
    marks += [f"（{start}某文件）" for start in SEE["note_starts"]]
    wrong = [
        mark for mark in marks if judge(f"青瓷丹霞审批{mark}", "青瓷丹霞审批").verdict is not Verdict.SAME
    ]
    assert not wrong


def test_a_bracket_of_one_character_that_is_no_gloss_tells_something() -> None:
    for character in "猪牛渔客一甲上内":
        assert judge(f"青瓷丹霞（{character}）审批", "青瓷丹霞审批").verdict is not Verdict.SAME
    assert judge("青瓷丹霞（猪）检疫", "青瓷丹霞（牛）检疫").verdict is not Verdict.SAME


def test_every_negation_alone_is_another_power() -> None:
    wrong = [
        word
        for word in (*NEGATION["words"], *(word for spellings in NEGATION["same"] for word in spellings))
        if judge(f"对青瓷{word}丹霞的处罚", "对青瓷丹霞的处罚").verdict is not Verdict.DIFFERENT
    ]
    assert not wrong


def test_negations_that_mean_the_same_are_one() -> None:
    for canonical, *others in NEGATION["same"]:
        for other in others:
            judgement = judge(f"对青瓷{canonical}丹霞的处罚", f"对青瓷{other}丹霞的处罚")
            assert judgement.verdict is Verdict.SAME, other


def test_words_kept_whole_are_no_negations_nor_fillers() -> None:
    for word in (*NEGATION["keep"], *SEE["filler_keep"]):
        read = read_name(NAME.format(word))
        assert "否定" not in read.features, word
        assert fold(word) in read.core, word


def test_inclusions_and_exclusions_are_scope() -> None:
    for word in SEE["inclusions"]:
        assert read_name(f"青瓷审批（{word}丹霞）").included == {"丹霞"}
    for word in SEE["exclusions"]:
        assert read_name(f"青瓷审批（{word}丹霞）").excluded == {"丹霞"}
        assert judge(f"青瓷审批（{word}丹霞）", "青瓷审批").verdict is Verdict.REVIEW


@pytest.mark.parametrize("character", SEE["directional"])
def test_direction_words_make_order_count(character: str) -> None:
    there, back = f"公司{character}合伙企业审批", f"合伙企业{character}公司审批"
    assert judge(there, back).verdict is Verdict.DIFFERENT
    assert judge(f"青瓷{character}丹霞审批", f"丹霞{character}青瓷审批").verdict is Verdict.REVIEW


def test_words_that_say_little_alone_tell_two_powers_apart() -> None:
    (group,) = (group for group in GROUPS if group["name"] == "泛词")
    words = [spellings[0] for spellings in group["values"]]
    for word in words:
        assert judge(f"青瓷{word}备案", "青瓷备案").verdict is Verdict.SAME
    for one, other in combinations(words, 2):
        assert judge(f"青瓷{one}备案", f"青瓷{other}备案").verdict is not Verdict.SAME
