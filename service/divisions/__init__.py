"""Divisions of GB/T 2260: codes, names, levels, and reading a division from a name."""
