"""Duties divided by their stages: nothing lost, nothing guessed."""

from hypothesis import given
from hypothesis import strategies as st

from service.items import Duty, read_duties
from service.items.duties import split_duties

TEXT = "1.受理责任：公示；说明：一次告知。\n2.审查责任：审查材料。3.决定责任：作出决定"


def test_one_cell_is_divided_by_the_stages_it_names() -> None:
    assert read_duties((Duty(TEXT, "", "《许可法》"),)) == (
        Duty("1.受理责任：公示；说明：一次告知。", "受理", "《许可法》"),
        Duty("2.审查责任：审查材料。", "审查", "《许可法》"),
        Duty("3.决定责任：作出决定", "决定", "《许可法》"),
    )


def test_a_basis_divided_alike_goes_with_its_stages() -> None:
    duties = read_duties((Duty(TEXT, "", "受理：《许可法》第三十二条\n审查：《许可法》第三十四条"),))
    assert [duty.basis for duty in duties] == ["受理：《许可法》第三十二条", "审查：《许可法》第三十四条", ""]


def test_a_cell_that_begins_otherwise_stays_whole() -> None:
    whole = (Duty("直接实施责任：\n1.受理责任：…\n2.审查责任：…"),)
    assert read_duties(whole) == whole


def test_each_of_several_duties_gets_the_stage_its_text_begins_with() -> None:
    duties = (Duty("受理责任：公示材料"), Duty("依法审查"), Duty("作出决定", "决定"))
    assert [duty.stage for duty in read_duties(duties)] == ["受理", "", "决定"]


@given(
    st.lists(
        st.sampled_from(
            [
                "受理责任：",
                "2.审查:",
                "\n",
                "。",
                "（三）决定责任：",
                "公示材料",
                "：",
                " ",
                "送达",
                "；立案责任：",
                "９",
            ]
        )
    ).map("".join)
)
def test_dividing_duties_loses_nothing(text: str) -> None:
    parts = split_duties(text)
    assert "".join("".join(part.split()) for _, part in parts) == "".join(text.split())
    assert len(parts) == 1 or all(stage for stage, _ in parts)
