"""How the walk tries the mutations of the work on lists: adjustments and books."""

import itertools
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from service.access import Right, operator
from service.adjustments import AdjustmentKind, Decision, Ground, GroundKind, Step
from service.books import open_year
from service.days import today
from service.editions import publish as publish_draft
from service.node_ids import encode
from service.proceedings import (
    AdjustmentRequest,
    AskedItem,
    apply_adjustments,
    find_adjustment,
    propose,
    review,
)
from service.store.core import current_item, revision
from service.vocabulary import ListKind
from tests.access.walking import Case, Place
from tests.reading.inventory import CITY, COUNTY, publish
from tests.support.lists import listed

_ONE, _TWO = operator("one"), operator("two")
_numbers = itertools.count(1)
_GROUND = Ground(kind=GroundKind.LAW, citation="《中华人民共和国行政许可法》第十二条")
_INPUT = f"""input: {{
    kind: ADD, division: "{COUNTY}", list: POWER, body: $body, effectiveOn: "2026-12-01"
    grounds: [{{ kind: LAW, citation: "《中华人民共和国行政许可法》第十二条" }}]
    after: [{{ category: LICENSING, fields: [{{ field: "name", text: $name }}] }}]
}}"""
_ID_AND_VERSION = "$id: ID!, $version: Int!"


def _now() -> datetime:
    return datetime.now(UTC)


def _fresh_name() -> str:
    return f"待新增事项{next(_numbers)}"


def _power(place: Place, name: str) -> int:
    with place.store.read() as connection:
        found: int = connection.execute(
            select(current_item.c.item_id)
            .join(revision, revision.c.id == current_item.c.revision_id)
            .where(revision.c.name == name)
        ).scalar_one()
    return found


def _body_and_name(place: Place) -> dict[str, Any]:
    return {"body": encode("ImplementingBody", place.body), "name": _fresh_name()}


def _proposed(place: Place) -> int:
    asked = AdjustmentRequest(
        kind=AdjustmentKind.ADD,
        division=COUNTY,
        lists=(ListKind.POWER,),
        body=place.body,
        effective_on=date(2026, 11, 1),
        grounds=(_GROUND,),
        after=(AskedItem(fields={"name": _fresh_name(), "category_text": "行政许可"}),),
    )
    with place.store.write() as connection:
        number = propose(connection, _ONE, asked, _now()).number
    assert number is not None
    return number


def _version(place: Place, number: int) -> int:
    with place.store.read() as connection:
        found = find_adjustment(connection, _ONE, number)
    assert found
    return found.version


def _awaiting(*passed: Step) -> Callable[[Place], dict[str, Any]]:
    def prepare(place: Place) -> dict[str, Any]:
        number = _proposed(place)
        for step in passed:
            with place.store.write() as connection:
                review(connection, _TWO, number, _version(place, number), step, Decision.ACCEPT, "", _now())
        return {"id": encode("Adjustment", number), "version": _version(place, number)}

    return prepare


def _revisable(place: Place) -> dict[str, Any]:
    return {**_awaiting()(place), **_body_and_name(place)}


def _book(place: Place) -> dict[str, Any]:
    label = f"草稿帐{next(_numbers)}"
    with place.store.write() as connection:
        open_year(connection, _ONE, COUNTY, ListKind.POWER, label, _now())
    return {"label": label}


def _applicable(place: Place) -> dict[str, Any]:
    _awaiting(*Step)(place)
    return _book(place)


def _published(place: Place) -> dict[str, Any]:
    told = _applicable(place)
    moment = _now() + timedelta(seconds=1)
    with place.store.write() as connection:
        (number, *_) = apply_adjustments(
            connection, _ONE, COUNTY, ListKind.POWER, told["label"], moment
        ).applied
        publish_draft(connection, COUNTY, ListKind.POWER, told["label"], moment)
    # Today as it is then: between collecting the tests and this one a new day may have begun.
    return {
        "id": encode("Adjustment", number),
        "version": _version(place, number),
        "day": f"{today()}",
    }


def _reported(place: Place) -> dict[str, Any]:
    return {**_book(place), "body": encode("ImplementingBody", place.body)}


def _claimable(place: Place) -> dict[str, Any]:
    name = f"基本目录事项{next(_numbers)}"
    publish(place.store, f"{name}版", [listed(name)], division=CITY, now=_now())
    return {
        "body": encode("ImplementingBody", place.body),
        "items": [encode("PowerItem", _power(place, name))],
    }


def _reviewed(step: Step, right: Right, *passed: Step) -> Case:
    return Case(
        right=right,
        document=f"""mutation ({_ID_AND_VERSION}) {{
            reviewAdjustment(id: $id, version: $version, step: {step.value}, decision: ACCEPT) {{
                adjustment {{ state }}
            }}
        }}""",
        prepare=_awaiting(*passed),
    )


