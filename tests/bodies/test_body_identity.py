from service.bodies import BodyIndex, KnownBody

HEALTH, CIVIL = "11511301008778490F", "11511301008778298W"
OTHER = "11511301008778183N"


def index() -> BodyIndex:
    return BodyIndex(
        "511602",
        [
            KnownBody(id=1, name="区卫健局", credit_code=HEALTH, aliases=("卫生健康局",)),
            KnownBody(id=2, name="民政局"),
            KnownBody(id=3, name="教科体局", legacy_code="083372204"),
        ],
    )


def found(name: str, code: str = "") -> int | None:
    body = index().find(name, code)
    return body.id if body else None


def test_a_valid_code_decides_also_against_the_name() -> None:
    assert found("民政局", HEALTH) == 1
    assert found("从未见过的名称", HEALTH) == 1
    assert found("从未见过的名称", " １１５１１３０１００８７７８４９０Ｆ ") == 1


def test_without_a_code_the_folded_name_or_an_alias_decides() -> None:
    assert found("广安区民政局") == 2
    assert found("区卫生健康局") == 1
    assert found("林业局") is None


def test_a_faulty_code_decides_nothing() -> None:
    assert found("民政局", HEALTH[:-1] + "A") == 2
    assert found("林业局", "无") is None


def test_a_namesake_with_another_code_is_another_body() -> None:
    assert found("区卫健局", OTHER) is None
    assert found("民政局", OTHER) == 2


def test_a_credit_code_and_the_organisation_code_inside_it_are_one_body() -> None:
    assert found("未知", "115113010833722043") == 3
    assert found("未知", "08337220-4") == 3
    assert found("未知", "00877849-0") == 1


def test_a_body_entered_is_found() -> None:
    bodies = index()
    bodies.add(KnownBody(id=9, name="区林业局", credit_code=OTHER))
    entered = bodies.find("林业局", "")
    assert entered is not None
    assert entered.id == 9


def test_contradictions_between_name_and_code_are_told() -> None:
    assert "区卫健局" in (index().conflict("民政局", HEALTH) or "")
    assert "同一主体" in (index().conflict("疾控局", HEALTH) or "")
    assert "另一主体" in (index().conflict("区卫健局", OTHER) or "")
    assert index().conflict("区卫健局", HEALTH) is None
    assert index().conflict("区卫健局", "") is None
    assert index().conflict("林业局", OTHER) is None
