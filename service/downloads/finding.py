"""Which address is which file, feed or index."""

from service.downloads import standing
from service.downloads.filing import Filing
from service.downloads.made import Made
from service.pages import Sources


def find_made(sources: Sources, address: str) -> Made | None:
    """Return what stands at an address that is no page's; None where there is nothing."""
    return Filing(sources).find(address) or standing.find(sources, address)
