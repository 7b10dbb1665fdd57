"""Does an address lead to this machine alone? Where it does, no key, no consent and no patience are asked for.

Which laws hold: in doubt it does not. So the one name that counts is `localhost`, which every resolver must keep to
loopback (RFC 6761, 6.3). Names below it are so by the same page, but some resolvers ask a DNS server for them.
`localhost.localdomain` is on some machines' list of hosts and in no standard: elsewhere it is whatever a DNS server
says. Addresses count in their usual notation; `0x7f.1`, `127.1` and `2130706433` are read as such by some programs and
as names by others.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

_NAME: Final = "localhost"
_TWO_WAYS: Final = frozenset("\\ \t\r\n")
"""What some readers of URLs drop, or take for the end of a host's name, and others do not."""


def is_loopback(host: str) -> bool:
    """Tell whether a host's name or address (IPv6 also in brackets) is this machine's loopback."""
    if host.lower().removesuffix(".") == _NAME:
        return True
    address = _address(host[1:-1] if host.startswith("[") and host.endswith("]") else host)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.is_loopback
    return address is not None and address.is_loopback


def is_ipv4_loopback(host: str) -> bool:
    """Tell whether a host is called by an address of 127.0.0.0/8, which any other of these can talk to."""
    return isinstance(_address(host), IPv4Address) and is_loopback(host)


def is_loopback_url(url: str) -> bool:
    """Tell whether a URL, or `HOST:PORT`, leads to this machine's loopback; what cannot be read leads elsewhere."""
    if not _TWO_WAYS.isdisjoint(url):
        return False
    try:
        return is_loopback(urlsplit(url if "://" in url else f"//{url}").hostname or "")
    except ValueError:
        return False


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
