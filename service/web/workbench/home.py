"""待办: the first page after signing in."""

from starlette.responses import Response

from service.days import local_day
from service.web.workbench.visits import Visit
from service.workbench import desk_of, grants_told


def tasks(visit: Visit) -> Response:
    """What waits for him."""
    with visit.read() as connection:
        desk = desk_of(connection, visit.principal, local_day(visit.now))
        roles = list(dict.fromkeys(grants_told(connection, visit.principal)))
    return visit.page("tasks.html", "待办", desk=desk, roles=roles)
