"""Under which names and addresses a server on this machine can be reached."""

import socket
from collections.abc import Iterable
from typing import Final

from oceanhil.protocol.loopback import is_loopback

# Each address that means "all of them", with one elsewhere that is nobody's (RFC 5737, RFC 3849), and loopback.
_EVERYWHERE: Final = {"0.0.0.0": ("192.0.2.1", "127.0.0.1"), "::": ("2001:db8::1", "::1")}  # noqa: S104 - is looked for, not bound


def host_and_port(host: str, port: int) -> str:
    """Write both as URLs and options do: an IPv6 address in brackets (RFC 3986, section 3.2.2)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def address_for_others(host: str) -> str:
    """Give the address under which a server that listens at `host` is reached from elsewhere.

    One that listens at all addresses is reached at that of the way out; at loopback where there is no way out.
    """
    if host not in _EVERYWHERE:
        return host
    outside, inside = _EVERYWHERE[host]
    try:
        return _way_to(socket.AF_INET6 if ":" in host else socket.AF_INET, (outside, 9))
    except OSError:
        # No way out, or none of this family.
        return inside


def address_towards(host: str) -> str:
    """Give the address of this machine from which it reaches `host`, and is reached from there; blocks for a look-up.

    Loopback where there is no way.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, 9, type=socket.SOCK_DGRAM)[0]
        return _way_to(family, address)
    except (OSError, UnicodeError):
        return "127.0.0.1"


def _way_to(family: int, address: tuple[object, ...]) -> str:
    with socket.socket(family, socket.SOCK_DGRAM) as way:
        # Connecting datagrams sends nothing: it only chooses the way.
        way.connect(address)
        return str(way.getsockname()[0])


def addresses_of(host: str) -> tuple[str, ...]:
    """Give the addresses at which a server that listens at `host` is reached, loopback last; blocks for a look-up."""
    if host not in _EVERYWHERE:
        return _resolved(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    own = _resolved(socket.gethostname(), family)
    return tuple(dict.fromkeys((address_for_others(host), *own, _EVERYWHERE[host][1])))


def names_of(hosts: Iterable[str]) -> tuple[str, ...]:
    """Give the names and addresses by which a server that listens at `hosts` may be called; blocks for a look-up."""
    found: dict[str, None] = {}
    for host in hosts:
        addresses = addresses_of(host)
        found |= dict.fromkeys((*(() if host in _EVERYWHERE else (host,)), *addresses))
        if any(is_loopback(address) for address in addresses):
            found["localhost"] = None
        if host in _EVERYWHERE:
            found |= dict.fromkeys(_machine_names())
    return tuple(found)


def _machine_names() -> tuple[str, ...]:
    name = socket.gethostname()
    return (name,) if "." in name else (name, f"{name}.local")


def _resolved(host: str, family: socket.AddressFamily = socket.AF_UNSPEC) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, None, family, socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        # UnicodeError: a name that can be no host's.
        return ()
    return tuple(dict.fromkeys(str(address[0]).partition("%")[0] for *_, address in found))
