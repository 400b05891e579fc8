from hypothesis import given
from hypothesis import strategies as st

from service.citations import Basis, Promulgation, Provision, read_bases, write_basis

numbers = st.integers(1, 1300)
small = st.none() | st.integers(1, 40)
articles = st.builds(
    lambda article, paragraph, item, sub_item, suffix: Provision(
        article, paragraph, item, sub_item if item else None, suffix
    ),
    numbers, small, small, small, st.none() | st.integers(1, 9),
)  # fmt: skip
annexed = st.builds(
    lambda item, annex: Provision(item=item, attachment=annex),
    st.integers(1, 500), st.sampled_from(["附件", "附件2", "附表"]),
)  # fmt: skip
provisions = st.lists(articles, max_size=5, unique=True) | st.lists(annexed, max_size=3, unique=True)
titles = st.sampled_from(
    [
        "中华人民共和国水法",
        "公路安全保护条例",
        "假肢（辅助器具）办法",
        "关于印发〈办法〉的通知",
        "排污许可管理办法（试行）",
    ]
)
document_numbers = st.none() | st.sampled_from(
    ["国务院令第593号", "国发〔2014〕5号", "主席令第六十号", "第7号令", "商务部、公安部令2006年第17号"]
)


@given(titles, document_numbers, provisions, st.lists(st.integers(1, 12), max_size=2, unique=True))
def test_the_canonical_form_parses_back_to_itself(
    title: str, number: str | None, cited: list[Provision], chapters: list[int]
) -> None:
    basis = Basis(
        text="",
        start=0,
        title=title,
        promulgation=Promulgation(number),
        provisions=tuple(cited),
        chapters=tuple(chapters),
    )
    written = write_basis(basis)
    (read,) = read_bases(written)
    assert (read.title, read.cited_number) == (title, number)
    assert read.provisions == tuple(cited)
    assert read.chapters == tuple(chapters)
    assert read.text == written
    assert write_basis(read) == written


def test_the_canonical_form_is_one_for_all_spellings() -> None:
    written = {
        write_basis(read_bases(text)[0])
        for text in (
            "《水法》(国务院令第5号) 第7、十二条第1款第(三)项",
            "【法律】《水 法》（国务院令第5号）第七条、第十二条第一款第3项：略",
        )
    }
    assert written == {"《水法》（国务院令第5号）第七条、第十二条第一款第三项"}


def test_a_suffix_stands_in_the_canonical_form() -> None:
    (basis,) = read_bases("《刑法》第120条之一第2款")
    assert write_basis(basis) == "《刑法》第一百二十条之一第二款"
