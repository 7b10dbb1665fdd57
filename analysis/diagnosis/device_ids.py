"""Two device IDs of one log compared.

Firmware that reads the MAC as a little-endian number shows its octets in reverse order, without leading zeros or cut
short (see `protocol.identity.Derivation`); a change from one way to another looks like another device to the server.
"""

from enum import Enum


class IdChange(Enum):
    """What became of the device ID between two boots; the value is the signal's name."""

    REVERSED = "device-id-reversed"
    """The same MAC, read in another way."""
    OTHER = "device-id-changed"
    """Another MAC: other hardware."""


def compare_device_ids(before: str, now: str) -> IdChange | None:
    """Tell how the device ID `now` differs from the one `before`; None if it does not or one of them is unknown."""
    old, new = _digits(before), _digits(now)
    if not old or not new or old == new:
        return None
    return IdChange.REVERSED if _same_mac(old, new) or _same_mac(new, old) else IdChange.OTHER


def _same_mac(mac: str, derived: str) -> bool:
    if len(mac) != 12:
        return False
    reversed_mac = "".join(mac[index : index + 2] for index in range(10, -1, -2))
    shortened = (reversed_mac, reversed_mac.lstrip("0"), reversed_mac[4:], mac[6:], mac[6:].lstrip("0"))
    return derived in shortened


def _digits(device_id: str) -> str:
    digits = device_id.rpartition("_")[2].upper()
    return digits if digits and all(digit in "0123456789ABCDEF" for digit in digits) else ""
