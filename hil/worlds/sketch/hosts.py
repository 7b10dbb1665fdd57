"""Names on the simulated internet: the platform's servers, time servers, and whoever else has an address.

A name is that of the platform's server, or one of a time server, or nobody's. The addresses are those for
documentation (RFC 5737).
"""

from typing import Final

import msgspec

SERVER_ADDRESS: Final = bytes((203, 0, 113, 10))
TIME_ADDRESS: Final = bytes((203, 0, 113, 123))
OTHER_ADDRESS: Final = bytes((203, 0, 113, 66))
"""Of somebody who is not the platform, to whom a name server that lies sends everybody."""


class Hosts(msgspec.Struct, frozen=True):
    """Which names are the server's, with all below them; and which tell the time."""

    servers: tuple[str, ...] = ("oceanremote.net",)
    time_servers: tuple[str, ...] = ("ntp.org", "time.nist.gov", "time.google.com", "time.cloudflare.com")

    def address(self, name: str) -> bytes | None:
        """Resolve a name or an address in text; None: nobody has it."""
        if _is_below(name, self.servers):
            return SERVER_ADDRESS
        if (written := _read(name)) is not None:
            return written
        if _is_below(name, self.time_servers) or "ntp" in name:
            return TIME_ADDRESS
        return None


def is_address(name: str) -> bool:
    """Tell whether a name is an address in text, for which no name server is asked."""
    return _read(name) is not None


def _read(name: str) -> bytes | None:
    numbers = name.split(".")
    if len(numbers) != len(SERVER_ADDRESS) or not all(each.isascii() and each.isdigit() for each in numbers):
        return None
    values = [int(each) for each in numbers]
    return bytes(values) if max(values) < 1 << 8 else None


def _is_below(name: str, domains: tuple[str, ...]) -> bool:
    return any(name == domain or name.endswith("." + domain) for domain in domains)
