"""Power items by GraphQL: every field, statements that do not grow with the page."""

from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type

from schema import Answer, Kept, Request, answer, executable_schema
from service.store import Store
from tests.reading.inventory import COUNTY, LAW, counted_statements

Data = Callable[..., Any]


def every_field(kind: str, without: tuple[str, ...] = (), depth: int = 3) -> str:
    """A selection of every field, connections left out, so deep."""
    found = executable_schema.type_map[kind]
    assert isinstance(found, GraphQLObjectType)
    parts = []
    for name, field in found.fields.items():
        inner = get_named_type(field.type)
        if name in without or inner.name.endswith("Connection"):
            continue
        if isinstance(inner, GraphQLObjectType):
            if depth > 1:
                parts.append(f"{name} {{ {every_field(inner.name, without, depth - 1)} }}")
        else:
            parts.append(name)
    return " ".join(parts)


def test_an_items_fields(data: Data) -> None:
    query = """
      { items(division: "330824", code: "000111001000") { nodes {
          id name subItemName category categoryText
          codes { scheme value valid parts { name value } }
          body { id name creditCode kind division { code } } division { code name level } level
          bases { text rank citedTitle citedNumber instrument { title documentNumber status rank }
                  provisions { article paragraph item } quotedText }
          duties { stage text basis } fee { standard } timeLimit { legalDays } visits
          edition { label latest effectiveOn kind itemCount division { code } }
      } } }
    """
    (item,) = data(query)["items"]["nodes"]
    assert item["name"] == "社会团体成立登记"
    assert item["subItemName"] is None
    assert item["category"] == "LICENSING"
    assert item["codes"][0]["scheme"] == "national-basic"
    assert {"name": "main", "value": "001"} in item["codes"][0]["parts"]
    assert item["body"]["name"] == "民政局"
    assert item["body"]["division"] == {"code": COUNTY}
    assert item["division"] == {"code": COUNTY, "name": "开化县", "level": "COUNTY"}
    assert item["level"] == "COUNTY"
    assert item["bases"] == [
        {
            "text": LAW,
            "rank": None,
            "citedTitle": "中华人民共和国行政许可法",
            "citedNumber": None,
            "instrument": {
                "title": "中华人民共和国行政许可法",
                "documentNumber": "主席令第七号",
                "status": "IN_FORCE",
                "rank": "LAW",
            },
            "provisions": [{"article": 12, "paragraph": None, "item": None}],
            "quotedText": None,
        }
    ]
    assert item["duties"] == []
    assert item["fee"] is item["timeLimit"] is item["visits"] is None
    assert item["edition"] == {
        "label": "2025",
        "latest": True,
        "effectiveOn": "2025-01-01",
        "kind": "POWER",
        "itemCount": 12,
        "division": {"code": COUNTY},
    }


def test_duties_time_limits_and_history(data: Data) -> None:
    by_text = "query($t: String!) { items(kind: POWER, text: $t, first: 1) { nodes {"
    payment = data(
        by_text + " timeLimit { legalDays promisedDays legalText } duties { stage text } } } }", t="保障金"
    )
    assert payment["items"]["nodes"] == [
        {
            "timeLimit": {"legalDays": 20, "promisedDays": 0, "legalText": "20个工作日"},
            "duties": [{"stage": "受理", "text": "受理申请"}],
        }
    ]
    joined = data(by_text + " duties { stage text basis } } } }", t="餐饮")
    assert joined["items"]["nodes"][0]["duties"] == [
        {"stage": "审查", "text": "审查材料", "basis": "第三条"},
        {"stage": None, "text": "归档", "basis": None},
    ]
    renamed = data(
        by_text + " history { edition { label } change fields { field before after } related } } } }",
        t="特种设备",
    )
    assert renamed["items"]["nodes"][0]["history"] == [
        {"edition": {"label": "2024"}, "change": "ADDED", "fields": [], "related": []},
        {
            "edition": {"label": "2025"},
            "change": "RENAMED",
            "fields": [{"field": "name", "before": "特种设备使用登记", "after": "特种设备使用和变更登记"}],
            "related": [],
        },
    ]


