"""Tokens of a county's publisher."""

from service.access import Principal, Role, operator
from service.credentials import Issued, Scope, issue
from service.store import Store
from tests.credentials.issuing import NOW
from tests.reading.inventory import COUNTY

WANG = operator("wang")


def issued_token(store: Store, by: Principal | None = WANG, **asked: object) -> Issued:
    """A token issued now, as is asked, else for publishing in the county."""
    given = {
        "name": "县编办",
        "roles": [Role.PUBLISHER],
        "scope": Scope(division=COUNTY),
        "now": NOW,
        **asked,
    }
    with store.write() as connection:
        return issue(by, connection, **given)  # type: ignore[arg-type]
