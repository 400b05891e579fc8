import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.citations import Provision, read_bases, read_basis_cell


def places(text: str) -> list[tuple[int | None, int | None, int | None]]:
    return [(p.article, p.paragraph, p.item) for basis in read_bases(text) for p in basis.provisions]


def articles(text: str) -> list[int | None]:
    return [article for article, _, _ in places(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《水法》第48条", [48]),
        ("《水法》第四十八条", [48]),
        ("《水法》第 四十八 条", [48]),
        ("《水法》第七、十二条", [7, 12]),
        ("《水法》第30、32、34条;", [30, 32, 34]),
        ("《水法》第三条至第五条", [3, 4, 5]),
        ("《水法》第三至五条", [3, 4, 5]),
        ("《水法》第3-5条", [3, 4, 5]),
        ("《水法》第三条－第五条、第九条", [3, 4, 5, 9]),
        ("《水法》第十条、三十二条、第三十八、第四十条", [10, 32, 38, 40]),
        ("《水法》第四十四条 第七十六条", [44, 76]),
        ("《水法》第六一条", [61]),
        ("《水法》第四章第二十一条", [21]),
        ("《水法》第十七條", [17]),
        ("《水法》第八条和第十二条的规定", [8, 12]),
        ("《水法》", []),
    ],
)
def test_articles_in_every_spelling(text: str, expected: list[int]) -> None:
    assert articles(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《水法》第十二条第一款第（二）项", [(12, 1, 2)]),
        ("《水法》第二十七条第一款第（一）项和第二款", [(27, 1, 1), (27, 2, None)]),
        ("《水法》第十六条第一款第（二） 项、第六十条第一款第（一）项：", [(16, 1, 2), (60, 1, 1)]),
        ("《水法》第二十三条第（一）、（二）、（五）项", [(23, None, 1), (23, None, 2), (23, None, 5)]),
        ("《水法》第五条第一、三款", [(5, 1, None), (5, 3, None)]),
        ("《水法》第五条第一款至第三款", [(5, 1, None), (5, 2, None), (5, 3, None)]),
        ("《水法》第十条（三）：取水的", [(10, None, 3)]),
        ("《水法》第八十五条第一项", [(85, None, 1)]),
        ("《水法》第二十八第一款第一项：违反", [(28, 1, 1)]),
        ("《决定》附件第193项", [(None, None, 193)]),
        ("《水法》第十条第㈠项、第㈢项", [(10, None, 1), (10, None, 3)]),
        ("《水法》第十条第⑴、⑵项", [(10, None, 1), (10, None, 2)]),
        ("《水法》第九条，第十一条 （一）项", [(9, None, None), (11, None, 1)]),
        ("《水法》第十一条 （一）项目用水的", [(11, None, None)]),
    ],
)
def test_paragraphs_and_items(text: str, expected: list[tuple[int | None, int | None, int | None]]) -> None:
    assert places(text) == expected


def test_suffixes_sub_items_and_annexes_are_kept() -> None:
    (basis,) = read_bases("《刑法》第一百二十条之一第二款")
    assert basis.provisions == (Provision(article=120, paragraph=2, article_suffix=1),)
    (basis,) = read_bases("《决定》（国发〔2004〕20号）第二项第（一）小项")
    assert basis.provisions == (Provision(item=2, sub_item=1),)
    (basis,) = read_bases("《决定》附件2第3项：成品油")
    assert basis.provisions == (Provision(item=3, attachment="附件2"),)
    assert basis.quoted_text == "成品油"


def test_a_chapter_alone_is_no_provision() -> None:
    (basis,) = read_bases("《行政处罚法》第五章、第六章")
    assert basis.provisions == ()
    assert basis.chapters == (5, 6)


