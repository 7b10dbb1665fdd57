"""Which requests count as coming from one and the same client."""

import ipaddress

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
