"""MACs for simulated boards on a server where other devices are at home."""

import secrets
from typing import Final

from oceanhil.protocol.identity import LOCAL_BIT

_GROUP_BIT: Final = 0x01


def local_mac() -> bytes:
    """Give a MAC that no manufacturer has given out and no other run is likely to have."""
    first, *others = secrets.token_bytes(6)
    return bytes([(first | LOCAL_BIT) & ~_GROUP_BIT, *others])
