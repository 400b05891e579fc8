"""Drafts: there for whoever may see them, as far as he may; for nobody else a trace of them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import schema.execution
from schema import Answer, Kept, Request, answer, executable_schema
from service.access import Grant, Principal, Role
from service.bodies import read_body_map
from service.editions import LoadRequest, discard, load
from service.editions import publish as publish_edition
from service.node_ids import encode
from service.store import Store, open_store
from service.store.core import body, edition, power_item
from service.vocabulary import ListKind
from tests.reading.inventory import (
    CITY,
    COUNTY,
    PROVINCE,
    add_divisions,
    counted_statements,
    county_items,
    publish,
)
from tests.support.lists import file_of, listed
from tests.support.stores import StoreMaker

DRAFT = "2026送审"
SECRET = "拟设立的特别许可"
LIST = f'division: "{COUNTY}", kind: POWER'
# What anybody may ask of what a draft touches, whatever way leads to it.
BATTERY = [
    f'{{ edition({LIST}, label: "{DRAFT}") {{ label }} }}',
    f"{{ edition({LIST}) {{ id label itemCount }} }}",
    f'{{ editions(division: "{COUNTY}") {{ totalCount nodes {{ id label state publishedAt }} }} }}',
    "{ editions(last: 3) { totalCount pageInfo { hasPreviousPage } nodes { label } } }",
    f'{{ items(division: "{COUNTY}", edition: "{DRAFT}") {{ totalCount nodes {{ id name }} }} }}',
    f'{{ items(edition: "{DRAFT}") {{ totalCount nodes {{ id name }} }} }}',
    f'{{ items(edition: "{DRAFT}", text: "许可") {{ totalCount }} }}',
    f'{{ items(text: "{SECRET}") {{ totalCount nodes {{ id }} }} }}',
    '{ items(text: "特别") { totalCount } }',
    f'{{ items(division: "{COUNTY}", code: "000131099000") {{ totalCount }} }}',
    f'{{ item(division: "{COUNTY}", code: "000131099000") {{ id }} }}',
    f'{{ items(division: "{COUNTY}") {{ totalCount nodes {{ id name history {{ change }} }} }} }}',
    f'{{ compare({LIST}, from: "2024", to: "{DRAFT}") {{ added }} }}',
    f'{{ compare({LIST}, from: "{DRAFT}", to: "2024") {{ added }} }}',
    f'{{ statistics({LIST}, edition: "{DRAFT}") {{ total }} }}',
    f"{{ statistics({LIST}) {{ total byBody {{ body {{ name }} count }} }} }}",
    f'{{ statistics({LIST}, edition: "{DRAFT}") {{ indicators {{ count {{ items }} }} }} }}',
    f"""{{ statistics({LIST}) {{ indicators {{ byBody {{ body {{ name }} count {{ items }} }} }}
        charges {{ totalCount }} }} }}""",
    f'{{ statistics({LIST}) {{ comparedWith(edition: "{DRAFT}") {{ timeCut {{ points }} }} }} }}',
    f'{{ divisionIndicators(division: "{COUNTY}", kind: POWER, edition: "{DRAFT}") {{ lists items }} }}',
    f'{{ divisionIndicators(division: "{COUNTY}", kind: POWER) {{ lists items charges }} }}',
    f'{{ findings(division: "{COUNTY}", kind: POWER, edition: "{DRAFT}") {{ totalCount }} }}',
    f'{{ findings(division: "{COUNTY}", edition: "{DRAFT}") {{ totalCount }} }}',
    f'{{ alignment(reference: "{CITY}", targets: ["{COUNTY}"], edition: "{DRAFT}") {{ allLevels }} }}',
    f"""{{ bodies(division: "{COUNTY}") {{ totalCount nodes {{
        id name aliases creditCode legacyCode
        successors {{ since body {{ name }} }} predecessors {{ body {{ name }} }}
    }} }} }}""",
    '{ bodies(text: "新设") { totalCount } }',
    '{ bodies(text: "民政和") { totalCount } }',
    f"""{{ division(code: "{COUNTY}") {{
        editions {{ totalCount nodes {{ label }} }} bodies {{ totalCount nodes {{ name }} }}
    }} }}""",
    "{ changes { cursor changes { kind id } } }",
]
EVERYWHERE = {"whole": Grant(role=Role.APPROVER, division=COUNTY)}


def _load_draft(store: Store, label: str, items: list[Any], **request: Any) -> None:
    asked = LoadRequest(division=COUNTY, kind=ListKind.POWER, label=label, **request)
    report = load(store, file_of(items), asked)
    assert report.state == "draft", report.findings


def _ask(store: Store, principal: Principal | None, query: str, kept: Kept | None = None) -> Answer:
    return answer(executable_schema, store, Request(query=query), kept or Kept(4), principal=principal)


def _said(found: Answer) -> tuple[object, list[dict[str, Any]]]:
    return found.data, [dict(error.formatted) for error in found.errors]


def _somebody(*grants: Grant) -> Principal:
    return Principal(subject="token:1", name="某人", grants=grants)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def drafted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A published list and a draft that touches all there is; what anybody was told before it is kept."""
    maker: StoreMaker = request.getfixturevalue(f"{request.param}_stores")
    url = maker.migrated()
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2024", county_items())
    publish(store, "2024", county_items()[:4], division=CITY)
    BEFORE[request.param] = [_said(_ask(store, None, query)) for query in BATTERY]
    table = tmp_path_factory.mktemp("maps") / "map.tsv"
    table.write_text("old\tnew\tfrom\n自然资源局\t新设的管理局\t2026-01-01\n", "utf-8")
    items = [
        *county_items()[:5],
        listed(SECRET, codes=("000131099000",), credit_code="11330824MB1558081J"),
        *county_items()[5:9],
        listed("新的登记", body="新设的管理局"),
        listed("另一登记", body="县民政和社会工作局", credit_code="11330824MB1558081J"),
    ]
    _load_draft(store, DRAFT, items, body_map=read_body_map(table))
    yield store
    store.close()
    maker.remove(url)


