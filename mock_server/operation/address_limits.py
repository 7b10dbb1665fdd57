"""How much one address may ask for: requests, connections, wrong admin keys."""

import ipaddress
from collections import deque
from collections.abc import Callable

import msgspec

from oceanhil.mock_server.core.early_refusal import EarlyRefusal
from oceanhil.mock_server.operation.allowances import Allowances

# An IPv6 host has a whole /64 of addresses to itself (RFC 4291, 2.5.4): counted one by one they would be no limit.
_IPV6_PREFIX = 64


def address_group(peername: object) -> str:
    """Give what the limits count by, for a socket's peer name: an IPv4 address, the /64 of an IPv6 one, or empty."""
    if not isinstance(peername, tuple) or not peername:
        return ""
    text = str(peername[0]).partition("%")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv4Address):
        return text
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((address, _IPV6_PREFIX), strict=False))


class AddressLimits(msgspec.Struct, frozen=True):
    """Limits for each address; as it stands here nothing is refused but too many wrong keys."""

    requests_per_s: float | None = None
    """Requests a second in the long run; None: any number."""
    request_burst: int = 400
    """How many may come at once after a pause."""
    connections: int | None = None
    """Connections open at the same time; those beyond are closed as they come. None: any number."""
    handshakes: int = 100
    """TLS handshakes at the same time; those beyond wait for their turn."""
    failed_keys_per_min: float = 10.0
    """Wrong admin keys a minute, and as many at once; beyond, no key is looked at."""
    addresses_max: int = 10_000
    """How many addresses are remembered."""


OFF_LOOPBACK = AddressLimits(requests_per_s=200.0, connections=200, handshakes=16)
"""What `oceanhil serve` takes where other machines can reach it."""


class AddressGuard:
    """Judges requests by the address they come from; times are seconds of any steady clock."""

    __slots__ = ("_failures", "_requests")

    def __init__(self, limits: AddressLimits) -> None:
        """Apply `limits`."""
        most = limits.addresses_max
        rate = limits.requests_per_s
        self._requests = None if rate is None else Allowances(rate, max(1.0, limits.request_burst), most)
        self._failures = Allowances(limits.failed_keys_per_min / 60, max(1.0, limits.failed_keys_per_min), most)

    def judge(self, address: str, *, has_key: bool, now_s: float) -> tuple[EarlyRefusal, float] | None:
        """Count one request, with a key or not; None lets it in, else why not and for how long, s."""
        if self._requests is not None:
            wait_s = self._requests.take(address, now_s)
            if wait_s:
                return EarlyRefusal.REQUEST_RATE, wait_s
        # The right key is not looked at either: an answer would tell it from the wrong ones.
        if has_key and len(self._failures):
            wait_s = self._failures.wait_s(address, now_s)
            if wait_s:
                return EarlyRefusal.KEY_GUESSING, wait_s
        return None

    def note_wrong_key(self, address: str, now_s: float) -> None:
        """Count a wrong admin key."""
        self._failures.take(address, now_s)


class OpenConnections:
    """How many connections each address has open."""

    __slots__ = ("_by_address", "_most")

    def __init__(self, most: int | None) -> None:
        """Let in `most` of each address, None: any number."""
        self._most = most
        self._by_address: dict[str, int] = {}

    def enter(self, address: str) -> bool:
        """Count one more; False, and not counted, if that would be too many."""
        already = self._by_address.get(address, 0)
        if self._most is not None and already >= self._most:
            return False
        self._by_address[address] = already + 1
        return True

    def leave(self, address: str) -> None:
        """Count one less."""
        left = self._by_address[address] - 1
        if left:
            self._by_address[address] = left
        else:
            del self._by_address[address]


class Turns:
    """Who of each address may do something now, and who waits until another of the same address has done it."""

    __slots__ = ("_busy", "_most", "_waiting")

    def __init__(self, most: int | None) -> None:
        """Let `most` of each address do it at the same time, None: any number."""
        self._busy = OpenConnections(most)
        self._waiting: dict[str, deque[Callable[[], None]]] = {}

    def ask(self, address: str, begin: Callable[[], None]) -> None:
        """Call `begin` as soon as it is the turn of it, which may be now; each one that began must `leave`."""
        if self._busy.enter(address):
            begin()
        else:
            self._waiting.setdefault(address, deque()).append(begin)

    def give_up(self, address: str, begin: Callable[[], None]) -> None:
        """Wait no more."""
        waiting = self._waiting[address]
        waiting.remove(begin)
        if not waiting:
            del self._waiting[address]

    def leave(self, address: str) -> None:
        """Have done it; whoever has waited longest begins."""
        self._busy.leave(address)
        waiting = self._waiting.get(address)
        if waiting:
            begin = waiting.popleft()
            if not waiting:
                del self._waiting[address]
            self._busy.enter(address)
            begin()
