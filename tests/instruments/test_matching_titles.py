import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.instruments import TAKEN_FROM, How, Instrument, Registry, title_key
from tests.support.registry import seeded_registry


@pytest.mark.parametrize(
    ("cited", "number", "title", "how"),
    [
        ("中华人民共和国行政许可法", None, "中华人民共和国行政许可法", How.TITLE),
        ("行政许可法", None, "中华人民共和国行政许可法", How.TITLE),
        ("中華人民共和國行政許可法", None, "中华人民共和国行政许可法", How.TITLE),
        ("中华人民共和国消防法（2019年修正）", None, "中华人民共和国消防法", How.TITLE),
        ("社会团体登记管理 条例", "国务院令250号", "社会团体登记管理条例", How.TITLE),
        ("社会团体登记管条例", None, "社会团体登记管理条例", How.MISPRINT),
        ("社会团体登计管理条例", None, "社会团体登记管理条例", How.MISPRINT),
        ("中华人民共合国食品安全法", None, "中华人民共和国食品安全法", How.MISPRINT),
        ("中华人民共国水法", None, "中华人民共和国水法", How.MISPRINT),
        ("固体废物污染防治法", None, "中华人民共和国固体废物污染环境防治法", How.MISPRINT),
        ("食品安全管理法实施条例", None, "中华人民共和国食品安全法实施条例", How.MISPRINT),
        ("固定资产投资项目节能办法", "2016年国家发改委令第44号", "固定资产投资项目节能审查办法", How.NUMBER),
        (
            "国务院办公室关于加强孤儿保障工作的意见",
            "国办发[2010]54号",
            "国务院办公厅关于加强孤儿保障工作的意见",
            How.NUMBER,
        ),
        (None, "国务院令第250号", "社会团体登记管理条例", How.NUMBER),
    ],
)
def test_titles_are_taken_for_their_instrument(
    cited: str | None, number: str | None, title: str, how: How
) -> None:
    found = seeded_registry().match(cited, number)
    assert found.instrument is not None
    assert (found.instrument.title, found.how) == (title, how)
    assert TAKEN_FROM <= found.score <= 1.0
    assert (found.score == 1.0) is (how is How.TITLE)


@pytest.mark.parametrize(
    ("cited", "nearest"),
    [
        ("全民健身法", "全民健身条例"),
        ("食品经营许可证管理办法", "食品经营许可管理办法"),
        ("转移联单管理办法", "危险废物转移联单管理办法"),
        ("四川省人口与计划生育条例", None),
        ("城市夜景灯光设施建设管理条例", None),
        ("", None),
    ],
)
def test_what_only_comes_near_is_named_and_not_taken(cited: str, nearest: str | None) -> None:
    found = seeded_registry().match(cited)
    assert found.instrument is None
    assert found.how is None
    assert found.score < TAKEN_FROM
    assert (found.nearest and found.nearest.title) == nearest


def test_another_place_number_or_kind_is_another_instrument() -> None:
    registry = Registry(
        [
            Instrument(id=1, title="浙江省户外广告管理办法"),
            Instrument(id=2, title="第三批取消行政审批项目的决定"),
            Instrument(id=3, title="城市户外广告设施管理条例"),
        ]
    )
    for cited in ("浙西省户外广告管理办法", "江苏省户外广告管理办法", "第四批取消行政审批项目的决定"):
        assert registry.match(cited).instrument is None, cited
    assert registry.match("城市户外广告设施管理办法").instrument is None


def test_the_edition_of_a_catalogue_is_part_of_its_title() -> None:
    registry = Registry(
        [Instrument(id=year, title=f"政府核准的投资项目目录（{year}年本）") for year in (2014, 2016)]
    )
    for year in (2014, 2016):
        found = registry.match(f"政府核准的投资项目目录（{year}年本）").instrument
        assert found is not None
        assert found.id == year
    assert registry.match("政府核准的投资项目目录（2017年本）").instrument is None
    law = Registry([Instrument(id=1, title="中华人民共和国某某法")])
    assert law.match("某某法（2021年版）").score == 1.0


def test_real_titles_the_registry_lacks_are_taken_for_no_other() -> None:
    others = (
        "建设工程抗震管理条例 金银管理条例 城市红线管理办法 药品注册管理办法 食品经营许可证管理办法"
        " 城市公共供水条例 医疗器械注册管理办法 女职工劳动保护规定 建筑施工企业安全生产许可证管理办法"
    ).split()
    assert [title for title in others if seeded_registry().match(title).instrument] == []


def test_the_inner_title_of_an_issuing_notice_is_taken() -> None:
    registry = Registry([Instrument(id=1, title="宗教事务部分行政许可项目实施办法")])
    found = registry.match("国家宗教事务局关于印发〈宗教事务部分行政许可项目实施办法〉的通知")
    assert found.instrument is not None
    assert found.how is How.INNER_TITLE
    assert found.score < 1.0


def test_an_alias_of_two_instruments_is_nobodys() -> None:
    registry = Registry([Instrument(id=n, title=f"某省实施办法之{n}", aliases=("实施办法",)) for n in (1, 2)])
    assert registry.match("实施办法").instrument is None


@pytest.mark.parametrize("instrument", seeded_registry().instruments[::7], ids=lambda one: one.title)
def test_every_instrument_is_found_by_its_own_title_and_aliases(instrument: Instrument) -> None:
    for title in (instrument.title, *instrument.aliases):
        found = seeded_registry().match(title)
        assert found.instrument is not None, title
        assert found.score == 1.0


@given(st.text(max_size=30), st.none() | st.text(max_size=20))
def test_any_text_is_answered_and_nothing_is_taken_for_certain_but_equals(
    title: str, number: str | None
) -> None:
    found = seeded_registry().match(title, number)
    if found.score == 1.0:
        assert found.instrument is not None
        known = {title_key(found.instrument.title), *map(title_key, found.instrument.aliases)}
        assert title_key(title) in known
    assert (found.instrument is None) or (found.how is not None)