BEFORE: dict[str, list[object]] = {}


@pytest.fixture(params=["planned", "executed"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """By plan, and by ordinary execution."""
    if request.param == "executed":
        monkeypatch.setattr(schema.execution, "answer_planned", lambda *_: None)
    return str(request.param)


STRANGERS = {
    "nobody": None,
    "no grants": _somebody(),
    "another division": _somebody(*(Grant(role=role, division=CITY) for role in Role)),
    "the division above alone": _somebody(*(Grant(role=role, division=PROVINCE) for role in Role)),
    "an administrator": _somebody(Grant(role=Role.ADMINISTRATOR, division=COUNTY)),
    "another body": _somebody(Grant(role=Role.BODY_EDITOR, division=CITY, body=1)),
}


@pytest.mark.parametrize("who", STRANGERS)
def test_a_draft_changes_nothing_that_others_are_told(drafted: Store, who: str) -> None:
    before = BEFORE["sqlite" if drafted.is_sqlite else "postgresql"]
    for query, told in zip(BATTERY, before, strict=True):
        assert _said(_ask(drafted, STRANGERS[who], query)) == told, query


def test_no_node_of_a_draft_is_there_for_others(drafted: Store, way: str) -> None:
    assert way
    with drafted.read() as connection:
        public = _public(drafted)
        found = [
            *(encode("Edition", n) for n in connection.execute(select(edition.c.id)).scalars()),
            *(encode("PowerItem", n) for n in connection.execute(select(power_item.c.id)).scalars()),
            *(encode("ImplementingBody", n) for n in connection.execute(select(body.c.id)).scalars()),
        ]
    hidden = [node for node in found if node not in public]
    assert len(hidden) >= 4
    for who in STRANGERS.values():
        query = f"{{ nodes(ids: [{', '.join(map(_quoted, hidden))}]) {{ id }} }}"
        assert _ask(drafted, who, query).data == {"nodes": [None] * len(hidden)}
    shown = _ask(drafted, _somebody(EVERYWHERE["whole"]), query).data
    assert isinstance(shown, dict)
    assert [node and node["id"] for node in shown["nodes"]] == hidden


def _public(store: Store) -> set[str]:
    query = "{ items(first: 200) { nodes { id } } editions { nodes { id } } bodies { nodes { id } } }"
    data = _ask(store, None, query).data
    assert isinstance(data, dict)
    return {node["id"] for page in data.values() for node in page["nodes"]}


def _quoted(text: str) -> str:
    return f'"{text}"'


@pytest.fixture
def seen(drafted: Store, way: str) -> Callable[..., Any]:
    """Ask as somebody who may see the county's drafts."""
    assert way

    def asked(query: str, *grants: Grant) -> Any:
        found = _ask(drafted, _somebody(*(grants or [EVERYWHERE["whole"]])), query)
        assert not found.errors, found.errors
        return found.data

    return asked


def test_a_draft_is_answered_to_who_may_see_it(seen: Callable[..., Any]) -> None:
    asked = f'{{ edition({LIST}, label: "{DRAFT}") {{ label state publishedAt latest itemCount }} }}'
    assert seen(asked)["edition"] == {
        "label": DRAFT,
        "state": "DRAFT",
        "publishedAt": None,
        "latest": False,
        "itemCount": 12,
    }
    labels = seen(f'{{ editions(division: "{COUNTY}") {{ nodes {{ label state }} }} }}')["editions"]["nodes"]
    assert {node["label"]: node["state"] for node in labels} == {"2024": "PUBLISHED", DRAFT: "DRAFT"}
    page = seen(
        f"""{{ items(division: "{COUNTY}", edition: "{DRAFT}", first: 200) {{
            totalCount
            nodes {{ name body {{ name }} edition {{ label state }} bases {{ text }} codes {{ value }} }}
        }} }}"""
    )["items"]
    assert page["totalCount"] == len(page["nodes"]) == 12
    assert {node["edition"]["state"] for node in page["nodes"]} == {"DRAFT"}
    assert SECRET in {node["name"] for node in page["nodes"]}
    assert "新设的管理局" in {node["body"]["name"] for node in page["nodes"]}


def test_without_its_label_no_draft_answers_even_those(seen: Callable[..., Any]) -> None:
    assert seen(f"{{ edition({LIST}) {{ label }} }}")["edition"]["label"] == "2024"
    assert seen(f'{{ items(division: "{COUNTY}") {{ totalCount }} }}')["items"]["totalCount"] == 12
    assert seen('{ items(text: "特别许可") { totalCount } }')["items"]["totalCount"] == 0
    assert seen(f'{{ findings(division: "{COUNTY}") {{ totalCount }} }}')["findings"]["totalCount"] > 0


def test_a_draft_is_searched_by_words_and_codes(seen: Callable[..., Any]) -> None:
    for narrowed, names in (
        ('text: "特别"', [SECRET]),
        ('text: "特别 民政"', [SECRET]),
        ('text: "000131099"', [SECRET]),
        ('code: "000131099000"', [SECRET]),
        ('text: "特别", orderBy: NAME', [SECRET]),
        ('text: "没有的字"', []),
        ('text: "管理局 新的"', ["新的登记"]),
    ):
        asked = f'{{ items(edition: "{DRAFT}", {narrowed}) {{ totalCount nodes {{ name }} }} }}'
        page = seen(asked)["items"]
        assert [node["name"] for node in page["nodes"]] == names, narrowed
        assert page["totalCount"] == len(names)


def test_a_draft_is_compared_counted_and_checked(seen: Callable[..., Any]) -> None:
    compared = seen(
        f"""{{ compare({LIST}, from: "2024", to: "{DRAFT}") {{
            before after added changes(kind: [ADDED]) {{ nodes {{ after {{ name }} }} }}
        }} }}"""
    )["compare"]
    assert (compared["before"], compared["after"]) == (12, 12)
    assert SECRET in str(compared["changes"])
    counted = seen(f'{{ statistics({LIST}, edition: "{DRAFT}") {{ total byBody {{ count }} }} }}')[
        "statistics"
    ]
    assert counted["total"] == 12 == sum(row["count"] for row in counted["byBody"])
    found = seen(
        f"""{{ findings(division: "{COUNTY}", kind: POWER, edition: "{DRAFT}", first: 200) {{
            nodes {{ code item {{ name edition {{ label }} }} }}
        }} }}"""
    )["findings"]["nodes"]
    assert {node["item"]["edition"]["label"] for node in found if node["item"]} == {DRAFT}


def test_bodies_that_only_a_draft_names_are_shown_with_it(seen: Callable[..., Any]) -> None:
    found = seen(f'{{ bodies(division: "{COUNTY}", text: "新设") {{ nodes {{ name }} }} }}')
    assert found["bodies"]["nodes"] == [{"name": "新设的管理局"}]


@pytest.fixture
def editor(drafted: Store) -> Grant:
    """Somebody of 民政局."""
    with drafted.read() as connection:
        own = select(body.c.id).where(body.c.name == "民政局", body.c.division_code == COUNTY)
        number = connection.execute(own).scalar_one()
    return Grant(role=Role.BODY_EDITOR, division=COUNTY, body=number)


def test_a_bodys_people_see_their_part_of_a_draft(seen: Callable[..., Any], editor: Grant) -> None:
    asked = f'items(division: "{COUNTY}", edition: "{DRAFT}", first: 200)'
    page = seen(f"{{ {asked} {{ totalCount nodes {{ id name body {{ name }} }} }} }}", editor)["items"]
    assert {node["body"]["name"] for node in page["nodes"]} == {"民政局"}
    assert page["totalCount"] == len(page["nodes"]) == 7
    counts = seen(f'{{ edition({LIST}, label: "{DRAFT}") {{ itemCount }} }}', editor)
    assert counts["edition"]["itemCount"] == 7
    counted = seen(
        f'{{ statistics({LIST}, edition: "{DRAFT}") {{ total bodies byBody {{ count }} }} }}', editor
    )["statistics"]
    assert (counted["total"], counted["bodies"]) == (7, 1)
    assert seen('{ bodies(text: "新设") { totalCount } }', editor)["bodies"]["totalCount"] == 0
    found = seen(
        f"""{{ findings(division: "{COUNTY}", kind: POWER, edition: "{DRAFT}", first: 200) {{
            nodes {{ item {{ name body {{ name }} }} }}
        }} }}""",
        editor,
    )["findings"]["nodes"]
    assert found
    assert {node["item"]["body"]["name"] for node in found} == {"民政局"}


def test_a_draft_seen_in_part_is_not_compared_as_a_whole(drafted: Store, editor: Grant) -> None:
    for query in (
        f'{{ compare({LIST}, from: "2024", to: "{DRAFT}") {{ added }} }}',
        f'{{ alignment(reference: "{COUNTY}", targets: ["{COUNTY}"], edition: "{DRAFT}") {{ allLevels }} }}',
    ):
        (error,) = _ask(drafted, _somebody(editor), query).errors
        assert (error.extensions or {})["code"] == "FORBIDDEN"


def test_what_was_worked_out_from_a_draft_is_not_kept(sqlite_store: Store) -> None:
    add_divisions(sqlite_store, PROVINCE, CITY, COUNTY)
    publish(sqlite_store, "2024", county_items())
    _load_draft(sqlite_store, DRAFT, county_items())
    kept, who = Kept(16), _somebody(EVERYWHERE["whole"])
    query = f"""{{ compare({LIST}, from: "2024", to: "{DRAFT}") {{ removed }}
        findings(division: "{COUNTY}", kind: POWER, edition: "{DRAFT}") {{ totalCount }} }}"""
    first = _ask(sqlite_store, who, query, kept).data
    _load_draft(sqlite_store, DRAFT, county_items()[:3], replace=True)
    second = _ask(sqlite_store, who, query, kept).data
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["compare"]["removed"], second["compare"]["removed"]) == (0, 2)
    assert first["findings"] != second["findings"]


@pytest.mark.parametrize(
    "asked",
    [
        'edition({LIST}, label: "{label}") {{ label }}',
        'items(division: "{COUNTY}", edition: "{label}") {{ totalCount }}',
        'items(edition: "{label}", text: "许可") {{ totalCount nodes {{ name }} }}',
        'compare({LIST}, from: "2024", to: "{label}") {{ added }}',
        'statistics({LIST}, edition: "{label}") {{ total }}',
        'findings(division: "{COUNTY}", edition: "{label}") {{ totalCount }}',
        'alignment(reference: "{CITY}", targets: ["{COUNTY}"], edition: "{label}") {{ allLevels }}',
    ],
)
def test_what_is_hidden_is_looked_for_like_what_is_not_there(drafted: Store, asked: str) -> None:
    """The same statements are sent, so that the time taken tells nothing."""
    for who in (None, STRANGERS["another division"]):
        sent = []
        for label in (DRAFT, "没有"):
            query = asked.format(LIST=LIST, COUNTY=COUNTY, CITY=CITY, label=label)
            with counted_statements(drafted) as statements:
                _ask(drafted, who, f"{{ {query} }}")
            sent.append(statements)
        assert sent[0] == sent[1]
        assert sent[0]


BODIES = f"""{{ bodies(division: "{COUNTY}") {{ nodes {{
    name aliases creditCode successors {{ body {{ name }} }}
}} }} }}"""


def test_what_a_draft_tells_of_bodies_is_known_once_it_is_published(store: Store, tmp_path: Path) -> None:
    def bodies(who: Principal | None) -> dict[str, Any]:
        data = _ask(store, who, BODIES).data
        assert isinstance(data, dict)
        return {node.pop("name"): node for node in data["bodies"]["nodes"]}

    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2024", county_items())
    before = bodies(None)
    table = tmp_path / "map.tsv"
    table.write_text("old\tnew\tfrom\n自然资源局\t市场监督管理局\t2026-01-01\n", "utf-8")
    news = [listed("登记", body="县民政和社会工作局", credit_code="11330824MB1558081J"), *county_items()]
    map_ = read_body_map(table)
    with store.read() as connection:
        first = connection.execute(select(body.c.id).where(body.c.name == "市场监督管理局")).scalar_one()
    editor = _somebody(Grant(role=Role.BODY_EDITOR, division=COUNTY, body=first))
    _load_draft(store, "丢弃", [listed("甲", credit_code="11330824MB1558081J"), *news], body_map=map_)
    with store.write() as connection:
        discard(connection, COUNTY, ListKind.POWER, "丢弃")
    assert bodies(None) == before
    _load_draft(store, DRAFT, [listed("甲", credit_code="11330824MB1558081J"), *news], body_map=map_)
    assert bodies(None) == before
    told = bodies(_somebody(EVERYWHERE["whole"]))
    assert told["民政局"]["aliases"] == ["县民政和社会工作局"]
    assert told["民政局"]["creditCode"] == "11330824MB1558081J"
    assert told["自然资源局"]["successors"] == [{"body": {"name": "市场监督管理局"}}]
    mine = bodies(editor)
    assert mine["民政局"] == before["民政局"]
    assert mine["自然资源局"]["successors"] == [{"body": {"name": "市场监督管理局"}}]
    with store.write() as connection:
        publish_edition(connection, COUNTY, ListKind.POWER, DRAFT, datetime.now(UTC))
    assert bodies(None) == told
