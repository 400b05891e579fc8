"""Quanze (权责): the domain of power and responsibility lists, and the process that serves it."""

__version__ = "0.1.0"
