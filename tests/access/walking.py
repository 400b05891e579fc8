"""Every mutation, and how it is tried: a new one without a case here fails the walk."""

import itertools
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from service.access import Right, Role, operator
from service.credentials import Scope, issue
from service.node_ids import encode
from service.store import Store
from service.store.core import power_item
from tests.reading.inventory import CITY, COUNTY, publish
from tests.support.lists import listed

OPERATOR = operator("root")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
_numbers = itertools.count(1)


class Place(msgspec.Struct, frozen=True):
    """Where the walk acts: a county, and the body of it that is the actor's own."""

    store: Store
    body: int


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One mutation: the right it needs, its document, and what must be there for it to go through.

    `of_body` says that it is about one body's part, so that the body's own people may do it.
    """

    right: Right
    document: str
    prepare: Callable[[Place], dict[str, Any]]
    of_body: bool = False


def _draft(place: Place) -> dict[str, Any]:
    label = f"草稿{next(_numbers)}"
    publish(place.store, label, [listed(f"登记{label}")], draft=True)
    return {"label": label}


def _new_token(_place: Place) -> dict[str, Any]:
    return {"division": COUNTY}


def _new_token_of_a_body(place: Place) -> dict[str, Any]:
    return {"division": COUNTY, "body": encode("ImplementingBody", place.body)}


def _token(place: Place) -> dict[str, Any]:
    with place.store.write() as connection:
        issued = issue(
            OPERATOR,
            connection,
            name="某人",
            roles=[Role.PUBLISHER],
            scope=Scope(division=COUNTY),
            now=NOW,
        )
    return {"id": encode("AccessToken", issued.token.id)}


def _pair(place: Place) -> dict[str, Any]:
    name = f"登记{next(_numbers)}"
    label = f"{name}版"
    publish(place.store, label, [listed(name)], division=CITY)
    publish(place.store, label, [listed(name)])
    with place.store.read() as connection:
        numbers = connection.execute(power_item.select().order_by(power_item.c.id.desc()).limit(2)).all()
    after, before = numbers
    return {
        "decisions": [
            {
                "before": encode("PowerItem", before.id),
                "after": encode("PowerItem", after.id),
                "decision": "CONFIRMED",
            }
        ]
    }


_TOKEN = """mutation ($division: String!, $body: ID) {
    issueToken(name: "某人", roles: [PUBLISHER], division: $division, body: $body) { accessToken { id } }
}"""

CASES: Mapping[str, tuple[Case, ...]] = {
    "publishEdition": (
        Case(
            right=Right.PUBLISH,
            document=f"""mutation ($label: String!) {{
                publishEdition(division: "{COUNTY}", kind: POWER, label: $label) {{ edition {{ state }} }}
            }}""",
            prepare=_draft,
        ),
    ),
    "discardEdition": (
        Case(
            right=Right.DISCARD,
            document=f"""mutation ($label: String!) {{
                discardEdition(division: "{COUNTY}", kind: POWER, label: $label) {{ discardedEditionId }}
            }}""",
            prepare=_draft,
        ),
    ),
    "issueToken": (
        Case(right=Right.MANAGE_TOKENS, document=_TOKEN, prepare=_new_token),
        Case(right=Right.MANAGE_TOKENS, document=_TOKEN, prepare=_new_token_of_a_body, of_body=True),
    ),
    "revokeToken": (
        Case(
            right=Right.MANAGE_TOKENS,
            document="mutation ($id: ID!) { revokeToken(id: $id) { accessToken { revokedAt } } }",
            prepare=_token,
        ),
    ),
    "recordMatchDecisions": (
        Case(
            right=Right.DECIDE_MATCHES,
            document="""mutation ($decisions: [MatchDecisionInput!]!) {
                recordMatchDecisions(decisions: $decisions) { confirmed }
            }""",
            prepare=_pair,
        ),
    ),
}
"""By mutation: how it is tried."""
