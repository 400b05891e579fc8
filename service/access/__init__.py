"""Who may do what: roles, rights, principals and the scope of their grants."""

from service.access.principals import NATION, Grant, Principal, bodies_under, may, operator, require
from service.access.roles import Right, Role, rights_of

__all__ = [
    "NATION",
    "Grant",
    "Principal",
    "Right",
    "Role",
    "bodies_under",
    "may",
    "operator",
    "require",
    "rights_of",
]
