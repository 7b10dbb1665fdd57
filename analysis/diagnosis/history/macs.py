"""MAC addresses as the digits that a device ID is made of: which are the same board's, and which interface's they are.

What it must not know: where in a log they stand.
"""

import re
from typing import Final

MAC_DIGITS: Final = 12
NOBODY: Final = frozenset({"0" * MAC_DIGITS, "F" * MAC_DIGITS})
# What follows them is no part of the MAC.
_DIGITS: Final = re.compile(r"(?:^|_)([0-9A-F]+)(?=$|[-_.])")
# A chip's interfaces have the station's MAC and one, two or three more, or the same for local use.
_INTERFACES: Final = 3
_LOCAL_BIT: Final = 0x02_00_00_00_00_00


def digits_of(device_id: str) -> str:
    """Give the digits of a device ID, without what stands in front of them and behind; empty if it has none."""
    found = _DIGITS.search(device_id.upper())
    return found[1] if found else ""


def is_derived_from(mac: str, derived: str) -> bool:
    """Tell whether digits are those of a MAC in another order, or a part of them, as wrong derivations give."""
    if len(mac) != MAC_DIGITS:
        return False
    reversed_mac = "".join(mac[index : index + 2] for index in range(10, -1, -2))
    shortened = (reversed_mac, reversed_mac.lstrip("0"), reversed_mac[4:], mac[6:], mac[6:].lstrip("0"))
    return derived in shortened


def is_of_other_interface(station: str, mac: str) -> bool:
    """Tell whether a MAC is not the station's, but another interface's of the same chip."""
    if len(station) != MAC_DIGITS or len(mac) != MAC_DIGITS or station in NOBODY:
        return False
    distance = int(mac, 16) - int(station, 16)
    return 0 < distance <= _INTERFACES or distance == _LOCAL_BIT
