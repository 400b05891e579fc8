"""Twenty clerks at the workbench at once: nothing anybody files is lost, and of one version one decides."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from service.access import Role, operator
from service.adjustments import AdjustmentKind
from service.audit import verify
from service.days import today
from service.proceedings import AdjustmentSelection, adjustment_page
from service.reading import PageRequest
from service.store import Store
from tests.proceedings.office import bodies, filed, powers, request, says, seen
from tests.reading.inventory import COUNTY
from tests.workbench.conftest import Sit

MANY = 20
FORM = "/workbench/propose/form"


def test_twenty_who_file_at_once_lose_nothing(county: Store, sit: Sit) -> None:
    body = bodies(county)["民政局"]
    clerks = [sit(Role.BODY_EDITOR, body="民政局", name=f"科员{number}") for number in range(MANY)]

    def file(number: int) -> int:
        clerk = clerks[number]
        form = clerk.look(f"{FORM}?list={COUNTY}/power&kind=ADD&body={body}").form(FORM)
        said = {"c0__name": f"新事项{number}", "c0__category": "行政许可"}
        ground = {"ground_citation": ["《中华人民共和国行政许可法》第十二条", ""], "ground_day": ["", ""]}
        return clerk.post(FORM, form.filled(("do", "file"), **said, **ground)).status_code

    with ThreadPoolExecutor(MANY) as pool:
        assert Counter(pool.map(file, range(MANY))) == {303: MANY}
    with county.read() as connection:
        selection = AdjustmentSelection(division=COUNTY)
        request_all = PageRequest(first=100)
        page = adjustment_page(connection, operator("root"), selection, request_all, today())
        assert {each.proposal.after[0].content.name for each in page.nodes} == {
            f"新事项{number}" for number in range(MANY)
        }
        assert {each.acts[0].by_name for each in page.nodes} == {f"科员{number}" for number in range(MANY)}
        assert verify(connection) == []


def test_of_twenty_who_decide_on_one_version_one_does(county: Store, sit: Sit) -> None:
    number = filed(
        county,
        request(
            county,
            AdjustmentKind.CHANGE,
            after=(says(powers(county)["采矿权登记"], remarks="改"),),
            body="自然资源局",
        ),
        now=datetime.now(UTC),
    )
    clerks = [sit(Role.ESTABLISHMENT_REVIEWER, name=f"编办{place}") for place in range(MANY)]
    forms = [clerk.look(f"/workbench/adjustments/{number}").forms[1] for clerk in clerks]

    def decide(place: int) -> int:
        form = forms[place]
        return clerks[place].post(form.action, form.filled(("act", "ACCEPT"))).status_code

    with ThreadPoolExecutor(MANY) as pool:
        assert Counter(pool.map(decide, range(MANY))) == {303: 1, 409: MANY - 1}
    assert len(seen(county, number).acts) == 2