WORK: Mapping[str, tuple[Case, ...]] = {
    "proposeAdjustment": (
        Case(
            right=Right.PROPOSE,
            document=f"""mutation ($body: ID!, $name: String!) {{
                proposeAdjustment({_INPUT}) {{ adjustment {{ id state }} findings {{ code }} }}
            }}""",
            prepare=_body_and_name,
            of_body=True,
        ),
    ),
    "reviseAdjustment": (
        Case(
            right=Right.PROPOSE,
            document=f"""mutation ({_ID_AND_VERSION}, $body: ID!, $name: String!) {{
                reviseAdjustment(id: $id, version: $version, {_INPUT}) {{ adjustment {{ submission }} }}
            }}""",
            prepare=_revisable,
            of_body=True,
        ),
    ),
    "withdrawAdjustment": (
        Case(
            right=Right.PROPOSE,
            document=f"""mutation ({_ID_AND_VERSION}) {{
                withdrawAdjustment(id: $id, version: $version) {{ adjustment {{ state }} }}
            }}""",
            prepare=_awaiting(),
            of_body=True,
        ),
    ),
    "reviewAdjustment": (
        _reviewed(Step.ESTABLISHMENT, Right.REVIEW),
        _reviewed(Step.LEGALITY, Right.REVIEW_LEGALITY, Step.ESTABLISHMENT),
        _reviewed(Step.GOVERNMENT, Right.APPROVE, Step.ESTABLISHMENT, Step.LEGALITY),
    ),
    "approve": (
        Case(
            right=Right.APPROVE,
            document=f"""mutation ({_ID_AND_VERSION}) {{
                approve(id: $id, version: $version) {{ adjustment {{ state }} }}
            }}""",
            prepare=_awaiting(Step.ESTABLISHMENT, Step.LEGALITY),
        ),
    ),
    "followUpAdjustment": (
        Case(
            right=Right.PROPOSE,
            document=f"""mutation ({_ID_AND_VERSION}, $day: Date!) {{
                followUpAdjustment(id: $id, version: $version, doneOn: $day) {{
                    adjustment {{ followedUpOn }}
                }}
            }}""",
            prepare=_published,
            of_body=True,
        ),
    ),
    "applyAdjustments": (
        Case(
            right=Right.KEEP_BOOKS,
            document=f"""mutation ($label: String!) {{
                applyAdjustments(division: "{COUNTY}", kind: POWER, label: $label) {{ applied {{ id }} }}
            }}""",
            prepare=_applicable,
        ),
    ),
    "reform": (
        Case(
            right=Right.REFORM,
            document=f"""mutation {{
                reform(
                    division: "{COUNTY}", lists: [POWER], effectiveOn: "2026-12-01"
                    bodies: [{{ old: "民政局", new: "社会工作局" }}]
                    grounds: [{{ kind: REFORM, citation: "《机构改革方案》" }}]
                ) {{ adjustment {{ state }} findings {{ code }} }}
            }}""",
            prepare=lambda _place: {},
        ),
    ),
    "claimItems": (
        Case(
            right=Right.CLAIM,
            document=f"""mutation ($body: ID!, $items: [ID!]!) {{
                claimItems(
                    division: "{COUNTY}", kind: POWER, body: $body, items: $items, effectiveOn: "2026-12-01"
                ) {{ adjustment {{ state }} findings {{ code }} }}
            }}""",
            prepare=_claimable,
            of_body=True,
        ),
    ),
    "openYear": (
        Case(
            right=Right.KEEP_BOOKS,
            document=f"""mutation ($label: String!) {{
                openYear(division: "{COUNTY}", kind: POWER, label: $label) {{ edition {{ state }} }}
            }}""",
            prepare=lambda _place: {"label": f"草稿年{next(_numbers)}"},
        ),
    ),
    "closeYear": (
        Case(
            right=Right.PUBLISH,
            document=f"""mutation ($label: String!) {{
                closeYear(division: "{COUNTY}", kind: POWER, label: $label) {{ seal }}
            }}""",
            prepare=_book,
        ),
    ),
    "reportFigures": (
        Case(
            right=Right.LOAD,
            document=f"""mutation ($label: String!, $body: ID!) {{
                reportFigures(
                    division: "{COUNTY}", kind: POWER, label: $label, body: $body, figures: {{ after: 3 }}
                ) {{ reported }}
            }}""",
            prepare=_reported,
            of_body=True,
        ),
    ),
}
"""By mutation: how it is tried."""
