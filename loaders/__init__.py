"""Files in: spreadsheets, delimited text, JSON and documents read into items and findings."""

from loaders.headers import further_heading
from loaders.mapping import Mapping, MappingError, mapping_from, read_mapping
from loaders.options import Limits, Progress, ReadOptions
from loaders.reading import read_list

__all__ = [
    "Limits",
    "Mapping",
    "MappingError",
    "Progress",
    "ReadOptions",
    "further_heading",
    "mapping_from",
    "read_list",
    "read_mapping",
]
