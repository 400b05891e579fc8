"""Decisions on pairs of powers (认定): kept for good, read from reviewed reports, obeyed ever after."""

from service.decisions.proposals import Proposal, Recorded
from service.decisions.recording import record_decisions
from service.decisions.reviewed import read_reviewed

__all__ = ["Proposal", "Recorded", "read_reviewed", "record_decisions"]
