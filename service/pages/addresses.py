"""Addresses of pages: permanent, readable, the same in the process and in a folder of files.

An address is the path under the site's root, ending in a slash for a page: `divisions/330824/power/`. Links
are relative, so that a site stands under any base path and its bytes do not tell where.
"""

from functools import lru_cache

from service.vocabulary import ListKind

HOME = ""
SEARCH = "search/"
DIVISIONS = "divisions/"
INSTRUMENTS = "instruments/"
STYLESHEET = "assets/quanze.css"
SEARCH_SCRIPT = "assets/search.js"
NOT_FOUND = "404.html"


def division(code: str) -> str:
    """A division: its lists and bodies."""
    return f"{DIVISIONS}{code}/"


def body(code: str, number: int) -> str:
    """A body's latest power and responsibility lists."""
    return f"{division(code)}bodies/{number}/"


def alignment(code: str) -> str:
    """The lists below a division held against its own."""
    return f"{division(code)}alignment/"


def latest(code: str, kind: ListKind) -> str:
    """A list's latest edition."""
    return f"{division(code)}{kind.value}/"


def item(code: str, kind: ListKind, number: int) -> str:
    """A power, whatever editions it stands in."""
    return f"{latest(code, kind)}items/{number}/"


def edition(code: str, kind: ListKind, day: str) -> str:
    """An edition by its day (`Catalogue.day_of`), for ever."""
    return f"{latest(code, kind)}{day}/"


def edition_body(code: str, kind: ListKind, day: str, number: int) -> str:
    """A body's part of an edition, for ever."""
    return f"{edition(code, kind, day)}bodies/{number}/"


def changes(code: str, kind: ListKind, day: str) -> str:
    """What an edition changed since the one before it."""
    return f"{edition(code, kind, day)}changes/"


def findings(code: str, kind: ListKind, day: str) -> str:
    """What checking an edition found."""
    return f"{edition(code, kind, day)}findings/"


def instrument(number: int) -> str:
    """A legal instrument and what rests on it."""
    return f"{INSTRUMENTS}{number}/"


def instrument_division(number: int, code: str) -> str:
    """What rests on a legal instrument in one division, where it is much."""
    return f"{instrument(number)}{code}/"


def relative(here: str, there: str) -> str:
    """Return the link from one address to another; a fragment or query goes along with `there`."""
    if here.endswith("/") and not there.startswith(here):
        # From the neighbours under the same address it is the same way.
        return "../" + _way(here[: here.rfind("/", 0, -1) + 1], there)
    return _way(here, there) or "./"


@lru_cache(maxsize=1 << 12)
def _way(here: str, there: str) -> str:
    ours, theirs = here.split("/")[:-1], there.split("/")
    most = min(len(ours), len(theirs) - 1)
    shared = 0
    while shared < most and ours[shared] == theirs[shared]:
        shared += 1
    return "../" * (len(ours) - shared) + "/".join(theirs[shared:])


def file_of(address: str) -> str:
    """Return the file that a web server answers the address with."""
    return f"{address}index.html" if not address or address.endswith("/") else address
