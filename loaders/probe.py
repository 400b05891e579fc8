"""Reads an XLS from standard input under tight limits and prints each sheet's height and width.

Run as a script of its own, never imported: the old binary format lets a file of a few bytes ask for any
amount of memory or time inside the reading library, and only a process apart can be allowed to die of it.
"""

import io
import resource
import sys

from python_calamine import load_workbook

_MEMORY = 2 << 30
_SECONDS = 30


def main() -> None:
    """Open every sheet once."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    workbook = load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    for index in range(len(workbook.sheet_names)):
        sheet = workbook.get_sheet_by_index(index)
        end = sheet.end or (0, 0)
        sys.stdout.write(f"{end[0] + 1} {end[1] + 1}\n")


if __name__ == "__main__":
    main()
