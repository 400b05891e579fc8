"""Of every code: a list in which it is found, and the same list put right, in which it is not."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import msgspec
import pytest

from service.checks import FINDING_KINDS, CheckReport, Counterpart, FormerHolder, ListFacts
from service.findings import Finding, Severity
from service.items import Duty, StandingItem
from service.vocabulary import Category, Level, ListKind
from tests.checks.lists import body, checked, item

PENALTY_LAW = "《中华人民共和国水法》第六十五条：责令停止违法行为，处一万元以上十万元以下的罚款。"
RULE = "《某部某办法》（部令第5号）第五条：由主管部门没收违法所得。"

OTHER_CREDIT = "11330824002617066D"
HELD_BEFORE = FormerHolder(999_999, "采矿权转让审批", "", "2022")


class Case(NamedTuple):
    """A list with the finding, the list without, the severity, and words the message must hold."""

    bad: Callable[[], CheckReport]
    good: Callable[[], CheckReport]
    severity: Severity
    says: str


def former() -> ListFacts:
    return ListFacts(former={"000111001000": [HELD_BEFORE]})


def coded(name: str = "社会团体成立登记", **fields: object) -> CheckReport:
    return checked(item(name, codes=("000111001000",), **fields), facts=former())  # type: ignore[arg-type]


def stated(*findings: Finding) -> CheckReport:
    return checked(item(), facts=ListFacts(stated=findings))


MISCOUNT = Finding(
    code="count-mismatch",
    severity=Severity.WARNING,
    message="表中合计35项，读出34项。",
    fix="核对。",
    sheet="一",
)
RESPONSIBILITIES = Counterpart(codes=set(), names={(1, "某事项许可")})
EMPTY_COUNTERPART = Counterpart(codes=set(), names=set())

CASES = {
    "missing-basis": Case(
        lambda: checked(item(setting_basis="")),
        lambda: checked(item()),
        Severity.WARNING,
        "没有设定依据",
    ),
    "unknown-instrument": Case(
        lambda: checked(item(setting_basis="《行政许可法》第二条；《转移联单管理办法》第三条")),
        lambda: checked(item()),
        Severity.ADVICE,
        "最接近的是《危险废物转移联单管理办法》",
    ),
    "instrument-not-in-force": Case(
        lambda: checked(item(setting_basis="《中华人民共和国物权法》第二百二十六条")),
        lambda: checked(item(setting_basis="《中华人民共和国物权法》第二百二十六条"), day=date(2020, 12, 31)),
        Severity.ERROR,
        "已于2021-01-01废止",
    ),
    "missing-article": Case(
        lambda: checked(item(setting_basis="《中华人民共和国行政许可法》")),
        lambda: checked(item(setting_basis="《中华人民共和国行政许可法》第二章")),
        Severity.WARNING,
        "没有写明条款",
    ),
    "authority-exceeded": Case(
        lambda: checked(item("对某行为的处罚", Category.PENALTY, setting_basis=RULE)),
        lambda: checked(item("对某行为的处罚", Category.PENALTY, setting_basis=RULE + "\n" + PENALTY_LAW)),
        Severity.ERROR,
        "所引依据中没有有权设定的层级的文件",
    ),
    "authority-unclear": Case(
        lambda: checked(item(setting_basis="《某省某办法》（省人民政府令第3号）第五条")),
        lambda: checked(item(setting_basis="《某省某条例》（省人大常委会公告）第五条")),
        Severity.ADVICE,
        "需要人工判断",
    ),
    "charge-without-authority": Case(
        lambda: checked(item(fee_standard="每件50元", fee_basis="《关于收费的通知》（发改价格〔2020〕1号）")),
        lambda: checked(item(fee_standard="每件50元", fee_basis="《中华人民共和国行政许可法》第五十八条")),
        Severity.ERROR,
        "没有法律、行政法规",
    ),
    "bad-code": Case(
        lambda: checked(item(codes=("009911001000",))),
        lambda: checked(item(codes=("000111001000",))),
        Severity.WARNING,
        "职权类型段“99”",
    ),
    "duplicate-code": Case(
        lambda: checked(
            item("社会团体成立登记", codes=("000111001001",)), item("地名命名审批", codes=("000111001001",))
        ),
        lambda: checked(
            item("社会团体成立登记", codes=("000111001001",)), item("地名命名审批", codes=("000111001002",))
        ),
        Severity.ERROR,
        "地名命名审批",
    ),
    "reused-code": Case(coded, lambda: coded("采矿权转让的审批"), Severity.WARNING, "版本“2022”"),
    "code-mismatch": Case(
        lambda: checked(item(codes=("000211001000",))),
        lambda: checked(item(codes=("000111001000",))),
        Severity.ERROR,
        "类型是行政处罚",
    ),
    "bad-credit-code": Case(
        lambda: checked(item(credit_code="11330824MB15580818")),
        lambda: checked(item(credit_code=OTHER_CREDIT)),
        Severity.WARNING,
        "校验位",
    ),
    "power-without-duties": Case(
        lambda: checked(item(), item("另一许可", duties=(Duty(text="无"),))),
        lambda: checked(item(), item("另一许可")),
        Severity.WARNING,
        "没有列出责任事项",
    ),
    "duties-without-power": Case(
        lambda: checked(item(), kind=ListKind.RESPONSIBILITY, facts=ListFacts(counterpart=EMPTY_COUNTERPART)),
        lambda: checked(item(), kind=ListKind.RESPONSIBILITY, facts=ListFacts(counterpart=RESPONSIBILITIES)),
        Severity.WARNING,
        "权力清单中没有",
    ),
    "overlap": Case(
        lambda: checked(
            item("临时占用绿地许可"), item("临时占用绿地审批", of=body(2, "开化县住房和城乡建设局"))
        ),
        lambda: checked(item("临时占用绿地许可"), item("临时占用林地审批", of=body(2, "开化县林业局"))),
        Severity.ADVICE,
        "开化县民政局、开化县住房和城乡建设局",
    ),
    "missing-discretion-standard": Case(
        lambda: checked(item("对某行为的处罚", Category.PENALTY, setting_basis=PENALTY_LAW, discretion="")),
        lambda: checked(item("对某行为的处罚", Category.PENALTY, setting_basis=PENALTY_LAW)),
        Severity.ADVICE,
        "裁量",
    ),
    "promised-over-legal": Case(
        lambda: checked(item(legal_time_limit="20个工作日", promised_time_limit="25个工作日")),
        lambda: checked(item(legal_time_limit="20个工作日", promised_time_limit="20个工作日")),
        Severity.ERROR,
        "长于法定时限",
    ),
    "count-mismatch": Case(lambda: stated(MISCOUNT), stated, Severity.WARNING, "合计35项"),
}


def test_every_code_has_a_case() -> None:
    assert CASES.keys() == FINDING_KINDS.keys()


@pytest.mark.parametrize("code", CASES)
def test_it_is_found(code: str) -> None:
    case = CASES[code]
    found = [finding for finding in case.bad().findings if finding.code == code]
    assert len(found) == 1, case.bad().findings
    (finding,) = found
    assert finding.severity is case.severity
    assert case.says in finding.message
    assert finding.fix.endswith("。")
    assert finding.source
    assert "违法" not in finding.message.replace("违法所得", "")


@pytest.mark.parametrize("code", CASES)
def test_it_is_not_found_where_the_list_is_put_right(code: str) -> None:
    assert code not in CASES[code].good().by_code


def test_an_item_that_nothing_is_wrong_with_has_no_finding() -> None:
    assert checked(item()).findings == []


def test_the_report_has_the_keys_programs_read() -> None:
    report = msgspec.to_builtins(CASES["missing-basis"].bad())
    assert report["by_code"] == {"missing-basis": 1}
    (finding,) = report["findings"]
    assert list(finding) == ["code", "severity", "item", "message", "fix", "source"]
    assert finding["severity"] == "warning"
    assert list(finding["item"]) == ["id", "name", "sub_item_name", "category", "codes", "body", "edition"]


class TestBases:
    def test_public_services_need_no_basis(self) -> None:
        assert checked(item("某服务", Category.PUBLIC_SERVICE, setting_basis="")).findings == []

    def test_a_cell_that_cites_nothing_is_no_basis(self) -> None:
        (found,) = checked(item(setting_basis="按有关规定执行")).findings
        assert found.code == "missing-basis"
        assert "按有关规定执行" in found.message

    def test_a_misprint_is_named_with_the_title_meant(self) -> None:
        found = checked(item(setting_basis="《社会团体登计管理条例》第三条")).findings
        assert [finding.code for finding in found] == ["unknown-instrument"]
        assert "应为《社会团体登记管理条例》" in found[0].message
        assert found[0].severity is Severity.WARNING

    def test_not_yet_in_force_is_told_as_such(self) -> None:
        (found,) = checked(
            item(setting_basis="《中华人民共和国民法典》第十二条"), day=date(2020, 6, 1)
        ).findings
        assert found.code == "instrument-not-in-force"
        assert "尚未生效" in found.message

    def test_documents_without_articles_are_cited_whole(self) -> None:
        basis = "《中华人民共和国行政许可法》第二条；《国务院关于投资体制改革的决定》（国发〔2004〕20号）"
        assert "missing-article" not in checked(item(setting_basis=basis)).by_code


class TestSettingAuthority:
    def test_a_clause_that_names_the_setting_law_makes_it_a_matter_of_citing_it(self) -> None:
        law = "《中华人民共和国水法》第六十五条"
        refers = f"《取水许可管理办法》第五条：依照{law}的有关规定，责令改正；没收违法所得。"
        (found,) = checked(item("对某行为的处罚", Category.PENALTY, setting_basis=refers)).findings
        assert (found.code, found.severity) == ("authority-unclear", Severity.ADVICE)
        assert "补引《水法》第六十五条" in found.fix
        for other in ("《某县通知》第六十五条", "《取水许可管理办法》第二条"):
            clause = refers.replace(law, other)
            told = checked(item("对某行为的处罚", Category.PENALTY, setting_basis=clause)).by_code
            assert "authority-exceeded" in told

    def test_substitution_where_the_coercion_law_itself_allows_it(self) -> None:
        basis = "《土地复垦条例》第四十条：限期采取治理措施，{}；逾期不采取治理措施的，可以指定单位代为治理。"
        for what, codes in (("消除污染", {}), ("完成复垦", {"authority-unclear": 1})):
            power = item("对某行为的行政强制", Category.COERCION, setting_basis=basis.format(what))
            assert checked(power).by_code == codes

    def test_what_is_kept_of_a_finding_says_nothing_of_the_day(self) -> None:
        power = item(setting_basis="《中华人民共和国物权法》第二百二十六条")
        reports = [checked(power, day=date(year, 1, 1)) for year in (2022, 2023)]
        assert reports[0] == reports[1]


class TestCharges:
    @pytest.mark.parametrize("told", ["不收费", "免费", "无", "0元", "不收取费用。", "/"])
    def test_no_charge_needs_no_authority(self, told: str) -> None:
        assert checked(item(fee_standard=told)).findings == []

    def test_a_suspended_levy_is_no_charge(self) -> None:
        assert checked(item(fee_standard="每件50元", fee_state="停征")).findings == []

    def test_a_charge_without_any_basis_is_found(self) -> None:
        assert checked(item(fee_standard="每件50元")).by_code == {"charge-without-authority": 1}

    def test_other_categories_and_days_before_the_law_are_not_judged(self) -> None:
        charged = {"fee_standard": "每件50元"}
        assert checked(item("某确认", Category.CONFIRMATION, **charged)).findings == []  # type: ignore[arg-type]
        before = checked(item(**charged), day=date(2004, 6, 30))  # type: ignore[arg-type]
        assert "charge-without-authority" not in before.by_code


class TestTimeLimits:
    @pytest.mark.parametrize(
        ("legal", "promised", "over"),
        [
            ("20日", "20个工作日", False),
            ("1个月", "20个工作日", False),
            ("1个月", "30个工作日", True),
            ("即时办结", "1个工作日", True),
            ("20个工作日（不含公示）", "即办", False),
            ("二十日", "三十日", True),
            ("20", "25个工作日", True),
            ("无", "25个工作日", False),
        ],
    )
    def test_promises_compare_across_units(self, legal: str, promised: str, over: bool) -> None:
        found = checked(
            item("某确认", Category.CONFIRMATION, legal_time_limit=legal, promised_time_limit=promised)
        )
        assert ("promised-over-legal" in found.by_code) is over

    def test_a_licence_longer_than_twenty_days_needs_a_law_or_regulation(self) -> None:
        decision = "《国务院对确需保留的行政审批项目设定行政许可的决定》（国务院令第412号）附件第3项"
        long = checked(item(setting_basis=decision, legal_time_limit="60个工作日"))
        assert long.by_code == {"authority-unclear": 1}
        assert "time-20" in long.findings[0].source
        assert checked(item(setting_basis=decision, legal_time_limit="20个工作日")).findings == []


class TestCodes:
    def test_a_level_the_list_states_is_no_mismatch(self) -> None:
        code = f"{OTHER_CREDIT}3000111001000"
        assert checked(item(codes=(code,))).by_code == {"code-mismatch": 1}
        assert checked(item(codes=(code,), level=Level.CITY)).findings == []

    def test_one_mismatch_of_a_basic_code_is_told_once(self) -> None:
        codes = ("000211001000", f"{OTHER_CREDIT}4000211001000")
        assert checked(item(codes=codes)).by_code == {"code-mismatch": 1}

    def test_several_bodies_may_bear_the_number_of_one_power(self) -> None:
        two = [
            item("临时救助给付", Category.PAYMENT, codes=("000511001000",), of=body(n, f"{n}镇人民政府"))
            for n in (1, 2)
        ]
        assert checked(*two).findings == []

    def test_sub_items_may_repeat_their_main_item_s_number(self) -> None:
        two = [item("社会团体登记", sub_item_name=sub, codes=("000111001000",)) for sub in ("成立", "变更")]
        assert checked(*two).findings == []

    def test_a_body_s_bad_code_is_told_once(self) -> None:
        bad = [item(f"第{n}号许可", credit_code="11330824MB15580818") for n in range(3)]
        other = item("另一许可", credit_code="11330824MB15580818", of=body(2, "开化县林业局"))
        found = checked(*bad, other).findings
        assert [finding.code for finding in found] == ["bad-credit-code"] * 2
        assert "共 3 项" in found[0].message
        assert "项）" not in found[1].message

    def test_codes_that_name_another_body_are_told_once_of_the_body(self) -> None:
        def coded_item(number: int, credit_code: str) -> StandingItem:
            code = f"{OTHER_CREDIT}4000111{number:03}000"
            return item(f"第{number}号许可", codes=(code,), credit_code=credit_code)

        (found,) = checked(*(coded_item(n, "11511301MB1550442U") for n in (1, 2, 3))).findings
        assert (found.code, found.severity) == ("code-mismatch", Severity.ERROR)
        assert "共 3 项" in found.message
        old = checked(*(coded_item(n, "00877836X") for n in (1, 2))).findings
        assert [(finding.code, finding.severity) for finding in old] == [
            ("code-mismatch", Severity.WARNING),
            ("bad-credit-code", Severity.WARNING),
        ]
        assert checked(coded_item(1, OTHER_CREDIT)).findings == []

    def test_a_code_that_holds_the_body_s_bad_credit_code_is_not_told_besides(self) -> None:
        short = "1151130000877869M"
        code = f"511A0080800002-330824000000-000-{short}-1-00"
        assert checked(item(codes=(code,), credit_code=short)).by_code["bad-credit-code"] == 1
        assert checked(item(codes=(code,))).by_code["bad-credit-code"] == 1

    def test_words_for_a_blank_are_no_codes(self) -> None:
        assert checked(item(codes=("无",)), item("另一许可", codes=("无",))).findings == []

    def test_a_holder_that_still_stands_is_a_duplicate_and_not_reused(self) -> None:
        held = item("采矿权转让审批", id=999_999)
        found = checked(held, item("社会团体成立登记", codes=("000111001000",)), facts=former())
        assert found.findings == []


class TestBetweenItems:
    def test_townships_exercise_side_by_side(self) -> None:
        two = [item("临时救助给付", Category.PAYMENT, of=body(n, f"{n}镇人民政府")) for n in (1, 2)]
        assert checked(*two).findings == []

    def test_one_name_under_different_laws_is_not_one_power(self) -> None:
        name = "对拒绝监督检查的处罚"
        water = item(name, Category.PENALTY, setting_basis=PENALTY_LAW)
        fire = item(
            name,
            Category.PENALTY,
            of=body(2, "开化县应急管理局"),
            setting_basis="《中华人民共和国消防法》第六十条",
        )
        assert "overlap" not in checked(water, fire).by_code

    def test_what_a_whole_list_lacks_is_told_once_of_the_list(self) -> None:
        def many(count: int, **fields: object) -> list[StandingItem]:
            return [item(f"第{number}号许可", **fields) for number in range(count)]  # type: ignore[arg-type]

        for code, fields in (
            ("power-without-duties", {"duties": ()}),
            ("missing-basis", {"setting_basis": ""}),
        ):
            (found,) = checked(*many(12, **fields)).findings
            assert (found.code, found.item) == (code, None)
            assert "12 项" in found.message
            assert checked(*many(3, **fields)).by_code == {code: 3}
            assert checked(item(), *many(12, **fields)).by_code == {code: 12}

    def test_duties_and_powers_of_their_own_kind_of_list(self) -> None:
        assert checked(item(duties=()), kind=ListKind.LICENSING).findings == []
        (found,) = checked(item(), kind=ListKind.RESPONSIBILITY).findings
        assert (found.code, found.item) == ("duties-without-power", None)

    def test_a_power_list_is_joined_with_the_responsibility_list(self) -> None:
        power = item(duties=())
        for facts, codes in (
            (ListFacts(counterpart=RESPONSIBILITIES), {}),
            (ListFacts(counterpart=EMPTY_COUNTERPART), {"power-without-duties": 1}),
            (ListFacts(), {"power-without-duties": 1}),
        ):
            assert checked(power, kind=ListKind.POWER, facts=facts).by_code == codes

    def test_a_list_without_any_discretion_standard_is_told_so_once(self) -> None:
        def penalties(count: int, **fields: object) -> list[StandingItem]:
            basis = {"setting_basis": PENALTY_LAW, "discretion": "", **fields}
            return [item(f"对第{n}种行为的处罚", Category.PENALTY, **basis) for n in range(count)]  # type: ignore[arg-type]

        code = "missing-discretion-standard"
        (found,) = checked(*penalties(12)).findings
        assert (found.code, found.severity, found.item) == (code, Severity.ADVICE, None)
        assert "12 项处罚都没有列出裁量基准" in found.message
        assert "12 项所引条文有裁量幅度" in found.message
        assert checked(*penalties(3)).by_code == {code: 3}
        with_one = checked(*penalties(12), item("对某行为的处罚", Category.PENALTY)).findings
        assert [(finding.code, finding.severity) for finding in with_one] == [(code, Severity.WARNING)] * 12
        open_ones = penalties(12, setting_basis="《中华人民共和国水法》第六十五条")
        (told,) = checked(*open_ones).findings
        assert "12 项没有引出条文" in told.message

    def test_a_missing_standard_weighs_more_where_others_have_one(self) -> None:
        bare = item(
            "对甲行为的处罚",
            Category.PENALTY,
            discretion="",
            setting_basis="《中华人民共和国水法》第六十五条",
        )
        alone = checked(bare)
        assert [finding.severity for finding in alone.findings] == [Severity.ADVICE]
        other = item("对乙行为的处罚", Category.PENALTY, setting_basis=PENALTY_LAW)
        (found,) = checked(bare, other).findings
        assert found.severity is Severity.WARNING
        assert found.item is not None

    def test_findings_stand_in_the_list_s_order_those_on_the_list_first(self) -> None:
        found = checked(
            item(setting_basis=""),
            item("另一许可", setting_basis="《中华人民共和国行政许可法》"),
            facts=ListFacts(stated=[MISCOUNT]),
        )
        assert [finding.code for finding in found.findings] == [
            "count-mismatch",
            "missing-basis",
            "missing-article",
        ]
