"""The annual cleanup's loop: working spreadsheets go out to the bodies, and what they state comes back."""

from service.cleanup.opinions import OFFERED, Opinion, read_opinion
from service.cleanup.rows import identities, states_anything
from service.cleanup.settling import Settled, Statement, settle

__all__ = [
    "OFFERED",
    "Opinion",
    "Settled",
    "Statement",
    "identities",
    "read_opinion",
    "settle",
    "states_anything",
]
