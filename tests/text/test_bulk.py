"""Folding many texts gives what folding each gives."""

from hypothesis import given
from hypothesis import strategies as st

from service.text import fold, fold_all

PIECES = st.sampled_from(
    [
        "行政许可",
        "行政許可",
        "後台",
        "皇后",
        "（县级）",
        "Ａｂ",
        "①",
        "㎡",
        " ",
        "\u3000",
        "\n",
        "《法》",
        "\ue000",
        "\ue001",
        "𠮷",
    ]
)


@given(st.lists(st.text(st.characters(max_codepoint=127), max_size=6), max_size=8))
def test_plain_codes_too(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]


@given(st.lists(st.one_of(st.text(max_size=12), st.lists(PIECES, max_size=6).map("".join)), max_size=30))
def test_the_same_as_one_by_one(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]


def test_more_texts_than_one_chunk() -> None:
    texts = [f"对第{number}种行為（一）的处罚" for number in range(20_001)]
    folded = fold_all(texts)
    assert folded == [fold(text) for text in texts]
    assert len(set(folded)) == len(texts)
