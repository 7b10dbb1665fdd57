"""Changing the flash of a board while it runs, as a debug probe does: firmware notices nothing."""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.hil.emulators.flash import SECTOR_BYTES, FlashLayout

_TIMEOUT_S: Final = 5.0
_LOOK_EVERY_S: Final = 0.005
_PIECE_BYTES: Final = 1024
_DONE: Final = b"$OK#9a"


class Probe(Protocol):
    """Replaces sectors in a running emulator, through the local socket that it listens on."""

    def write_sector(self, path: Path, layout: FlashLayout, index: int, data: bytes) -> None:
        """Replace the sector `index` of the chip; raises EmulatorError."""


class RunnerProbe:
    """The probe of the RP2040's runner: an index and the bytes, answered by one byte. It keeps the file as well."""

    def write_sector(self, path: Path, layout: FlashLayout, index: int, data: bytes) -> None:
        """Send one sector."""
        del layout
        with _connected(path) as probe:
            probe.sendall(struct.pack("<I", index) + data)
            _expect(probe, b"\x01")


class GdbProbe:
    """QEMU's GDB stub, which may write into ROM (GDB manual, "Remote Protocol"); the machine stops meanwhile."""

    def __init__(self, flash_address: int) -> None:
        """Take where the CPU sees the flash file."""
        self._flash_address = flash_address

    def write_sector(self, path: Path, layout: FlashLayout, index: int, data: bytes) -> None:
        """Write it in pieces, and let the machine go on."""
        start = self._flash_address + layout.place(index * SECTOR_BYTES)
        with _connected(path) as probe:
            for offset in range(0, len(data), _PIECE_BYTES):
                piece = data[offset : offset + _PIECE_BYTES]
                _send(probe, f"M{start + offset:x},{len(piece):x}:{piece.hex()}")
                _expect(probe, _DONE)
            _send(probe, "D")
            _expect(probe, _DONE)


def _send(probe: socket.socket, packet: str) -> None:
    checksum = sum(packet.encode()) % 256
    probe.sendall(f"${packet}#{checksum:02x}".encode())


def _expect(probe: socket.socket, wanted: bytes) -> None:
    """Wait for these bytes; what comes before them, such as word that the machine has stopped, is of no interest."""
    heard = b""
    while wanted not in heard:
        piece = probe.recv(_PIECE_BYTES)
        heard += piece
        if not piece or len(heard) > _PIECE_BYTES:
            raise EmulatorError(f"the emulator answered its debug probe {heard!r}, expected {wanted!r}")


@contextmanager
def _connected(path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(_TIMEOUT_S)
        try:
            _connect(probe, path)
            yield probe
        except OSError as error:
            cause = (error.strerror or str(error)).lower()
            raise EmulatorError(f"the emulator's debug probe does not work: {cause}") from None


def _connect(probe: socket.socket, path: Path) -> None:
    """Connect to an emulator that may only just have been started."""
    deadline_s = time.monotonic() + _TIMEOUT_S
    while True:
        try:
            return probe.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            if time.monotonic() > deadline_s:
                raise
            time.sleep(_LOOK_EVERY_S)
