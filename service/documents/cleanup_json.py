"""The cleanup report as JSON: key by key what `comparison_of` gives, written as it is gone through."""

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

import msgspec

from service.comparison import Reconciliation, comparison_without_changes, told_change, told_possible
from service.findings import Finding

_CHANGES = b'\n  "changes": []'


def write_cleanup_json(
    found: Reconciliation, target: BinaryIO, findings: Sequence[Finding] | None = None
) -> None:
    """Write the comparison as one indented JSON document, with `findings` as a further key where given.

    Byte for byte it is the document of the whole comparison, which need not be held.
    """
    told = _indented(comparison_without_changes(found), 0)
    target.write(told[: told.rindex(_CHANGES)] + b'\n  "changes": ')
    _write_list(target, map(told_change, found.changes))
    target.write(b',\n  "possible": ')
    _write_list(target, map(told_possible, found.possible))
    if findings is not None:
        target.write(b',\n  "findings": ' + _indented(findings, 2))
    target.write(b"\n}\n")


def _write_list(target: BinaryIO, entries: Iterable[object]) -> None:
    lead = b"[\n    "
    for entry in entries:
        target.write(lead + _indented(entry, 4))
        lead = b",\n    "
    target.write(b"\n  ]" if lead.startswith(b",") else b"[]")


def _indented(document: Any, depth: int) -> bytes:
    """A value as it stands so many spaces deep in a document: texts hold no line breaks in JSON."""
    text = msgspec.json.format(msgspec.json.encode(document), indent=2)
    return text.replace(b"\n", b"\n" + b" " * depth)
