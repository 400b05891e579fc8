"""Reading a name: what is seen through and what stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.matching import full_name, read_name, read_names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("取水许可（县级行使）", "取水许可"),
        ("四川省广安市取水许可", "取水许可"),
        ("对四川省取水的许可", "取水许可"),
        ("３．取水許可", "取水许可"),
        ("（二）取水许可证核发", "取水许可"),
        ("⑤取水许可", "取水许可"),
        ("核发《取水许可证》", "取水许可"),
        ("取水许可（首次、延续、变更、注销）", "取水许可"),
        ("取水许可（国发〔2016〕72号）", "取水许可"),
        ("烟花爆竹（批发）经营许可", "烟花爆竹经营（批发）许可"),
        ("未取得道路货运经营许可，擅自从事道路货运经营的处罚", "未经许可从事道路货物运输经营的"),
    ],
)
def test_seen_through(one: str, other: str) -> None:
    a, b = read_name(one), read_name(other)
    assert (a.features, a.matter) == (b.features, b.matter)
    assert a.act == b.act or "" in (a.act, b.act)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("省级文物保护单位修缮许可", "文物保护单位修缮许可"),
        ("江苏省级湿地公园审批", "湿地公园审批"),
        ("取水许可（新办）", "取水许可"),
        ("取水许可（注销）", "取水许可"),
        ("取水许可（原址）", "取水许可"),
        ("一照一码户信息确认", "照一码户信息确认"),
        ("80周岁以上老年人津贴", "周岁以上老年人津贴"),
        ("补证审批", "换证审批"),
        ("第一类医疗器械备案", "第二类医疗器械备案"),
    ],
)
def test_not_seen_through(one: str, other: str) -> None:
    a, b = read_name(one), read_name(other)
    assert (a.features, a.matter) != (b.features, b.matter)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("违反第六十五条的处罚", "65条"),
        ("违反第65条的处罚", "65条"),
        ("5千万元以上项目核准", "50000000元"),
        ("5000万元以上项目核准", "50000000元"),
        ("Ⅱ类射线装置许可", "2类"),
        ("二类射线装置许可", "2类"),
        ("第349号令备案", "349号"),
        ("两千人以上活动许可", "2000人"),
        ("1.5万吨以上码头许可", "15000吨"),
        ("一万二千吨以上码头许可", "12000吨"),
        ("三百万元以上项目核准", "3000000元"),
        ("千人以上活动许可", "1000人"),
    ],
)
def test_numbers_have_one_spelling(text: str, number: str) -> None:
    assert number in read_name(text).features["数字"]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("食品经营许可证核发", "许可"),
        ("食品经营许可变更", "许可"),
        ("企业投资项目核准", "核准"),
        ("诊所备案（县级）", "备案"),
        ("公司变更登记（备案）", "登记"),
        ("拒绝监督检查的", ""),
        ("对拒绝监督检查的行政处罚", "处罚"),
        ("对旅行社的监督检查", "检查"),
        ("最低生活保障", ""),
    ],
)
def test_the_act_is_what_stands_last(text: str, act: str) -> None:
    assert read_name(text).act == act


@pytest.mark.parametrize(
    ("name", "sub", "whole"),
    [
        ("食品经营许可", "", "食品经营许可"),
        ("食品经营许可", "无", "食品经营许可"),
        ("食品经营许可", "食品经营许可", "食品经营许可"),
        ("食品经营许可", "变更", "食品经营许可（变更）"),
        ("食品经营许可", "2.延续审批", "食品经营许可（延续审批）"),
        ("设立技工学校审批", "1.设立普通技工学校审批", "设立普通技工学校审批"),
        ("工程监理企业资质认定", "甲级资质认定", "工程监理企业资质认定（甲级资质认定）"),
    ],
)
def test_main_item_and_sub_item_are_one_name(name: str, sub: str, whole: str) -> None:
    assert full_name(name, sub) == whole


@given(st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    read = read_name(text)
    assert read_name(text) == read
    assert all(values for values in read.features.values())


@given(st.text(alphabet="的许可证（）()[]、，对县级第一二1.2未不核发《》省市", max_size=24))
def test_broken_brackets_and_bare_function_words_can_be_read(text: str) -> None:
    assert isinstance(read_name(text).core, str)


@given(
    st.lists(st.text(alphabet="的许可证（）第一二①2.未不核發《》省四川市（县级）", max_size=16), max_size=8)
)
def test_many_are_read_as_one_by_one(texts: list[str]) -> None:
    assert read_names(texts) == [read_name(text) for text in texts]


@pytest.mark.parametrize(
    ("main", "sub", "whole"),
    [
        ("民办学校设立、变更、终止审批", "民办学校终止审批", "民办学校终止审批"),
        ("社会团体成立、变更、注销登记及修改章程核准", "1.社会团体修改章程核准", "社会团体修改章程核准"),
        ("饲料、饲料添加剂生产许可", "饲料添加剂生产许可", "饲料添加剂生产许可"),
        ("道路危险货物运输经营许可", "货物运输许可", "道路危险货物运输经营许可（货物运输许可）"),
        ("食品经营许可", "变更", "食品经营许可（变更）"),
        ("危险化学品经营许可", "经营许可", "危险化学品经营许可（经营许可）"),
    ],
)
def test_a_sub_item_that_takes_one_of_a_list_stands_for_both(main: str, sub: str, whole: str) -> None:
    assert full_name(main, sub) == whole
