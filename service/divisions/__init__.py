"""Divisions of GB/T 2260: codes, names, levels, and reading a division from a name."""

from service.divisions.codes import ancestors_of, level_of, normalise_code, parent_of
from service.divisions.levels import read_level, read_levels
from service.divisions.names import name_forms, short_name
from service.divisions.seeded import Division, find_division, province_codes, read_divisions, successor_of

__all__ = [
    "Division",
    "ancestors_of",
    "find_division",
    "level_of",
    "name_forms",
    "normalise_code",
    "parent_of",
    "province_codes",
    "read_divisions",
    "read_level",
    "read_levels",
    "short_name",
    "successor_of",
]
