"""A DHCP server for one board (RFC 2131, 2132): it offers the same address to whoever asks."""

from struct import Struct
from typing import Final

_HEAD: Final = Struct(">BBBB4sHH4s4s4s4s16s64x128x4s")
_COOKIE: Final = bytes.fromhex("63825363")
_REQUEST, _REPLY = 1, 2
_DISCOVER, _OFFER, _WANT, _ACKNOWLEDGE, _REFUSE = 1, 2, 3, 5, 6
_MASK, _ROUTER, _NAMES, _LEASE, _KIND, _SERVER, _WANTED = 1, 3, 6, 51, 53, 54, 50
_END: Final = 255
_PAD: Final = 0
_LEASE_S: Final = 86_400
_NETMASK: Final = bytes((255, 255, 255, 0))
_NOWHERE: Final = bytes(4)


def answer(data: bytes, address: bytes, router: bytes) -> bytes | None:
    """Give the answer of the router; None where there is none."""
    if len(data) < _HEAD.size:
        return None
    operation, kind, mac_bytes, _, number, _, flags, own, _, _, _, mac, cookie = _HEAD.unpack_from(data)
    options = _options(data[_HEAD.size :])
    asked = options.get(_KIND, b"\0")[:1]
    if operation != _REQUEST or cookie != _COOKIE or asked not in {bytes([_DISCOVER]), bytes([_WANT])}:
        return None
    wanted = options.get(_WANTED, own)
    granted = _ACKNOWLEDGE if wanted == address else _REFUSE
    told = _OFFER if asked[0] == _DISCOVER else granted
    yours = _NOWHERE if told == _REFUSE else address
    head = _HEAD.pack(_REPLY, kind, mac_bytes, 0, number, 0, flags, _NOWHERE, yours, router, _NOWHERE, mac, _COOKIE)
    body = _option(_KIND, bytes([told])) + _option(_SERVER, router)
    if told != _REFUSE:
        body += _option(_LEASE, _LEASE_S.to_bytes(4, "big")) + _option(_MASK, _NETMASK)
        body += _option(_ROUTER, router) + _option(_NAMES, router)
    return head + body + bytes([_END])


def _option(code: int, value: bytes) -> bytes:
    return bytes([code, len(value)]) + value


def _options(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data) and data[at] != _END:
        if data[at] == _PAD:
            at += 1
        elif at + 1 < len(data):
            found[data[at]] = data[at + 2 : at + 2 + data[at + 1]]
            at += 2 + data[at + 1]
        else:
            break
    return found
