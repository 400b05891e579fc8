"""Legal basis in the store: the registry of instruments, lists checked, what rests on an instrument."""

from service.legal.checking import Checked, Fresh, check_and_keep, check_edition, keep
from service.legal.entries import Entry, read_entries
from service.legal.impact import RestingPower, division_names, find_instrument, resting_powers
from service.legal.loading import InstrumentsLoaded, load_instruments, relink
from service.legal.registry import registry_key, stored_instruments, stored_registry

__all__ = [
    "Checked",
    "Entry",
    "Fresh",
    "InstrumentsLoaded",
    "RestingPower",
    "check_and_keep",
    "check_edition",
    "division_names",
    "find_instrument",
    "keep",
    "load_instruments",
    "read_entries",
    "registry_key",
    "relink",
    "resting_powers",
    "stored_instruments",
    "stored_registry",
]
