"""The annual cleanup's loop: working spreadsheets go out to the bodies, and what they state comes back."""

from service.cleanup.figures import StatedFigure, hold_figures, read_stated_figures
from service.cleanup.opinions import OFFERED, Opinion, read_opinion
from service.cleanup.rows import identities, states_anything
from service.cleanup.settling import Settled, Statement, settle
from service.cleanup.workbook import write_working_workbook
from service.cleanup.working import WorkingSheet, extra_labels, working_columns

__all__ = [
    "OFFERED",
    "Opinion",
    "Settled",
    "StatedFigure",
    "Statement",
    "WorkingSheet",
    "extra_labels",
    "hold_figures",
    "identities",
    "read_opinion",
    "read_stated_figures",
    "settle",
    "states_anything",
    "working_columns",
    "write_working_workbook",
]
