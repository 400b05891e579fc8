"""A limit to how often one client may ask: a bucket that fills steadily and holds one minute's requests."""

import ipaddress
import time
from collections import OrderedDict

from starlette.types import Scope

_WAIT = "wait"
_MOST_CLIENTS = 10_000
_IPV6_NETWORK = 64


class RateLimit:
    """So many requests a minute per client; counted by each worker for itself."""

    def __init__(self, per_minute: int) -> None:
        self._capacity = float(per_minute)
        self._per_second = per_minute / 60
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def counted(self, scope: Scope) -> float:
        """Count a request against its client, once however often this is asked; return what `wait` does."""
        state = scope.setdefault("state", {})
        if _WAIT not in state:
            client = scope.get("client")
            state[_WAIT] = self.wait(client[0] if client else None, time.monotonic())
        wait: float = state[_WAIT]
        return wait

    def wait(self, address: str | None, now: float) -> float:
        """Count a request at `now` (seconds of a steady clock); return how long to wait, 0 if it may pass."""
        client = client_of(address)
        left, since = self._buckets.pop(client, (self._capacity, now))
        left = min(self._capacity, left + (now - since) * self._per_second)
        wait = 0.0 if left >= 1 else (1 - left) / self._per_second
        self._buckets[client] = (left if wait else left - 1, now)
        if len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return wait


def client_of(address: str | None) -> str:
    """Whom an address stands for: itself, or in IPv6 the network one customer is given."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return address or ""
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((int(found), _IPV6_NETWORK), strict=False))