def test_one_item_by_id_and_by_code(data: Data, code: Callable[..., str]) -> None:
    (node,) = data('{ items(code: "000111001002", division: "330824") { nodes { id name } } }')["items"][
        "nodes"
    ]
    assert data("query($id: ID!) { item(id: $id) { id name } }", id=node["id"])["item"] == node
    assert (
        data("query($id: ID!) { node(id: $id) { id ... on PowerItem { name } } }", id=node["id"])["node"]
        == node
    )
    by_code = data('{ item(division: "330824", code: "000111001002") { id name } }')
    assert by_code["item"] == node
    then = data('query($id: ID!) { item(id: $id, asOf: "2024-05-01") { edition { label } } }', id=node["id"])
    assert then["item"] == {"edition": {"label": "2024"}}
    assert data('{ item(division: "330824", code: "没有") { id } }')["item"] is None
    assert code('{ item(code: "000111001002") { id } }') == "BAD_ARGUMENT"
    assert code('{ item(division: "330824", code: "000131023000") { id } }') == "AMBIGUOUS"


def test_a_day_beyond_the_data_is_said(
    ask: Callable[..., Answer], data: Data, code: Callable[..., str]
) -> None:
    (node,) = data('{ items(code: "000111001002", division: "330824") { nodes { id } } }')["items"]["nodes"]
    assert code('{ items(division: "330824", asOf: "1999-12-31") { totalCount } }') == "DATE_BEYOND_DATA"
    assert code('{ items(knownAt: "1999-12-31T00:00:00Z") { nodes { id } } }') == "DATE_BEYOND_DATA"
    by_id = 'query($id: ID!) { item(id: $id, asOf: "1999-12-31") { id } }'
    assert code(by_id, id=node["id"]) == "DATE_BEYOND_DATA"
    by_code = '{ item(division: "330824", code: "000111001002", asOf: "1999-12-31") { id } }'
    assert code(by_code) == "DATE_BEYOND_DATA"

    later = (
        'query($id: ID!) { item(id: $id, asOf: "9999-12-31") { id }'
        ' items(asOf: "9999-12-31") { totalCount } }'
    )
    found = ask(later, id=node["id"])
    assert found.data
    assert found.extensions
    assert found.data["item"] == node
    assert not found.is_lasting
    (notice,) = found.extensions["notices"]
    assert (notice["code"], "尚未到来" in notice["message"]) == ("DATE_BEYOND_DATA", True)
    then = ask('{ items(asOf: "2024-05-01") { totalCount } }')
    assert then.is_lasting
    assert then.extensions
    assert "notices" not in then.extensions


@pytest.mark.parametrize("depth", [3, 4])
def test_statements_do_not_grow_with_the_page(filled: Store, depth: int) -> None:
    query = (
        "query($n: Int) { items(first: $n) {"
        " totalCount pageInfo { hasNextPage hasPreviousPage }"
        f" nodes {{ {every_field('PowerItem', depth=depth)} }} }} }}"
    )
    counts = []
    for size in (6, 18):  # with six, some have duties in the responsibility list
        with counted_statements(filled) as sent:
            found = answer(executable_schema, filled, Request(query=query, variables={"n": size}), Kept(1))
        assert not found.errors, found.errors
        assert isinstance(found.data, dict)
        assert len(found.data["items"]["nodes"]) == size
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 24


def test_a_category_named_again_and_again_is_no_other_question(filled: Store) -> None:
    sent = []
    for times in (1, 500):
        query = "query C($c: [Category!]) { items(category: $c) { nodes { name } } }"
        request = Request(query=query, variables={"c": ["PENALTY", "LICENSING"] * times})
        with counted_statements(filled) as statements:
            found = answer(executable_schema, filled, request, Kept(1)).data
        assert isinstance(found, dict)
        assert found["items"]["nodes"]
        sent.append(statements)
    assert sent[0] == sent[1]


def test_a_full_page_of_every_field_is_within_the_limits(data: Data) -> None:
    selection = every_field("PowerItem", without=("history",), depth=5)
    found = data(f"{{ items(first: 200) {{ totalCount edges {{ cursor node {{ {selection} }} }} }} }}")
    assert len(found["items"]["edges"]) == found["items"]["totalCount"] == 19
