"""Whatever is sent to whichever address: an answer with a reason, never a failure, and nothing changed."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from service.access import Role
from service.settings import Settings
from service.store import Store, open_store
from service.vocabulary import ListKind
from service.web import application
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, county_items, publish
from tests.support.lists import listed
from tests.support.stores import SqliteStores
from tests.workbench.clerks import Clerk, token

_ADDRESSES = (
    "/adjustments/{}",
    "/adjustments/{}/acts",
    "/adjustments/{}/revise",
    "/propose?list={}&kind=CLAIM&body=1&q=x&item=1",
    f"/propose/form?list={COUNTY}/power&kind={{}}&body=1&item=1&source=1",
    "/propose/form",
    "/matches/editions/{}",
    "/matches/alignments/{}/combined",
    f"/matches/alignments/{COUNTY}/{{}}",
    "/progress/{}/power",
    f"/progress/{COUNTY}/{{}}",
    "/files/editions/{}/working.xlsx?body=1",
    "/files/editions/{}/comparison.xlsx",
    "/files/alignments/{}/power.xlsx",
    "/{}",
)
_NAMES = (
    "kind list division body item source n version step act reason label why sure seal effective corrects "
    "done_on do seen say.1.2 v.1.2 v.x else.1.2 all.g1 of.g1 before after effective_on until part "
    "ground_kind ground_citation ground_day to_body to_division to_name old new since lists move.1 move.x "
    "rewrite c0.item c0.name c0.category c0.duty_text c0.duty_stage c0.duty_basis c1.codes figure.after"
).split()
_NASTY = [
    *(
        "",
        "0",
        "1",
        "2",
        "-1",
        "9" * 18,
        "9" * 40,
        "9" * 5_000,
        "1e9",
        "一",
        "١",
        "\0",
        "\r\n",
        "\u202e",
        "\ufeff",
    ),
    *(
        "'; DROP TABLE body; --",
        "<script>",
        "../../etc/passwd",
        "%",
        "_",
        "{{7*7}}",
        "长" * 3_000,
        "🏛",
        "\U0010ffff",
    ),
    *(
        "ADD",
        "CHANGE",
        "REFORM",
        "SPLIT",
        "CLAIM",
        "TAKE_BACK",
        "ACCEPT",
        "ESTABLISHMENT",
        "LAW",
        "power",
        COUNTY,
    ),
    *(
        f"{COUNTY}/power",
        "CONFIRMED",
        "AUTOMATIC",
        "pairs",
        "lineage",
        "another",
        "rewrite",
        "file",
        "open",
        "close",
    ),
    *(
        "apply",
        "report",
        "2026-12-01",
        "2026-02-30",
        "9999-12-31",
        "2027",
        "2026",
        "民政局",
        "2026-11-23T00:00:00+00:00",
    ),
]
_fields = st.lists(
    st.tuples(st.sampled_from(_NAMES), st.sampled_from(_NASTY) | st.text(max_size=20)), max_size=25
)
_texts = st.sampled_from(_NASTY) | st.text(max_size=12)


@pytest.fixture(scope="module")
def app(sqlite_stores: SqliteStores) -> Iterator[Starlette]:
    """The application over a county with an edition and a draft."""
    url = sqlite_stores.migrated()
    store: Store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2026", county_items())
    publish(store, "2026", [listed("养老机构登记备案")], division=CITY, kind=ListKind.COMBINED)
    publish(store, "2026", [listed("养老机构设立备案")], kind=ListKind.COMBINED)
    publish(store, "2027", [listed("养老机构登记备案")], kind=ListKind.COMBINED, draft=True)
    made = application(store, Settings())
    made.state.store = store
    yield made
    store.close()
    sqlite_stores.remove(url)


@pytest.fixture(scope="module")
def clerk(app: Starlette) -> Clerk:
    """Somebody of the province's platform, with every right below."""
    return Clerk(app).sign_in(token(app.state.store, *Role, division="000000", below=True).text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(address=st.sampled_from(_ADDRESSES), text=_texts, fields=_fields)
def test_nothing_that_is_sent_makes_it_fail(
    clerk: Clerk, address: str, text: str, fields: list[tuple[str, str]]
) -> None:
    path = "/workbench" + address.format(quote(text.encode("utf-8", "ignore"), safe=""))
    assert clerk.get(path).status_code < 500
    csrf = dict(clerk.look("/workbench").form("/workbench/sign-out").fields)["csrf"]
    sent = [(name, value.encode("utf-8", "ignore").decode()) for name, value in fields]
    answer = clerk.post(path, [*sent, ("csrf", csrf)])
    assert answer.status_code < 500
    assert "<script>" not in answer.text