@pytest.mark.parametrize(
    ("bracket", "number"),
    [
        ("国务院令250号", "国务院令250号"),
        ("2009年9月17日国务院563号令，2016年2月6日予以修改", "国务院563号令"),
        ("第7号令，2021年8月17日应急管理部第27次部务会议审议通过", "第7号令"),
        ("国务院令2017第683号", "国务院令2017第683号"),
        ("2016年国家发改委令第44号", "国家发改委令第44号"),
        ("原国家环保总局令第40号", "国家环保总局令第40号"),
        ("1982年11月19日第五届全国人大常委会令第11号", "全国人大常委会令第11号"),
        ("商务部、公安部令2006年第17号公布", "商务部、公安部令2006年第17号"),
        ("中办发﹝2015﹞36号", "中办发﹝2015﹞36号"),
        ("国发（2004）20号", "国发（2004）20号"),
        ("〔2001〕国人防办字第211号", "〔2001〕国人防办字第211号"),
        ("国务院令第253号发布，根据国务院令第682号修订", "国务院令第253号"),
        ("1997年2月23日发布，2006年8月27日国务院55号令修订", None),
        ("国务院令第666号令修改", None),
        ("2006年5月17日国务院令第136次常务会议通过", None),
        ("2018年修正", None),
    ],
)
def test_the_number_is_the_first_promulgations_as_written(bracket: str, number: str | None) -> None:
    (basis,) = read_bases(f"《水法》（{bracket}）第三条")
    assert basis.title == "水法"
    assert basis.cited_number == number
    assert [p.article for p in basis.provisions] == [3]


def test_dates_and_amendments_are_told_apart() -> None:
    (basis,) = read_bases("《条例》（2003年4月27日国务院令第375号，2004年1月1日起施行，2010年12月修订）")
    assert basis.promulgation[1:4] == ("2003-04-27", "2004-01-01", ("2010-12",))


def test_quoted_clauses_cite_nothing_themselves() -> None:
    text = (
        "【法规】《养犬办法》（2012年通过。）\n第十条：饲养犬类应当免疫。\n第四十条： 违反本第十条"
        "第一款规定的，依照《中华人民共和国动物防疫法》第九十条处罚；《治安管理处罚法》另有规定的，从其规定。\n"
        "（二）有第三条、第五条所列情形的。"
    )
    (basis,) = read_bases(text)
    assert [p.article for p in basis.provisions] == [10, 40]
    assert basis.rank_tag == "法规"
    assert basis.quoted_text is not None
    assert basis.quoted_text.startswith("饲养犬类应当免疫")
    assert basis.quoted_text.endswith("第五条所列情形的。")


def test_headings_within_a_line_and_repeated_ones() -> None:
    assert articles("《条例》第十一条：设立电台的，方可筹建。第十四条：电台终止的，收回许可证。") == [11, 14]
    assert places("《消防法》第十六条第一款第（二）项：\n第十六条 单位应当：\n（二）配置器材。") == [
        (16, 1, 2)
    ]
    assert places("《法》第十九条第一款：甲。\n第四款：乙。") == [(19, 1, None), (19, 4, None)]
    assert articles("《法》第五十条从事本法规定的检验，方可从事。") == [50]


