"""An emulated board's flash chip as its emulator's file: where the sectors stand, what they hold, the clock at boot.

While the board runs it is changed as a debug probe does it: firmware notices nothing.
"""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, Protocol

from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.protocol.flash_sector import SECTOR_BYTES
from oceanhil.protocol.wording import os_reason

_JOURNAL_SECTORS: Final = 8
_BLANK: Final = b"\xff"
_MAC_ENTRY: Final = 3
_MARK: Final = b"BOOTCLK1"
_TIMEOUT_S: Final = 5.0
_LOOK_EVERY_S: Final = 0.005
_PIECE_BYTES: Final = 1024
_DONE: Final = b"$OK#9a"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlashLayout:
    """All in bytes but for the journal's sector index.

    Sectors of 4,096 bytes from address `first` to the chip's end at `chip` stand in the file, each at the start of a
    block of `block`. What lies below `first` holds code on a real board, and is nowhere.
    """

    chip: int
    first: int
    block: int
    journal_sector: int

    @property
    def boot_clock_sector(self) -> int:
        """The sector behind the journal (firmware/bare/boot_clock.h)."""
        return self.journal_sector + _JOURNAL_SECTORS

    @property
    def file_bytes(self) -> int:
        """Size of the file."""
        return (self.chip - self.first) // SECTOR_BYTES * self.block

    def place(self, address: int) -> int:
        """Give the place in the file of the byte at `address` of the chip."""
        sector, offset = divmod(address - self.first, SECTOR_BYTES)
        return sector * self.block + offset


class FlashFile:
    """The file at `path`. Both emulators write it before the flash operation ends that changes it."""

    def __init__(self, path: Path, layout: FlashLayout) -> None:
        self.path = path
        self._layout = layout

    def renew(self, mac: bytes) -> None:
        """Make it a blank chip of a board that reads `mac`, six octets."""
        self.path.write_bytes(_BLANK * self._layout.file_bytes)
        # An entry of the bench's journal: kind, length, data (firmware/bare/journal.h).
        self._put(self._layout.journal_sector * SECTOR_BYTES, bytes((_MAC_ENTRY, len(mac))) + mac)

    def read(self, address: int, length: int) -> bytes:
        """Read; what holds code on a real board reads as erased."""
        data = bytearray(_BLANK * length)
        with self.path.open("rb") as file:
            for start, count in self._pieces(address, length):
                if start >= self._layout.first:
                    file.seek(self._layout.place(start))
                    data[start - address : start - address + count] = file.read(count)
        return bytes(data)

    def write_sector(self, index: int, data: bytes) -> None:
        """Replace a sector; the emulator must not run, it would not see it."""
        self._put(index * SECTOR_BYTES, data)

    def _put(self, address: int, data: bytes) -> None:
        with self.path.open("r+b") as file:
            file.seek(self._layout.place(address))
            file.write(data)

    @staticmethod
    def _pieces(address: int, length: int) -> list[tuple[int, int]]:
        """Cut a span at the borders of sectors."""
        end = address + length
        borders = range((address // SECTOR_BYTES + 1) * SECTOR_BYTES, end, SECTOR_BYTES)
        return [(start, last - start) for start, last in pairwise((address, *borders, end)) if start < last]


def boot_clock_sector(unix_us: int | None) -> bytes:
    """Give the sector that makes it show `unix_us`; None makes it show 1970."""
    chosen = b"" if unix_us is None else _MARK + struct.pack("<q", unix_us)
    return chosen.ljust(SECTOR_BYTES, _BLANK)


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
            cause = os_reason(error)
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
