"""The sentence reads as the five reports write it."""

from service.indicators import compare_figures, count_items, figures_sentence, findings_on, indicator_rules
from tests.indicators.lists import counted

RULES = indicator_rules()


def test_the_sentence_of_a_report() -> None:
    items = [
        counted(
            number,
            body,
            claim_state="已认领",
            online_depth="全程网办",
            visits="最多跑一次",
            handling_type="即办件" if number == 1 else "承诺件",
            legal_time_limit="20个工作日",
            promised_time_limit="8个工作日",
            service_hall=hall,
        )
        for number, body, hall in ((1, 1, "进驻"), (2, 1, "进驻"), (3, 2, "进驻分厅"))
    ]
    assert figures_sentence(count_items(items, RULES)) == (
        "事项3项；认领率100.0%、网上可办率100.0%、全程网办率100.0%、即办率33.3%、最多跑一次率100.0%、"
        "不见面率0.0%、事项进驻率100.0%；1个部门2项进驻政务大厅、1个部门1项进驻分厅；"
        "3项的法定时限合计60个工作日、承诺时限合计24个工作日，压缩60.0%，各项平均压缩60.0%。"
    )


def test_the_sentence_says_how_it_was_before() -> None:
    before, after = (
        count_items([counted(1, one_network=one), counted(2, one_network="是", claim_state="是")], RULES)
        for one in ("否", "是")
    )
    told = figures_sentence(after, compare_figures(before, after), "上年")
    assert "一网通办率100.0%（比上年提高50.0个百分点）" in told
    assert "认领率100.0%（与上年持平）" in told
    assert "一网通办率50.0%（比上年降低50.0个百分点）" in figures_sentence(
        before, compare_figures(after, before), "上年"
    )


def test_a_list_that_states_nothing_is_only_counted() -> None:
    assert figures_sentence(count_items([counted(1)], RULES)) == "事项1项。"


def test_findings_name_column_count_and_spelling_once() -> None:
    items = [
        counted(1, online_depth="4"),
        counted(2, online_depth="4"),
        counted(3, legal_time_limit="依法", promised_time_limit="5"),
    ]
    found = findings_on(count_items(items, RULES))
    assert [(each.code, each.column) for each in found] == [
        ("indicator-unread", "网上办理深度"),
        ("limit-unread", "法定时限、承诺时限"),
    ]
    assert found[0].message == "“网上办理深度”有 2 项的写法看不懂：“4” 2 项。"