@pytest.mark.parametrize(
    "text",
    [
        "《甲法》第一条；《乙法》第二条",
        "《甲法》第一条、《乙法》第二条",
        "《甲法》第一条《乙法》第二条",
        "1.《甲法》第一条 2.《乙法》第二条",
        "一、《甲法》第一条\n二、《乙法》第二条",
        "【法律】《甲法》第一条【法规】《乙法》第二条",
        "法律：《甲法》第一条\n行政法规：《乙法》第二条",
        "《甲法》第一条|《乙法》第二条",
        "国务院《甲法》第一条、公安部《乙法》第二条规定",
        "《甲法》第一条：应当备案。\n2、《乙法》第二条：应当登记。",
        "《甲法》第一条：应当备案。《乙法》第二条：应当登记。",
        "根据《甲法》第一条和《乙法》第二条的规定",
    ],
)
def test_several_bases_in_one_cell(text: str) -> None:
    bases = read_bases(text)
    assert [basis.title for basis in bases] == ["甲法", "乙法"]
    assert [p.article for basis in bases for p in basis.provisions] == [1, 2]
    assert all(basis.text in text for basis in bases)
    assert all(text.startswith(basis.text, basis.start) for basis in bases)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "《民政部关于颁发<地名管理条例>的通知》+民行发〔1996〕17号+第七条",
            "民政部关于颁发<地名管理条例>的通知",
        ),
        ("《关于修改《电力法》的决定》第七条", "关于修改《电力法》的决定"),
        ("《 中华人民共和国 水法》第七条", "中华人民共和国水法"),
        ("《假肢和矫形器(辅助器具)办法》第七条", "假肢和矫形器(辅助器具)办法"),
        ("（禁止使用童工规定》（国务院令第364号）第七条", "禁止使用童工规定"),
        ("中华人民共和国水法第七条", "中华人民共和国水法"),
        ("【法律】中华人民共和国水法》（2002年修订）第七条", "中华人民共和国水法"),
        ("根据《全民健身法》第七条", "全民健身法"),
        ("法律法规名称:安全生产 规定 依据文号:水利部令第26号 条款号:第七条 条款内容:略", "安全生产规定"),
        ("《建筑法》…《关于修改〈建筑法〉等的决定》第二次修正)第七条：", "建筑法"),
        (
            "《节约能源法》1997年11月1日通过，2018年《关于修改〈某法〉的决定》修正）\n 第七条：略",
            "节约能源法",
        ),
    ],
)
def test_titles_however_they_are_marked(text: str, title: str) -> None:
    (basis,) = read_bases(text)
    assert basis.title == title
    assert [p.article for p in basis.provisions] == [7]


def test_documents_known_by_their_number_alone() -> None:
    bases = read_bases("陕泾河发〔2017〕97号; 穗水规字〔2022〕2号; (成府發〔20**〕83號)")
    assert [basis.cited_number for basis in bases] == [
        "陕泾河发〔2017〕97号",
        "穗水规字〔2022〕2号",
        "成府發〔20**〕83號",
    ]
    assert all(basis.title is None for basis in bases)


def test_what_is_not_understood_is_told_with_its_place() -> None:
    text = "《水法》（省级）第三条"
    reading = read_basis_cell(text)
    (span,) = reading.not_understood
    assert text[span.start : span.end] == span.text == "省级"
    assert reading.bases[0].not_understood == (span,)
    nothing = read_basis_cell("由上级机关决定")
    assert nothing.bases == ()
    assert [span.text for span in nothing.not_understood] == ["由上级机关决定"]


@pytest.mark.timeout(20)
def test_a_date_directly_behind_a_closed_bracket() -> None:
    (basis,) = read_bases("《水法》（国务院令第1号）2018年12月29日修正")
    assert basis.title == "水法"
    assert basis.cited_number == "国务院令第1号"
    assert basis.promulgation.amended == ("2018-12-29",)


@pytest.mark.timeout(20)
def test_an_empty_title_at_the_start_of_a_line_is_no_citation() -> None:
    text = "《水法》第三条2018年[\n《》第二条\n《森林法》第一条"
    assert [basis.title for basis in read_bases(text)] == ["水法", "森林法"]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("head", ["", "《甲法》", "《甲法》第一条：略", "附件", "《甲法》（国务院令"])
@pytest.mark.parametrize(
    "piece",
    [
        *("《", "（", "部、", "第(一)", "第1、", "1,2,3 ", "第一条", "《a", "的通知", "号", "【法"),
        *(" ", "\n", "\u3000", "附件\n", "附件1第", "：", "、\n", " 第 ", "一\n第一条”", "根据《-", "9"),
    ],
)
def test_a_hostile_cell_costs_no_more_than_its_length(head: str, piece: str) -> None:
    reading = read_basis_cell(head + piece * 5000)
    assert all(basis.text for basis in reading.bases)


