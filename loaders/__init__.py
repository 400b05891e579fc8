"""Files in: spreadsheets, delimited text, JSON and documents read into items and findings."""

from loaders.grid import Grid, UnreadableError
from loaders.headers import further_heading
from loaders.mapping import Mapping, MappingError, mapping_from, read_mapping
from loaders.options import Limits, Progress, ReadOptions
from loaders.reading import read_grids, read_list

__all__ = [
    "Grid",
    "Limits",
    "Mapping",
    "MappingError",
    "Progress",
    "ReadOptions",
    "UnreadableError",
    "further_heading",
    "mapping_from",
    "read_grids",
    "read_list",
    "read_mapping",
]
