"""The addresses that a board has: its own, the mask, and the gateway, which has to be in the same network.

A router that gives addresses gives those that fit. One that was given by hand need not, and then nobody is reached.

What it must not know: whether anybody is reached.
"""

import re
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Final

GATEWAY_ELSEWHERE: Final = "gateway-elsewhere"
NETWORK_ELSEWHERE: Final = "network-elsewhere"
"""The address was given by hand, and is none of the network in which a router gave one before."""

_IP: Final = r"(\d{1,3}(?:\.\d{1,3}){3})(?![.\d])"
# Few lines have as many, and those are looked at.
_DOTS: Final = 3
_GATEWAY: Final = re.compile(
    r"(?i)\b(?:gw|gate_?way|puerta(?: de enlace)?|passerelle|porta|gerbang|brama|br.?na|vychozi brana|router|poort)"
    rf"(?: ?ip)?\b\W{{0,4}}{_IP}"
)
_MASK: Final = re.compile(
    r"(?i)\b(?:sub_?net(?:[ _]?mask)?|net_?mask|mask|masker|m.{1,2}scara|masque|maschera|maska|maske|netzmaske)"
    rf"\b\W{{0,4}}{_IP}"
)
_OF_BITS: Final = r"(?:/(\d\d?)\b)?"
_OWN: Final = re.compile(
    rf"(?i)\b(?:ip(?:v4)?(?: addr(?:ess)?)?|address|adresse?|ip fija|local_?ip)\b\W{{0,4}}{_IP}{_OF_BITS}"
)
_FIXED: Final = re.compile(
    rf"(?i)\b(?:static|fest|fix|fij|est.{{1,2}}tic|statisch|wi-?fi\.config)\w*\b.{{0,12}}?{_IP}{_OF_BITS}"
)
# Arduino's call and the tuple of MicroPython have them by their places, each another one.
_SETS: Final = ".ifconfig(("
_IS_MASK: Final = r"(255\.\d{1,3}\.\d{1,3}\.\d{1,3})"
_CALLED: Final = re.compile(rf"(?i)\.config\(\W*{_IP}\W{{1,4}}{_IP}\W{{1,4}}{_IS_MASK}\b")
_TUPLE: Final = re.compile(rf"\('{_IP}', ?'{_IS_MASK}', ?'{_IP}'")
_TOGETHER_LINES: Final = 4
# Whose address it is, where it is not the station's.
_OF_OTHERS: Final = re.compile(r"(?i)\b(?:soft_?ap|ap|hotspot|eth\w*|vpn|wg\d*|ppp\w*)\b")
# Nearly all routers at home have it.
_USUAL: Final = "24"
_LARGE: Final = ((IPv4Network("10.0.0.0/8"), "8"), (IPv4Network("172.16.0.0/12"), "12"))


class Addresses:
    """What one board's log has shown of them."""

    def __init__(self) -> None:
        self._own = self._mask = self._gateway = ""
        self._age = 0
        self._told = ("", "")

    def do_not_fit(self, line: str) -> bool:
        """Take a line; tells whether it shows a gateway that is not in the board's own network."""
        self._age += 1
        if line.count(".") < _DOTS:
            return False
        if self._age > _TOGETHER_LINES:
            self._own = self._mask = self._gateway = ""
        own, mask, gateway = _addresses_in(line)
        if not own and not mask and not gateway:
            return False
        self._age = 0
        if not own or not gateway:
            own, mask, gateway = own or self._own, mask or self._mask, gateway or self._gateway
            if not own or not mask or not gateway:
                self._own, self._mask, self._gateway = own, mask, gateway
                return False
        # What is told later is told anew.
        self._own = self._mask = self._gateway = ""
        told, self._told = self._told, (own, gateway)
        return self._told != told and _is_elsewhere(own, mask, gateway)


class Networks:
    """The network in which a router gave the board an address, over all its starts, and one that was set by hand.

    A board that was carried elsewhere gets its address from the router there.
    """

    def __init__(self) -> None:
        self._given: IPv4Network | None = None
        self._fixed: IPv4Network | None = None

    def is_another(self, line: str) -> bool:
        """Take a line; tells whether it shows an address given by hand that is none of the router's network."""
        if line.count(".") < _DOTS or _OF_OTHERS.search(line) is not None:
            return False
        own, mask, gateway = _addresses_in(line)
        network = _network_of(own, mask)
        if network is None:
            return False
        if _SETS in line or _FIXED.search(line) is not None or _CALLED.search(line) is not None:
            before, self._fixed = self._fixed, network
            return before != network and self._given is not None and not network.overlaps(self._given)
        # Who shows the gateway, too, shows what the network is.
        if gateway and network != self._fixed and not _is_elsewhere(own, mask, gateway):
            self._given = network
        return False


def _network_of(own: str, mask: str) -> IPv4Network | None:
    try:
        network = IPv4Interface(f"{own}/{mask or _USUAL}").network
    except ValueError:
        return None
    return network if network.is_private and not network.is_link_local else None


def _addresses_in(line: str) -> tuple[str, str, str]:
    if (found := _CALLED.search(line)) is not None:
        return found[1], found[3], found[2]
    if (found := _TUPLE.search(line)) is not None:
        return found[1], found[2], found[3]
    gateway, mask, own = _GATEWAY.search(line), _MASK.search(line), _FIXED.search(line) or _OWN.search(line)
    length = own[2] or "" if own else ""
    return own[1] if own else "", mask[1] if mask else length, gateway[1] if gateway else ""


def _is_elsewhere(own: str, mask: str, gateway: str) -> bool:
    if not own or not gateway or own == gateway:
        return False
    try:
        interface, way = IPv4Interface(f"{own}/{mask or _usual(own)}"), IPv4Address(gateway)
    except ValueError:
        return False
    if any(each.is_unspecified or each.is_reserved for each in (interface.ip, way)):
        return False
    return interface.is_private and not interface.is_link_local and way not in interface.network


def _usual(own: str) -> str:
    """Give the mask to take where none is told: who has other addresses than a home's divides them in any way."""
    return next((bits for net, bits in _LARGE if IPv4Address(own) in net), _USUAL)