@pytest.mark.parametrize("text", ["", "无", "暂无。", "/", "——", " \n"])
def test_a_cell_that_states_no_basis_reads_as_nothing(text: str) -> None:
    assert read_basis_cell(text) == ((), ())


words = st.sampled_from(
    "《~》~（~）~【法律】~第十条~第~条~（一）~：~\n~、~2018年~国务院令第3号~水法~关于~的~附件~第3项~至~+~|".split(
        "~"
    )
    + "〔2018〕3号~<~>~法律：~规定~ ~1.~修正~章".split("~")
    + "《水法》~（国务院令第1号）~2018年12月29日修正~附件~根据~国务院令第~[~]~中华人民共和国~9".split("~")
)
texts = st.text() | st.lists(words, max_size=25).map("".join)


@given(texts)
def test_any_text_is_read_and_every_basis_is_a_slice_of_it(text: str) -> None:
    assert_read_in_slices(text)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@settings(max_examples=50_000)
@given(texts | st.lists(words, min_size=25, max_size=300).map("".join))
def test_tens_of_thousands_of_texts(text: str) -> None:
    begun = time.process_time()
    assert_read_in_slices(text)
    assert time.process_time() - begun < 2


def assert_read_in_slices(text: str) -> None:
    reading = read_basis_cell(text)
    reached = 0
    for basis in reading.bases:
        assert text.startswith(basis.text, basis.start)
        assert basis.start >= reached
        reached = basis.start + len(basis.text)
        assert basis.quoted_text is None or basis.quoted_text in text
    for span in reading.not_understood:
        assert text[span.start : span.end] == span.text


def cited(text: str) -> list[tuple[str | None, str | None, list[int | None]]]:
    return [
        (basis.title, basis.cited_number, [place.article for place in basis.provisions])
        for basis in read_bases(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（1）《水法》第七条（2）《防洪法》第八条", [("水法", None, [7]), ("防洪法", None, [8])]),
        ("1《水法》第七条2《防洪法》第八条", [("水法", None, [7]), ("防洪法", None, [8])]),
        ("①《水法》第七条②《防洪法》第八条", [("水法", None, [7]), ("防洪法", None, [8])]),
        ("「水法」第七条", [("水法", None, [7])]),
        ("“水法”第七条", [("水法", None, [7])]),
        ("《办法》农业部（农牧发〔2010〕12号）第三条", [("办法", "农牧发〔2010〕12号", [3])]),
        ("《办法》（X府发〔2018〕5号）", [("办法", "X府发〔2018〕5号", [])]),
        ("《条例》（国务院令第406号、第709号修订）第八条", [("条例", "国务院令第406号", [8])]),
        ("《建筑设计防火规范》GB50016-2014（2018年版）", [("建筑设计防火规范", "GB50016-2014", [])]),
        ("《通知》（国办发〔2015〕31号）附件", [("通知", "国办发〔2015〕31号", [])]),
        (
            "违反条款：《水法》第七条；处罚条款：《水法》第八条",
            [("水法", None, [7]), ("水法", None, [8])],
        ),
    ],
)
def test_more_ways_lists_are_written(
    text: str, expected: list[tuple[str | None, str | None, list[int | None]]]
) -> None:
    assert cited(text) == expected
    assert not read_basis_cell(text).not_understood


def test_a_clause_that_begins_by_referring_on_cites_nothing_more() -> None:
    text = "《护照法》第十六条：……依照《行政许可法》第七十九条规定处罚。"
    assert cited(text) == [("护照法", None, [16])]


def test_a_few_words_behind_the_places_are_no_clause() -> None:
    reading = read_basis_cell("《水法》第七条三定方案")
    assert [basis.quoted_text for basis in reading.bases] == [None]
    assert [span.text for span in reading.not_understood] == ["三定方案"]
