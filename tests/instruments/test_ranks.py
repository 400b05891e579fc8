import pytest

from service.citations import read_bases
from service.instruments import infer_rank, rank_of
from tests.support.registry import seeded_registry


@pytest.mark.parametrize(
    ("basis", "ranks"),
    [
        ("《中华人民共和国慈善法》第四十五条", "L"),
        ("《中华人民共和国合伙企业法》（1997年2月23日发布，2006年8月27日国务院55号令修订）第九条", "L"),
        ("《全国人民代表大会常务委员会关于司法鉴定管理问题的决定》第三条", "L"),
        ("《某条例》（国务院令）第一条", "AR"),
        ("《关键信息基础设施安全保护条例》第四十三条", "AR"),
        ("《工人考核条例》（劳动部令第1号）", "AR"),
        ("《国务院关于某事的决定》（国发〔2014〕5号）", "SCD"),
        ("《国务院对某事的决定》（国务院令第412号）", "SCD"),
        ("《泰安市户外广告设施和招牌设置管理条例》第十四条", "LR-C"),
        ("《上海市城市管理行政执法条例》第二十一条", "LR-P"),
        ("《湖南省实施〈中华人民共和国招标投标法〉办法》第四条", "LR-P"),
        ("《某省某条例》（省人大常委会公告）", "LR-P"),
        ("《深圳经济特区某条例》", "SEZ"),
        ("《延边朝鲜族自治州自治条例》", "AUT"),
        ("《某部某办法》（部令第5号）", "DR"),
        ("《某省某办法》（省人民政府令第3号）", "PGR"),
        ("《某市某办法》（某市人民政府令第3号）", "CGR"),
        ("《榆中县某办法》（县政府令第3号）", "ND"),
        ("《国务院办公厅关于某事的通知》（国办发〔2015〕5号）", "ND"),
        ("《某市某局主要职责内设机构和人员编制规定》", "ND"),
        ("《城市绿化条例》第五条", "AR"),
        ("《浙江省某办法》第五条", "LR-P PGR ND"),
        ("《某某办法》第五条", "AR DR PGR CGR ND"),
        ("【部门规章】《某某办法》第五条", "DR"),
        ("【规范性文件】《中华人民共和国某某法》第五条", "L"),
        ("《某某工作说明》", ""),
    ],
)
def test_rank_is_inferred_from_number_title_and_tag(basis: str, ranks: str) -> None:
    (read,) = read_bases(basis)
    found = rank_of(None, read)
    assert {rank.value for rank in found.ranks} == set(ranks.split())
    assert found.inferred
    assert found.why
    assert (found.rank is not None) is (len(found.ranks) == 1)


def test_the_registry_s_rank_goes_before_what_the_title_suggests() -> None:
    known = seeded_registry().match("中华人民共和国户口登记条例").instrument
    (read,) = read_bases("《中华人民共和国户口登记条例》第六条")
    found = rank_of(known, read)
    assert [rank.value for rank in found.ranks] == ["L"]
    assert not found.inferred
    assert infer_rank("户口登记条例").inferred


def test_inference_agrees_with_the_registry_but_for_what_no_title_shows() -> None:
    wrong = [
        one.title
        for one in seeded_registry().instruments
        if one.rank and one.rank not in infer_rank(one.title, one.document_number or "").ranks
    ]
    assert wrong == [
        "中华人民共和国户口登记条例",
        "中华人民共和国发票管理办法",
        "中国公民收养子女登记办法",
        "外国人在中华人民共和国收养子女登记办法",
    ]
