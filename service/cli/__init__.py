"""The rim towards the terminal: the command `quanze`."""

from service.cli.app import main

__all__ = ["main"]
