"""The stub's answer to READ_FLASH: packets of data, each acknowledged, then their MD5.

esptool documentation, "Reading Flash". The host's limit of packets in flight is an upper bound: the stub of
espressif/esp-flasher-stub sends one at a time whatever it says, and so does this.
"""

import hashlib
from struct import Struct
from typing import Final

from oceanhil.simulator.download import slip
from oceanhil.simulator.download.flash_area import FlashArea
from oceanhil.simulator.download.refusal import Fault, RefusedError

_PARAMETERS: Final = Struct("<4I")
_ACKNOWLEDGEMENT_BYTES: Final = 4
_PACKET_BYTES_MAX: Final = 4096


class ReadStream:
    """A read under way: `start`, then `acknowledged` for each packet from the host until `is_over`."""

    __slots__ = ("_address", "_area", "_left", "_md5", "_packet_bytes", "_received", "_total", "is_over")

    def __init__(self, area: FlashArea, parameters: bytes) -> None:
        """Take the command's data: address, length, packet length, packets in flight."""
        if len(parameters) != _PARAMETERS.size:
            raise RefusedError(Fault.LENGTH)
        self._address, self._total, self._packet_bytes, _ = _PARAMETERS.unpack(parameters)
        if not 0 < self._packet_bytes <= _PACKET_BYTES_MAX:
            raise RefusedError(Fault.LENGTH)
        area.check(self._address, self._total)
        self._area = area
        self._left = self._total
        self._received = 0
        self._md5 = hashlib.md5(usedforsecurity=False)
        self.is_over = False

    def start(self) -> bytes:
        """Give the first frame."""
        return self._next()

    def acknowledged(self, packet: bytes) -> bytes:
        """Give what follows an acknowledgement; any other packet ends the read with the MD5 of what was sent."""
        if len(packet) != _ACKNOWLEDGEMENT_BYTES:
            return self._close()
        self._received = int.from_bytes(packet, "little")
        return self._next()

    def _next(self) -> bytes:
        if not self._left:
            return self._close() if self._received >= self._total else b""
        data = self._area.read(self._address, min(self._left, self._packet_bytes))
        self._md5.update(data)
        self._address += len(data)
        self._left -= len(data)
        return slip.encode(data)

    def _close(self) -> bytes:
        self.is_over = True
        return slip.encode(self._md5.digest())
