"""The process that runs anybody's program for a Pico W: rp2040js under Node.js, one step at a time.

`firmware/rp2040_bare/runner/image.mjs` is the other side. It does nothing unless it is asked; flash is not its own: it
asks before each piece of work and waits until that is done.
"""

import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from struct import Struct
from typing import IO, Final

from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.hil.emulators.rp2040_runner import RP2040_RUNNER
from oceanhil.hil.emulators.tools import NODE
from oceanhil.protocol.wording import os_reason

_HEAD: Final = Struct("<IB")
_TIME: Final = Struct("<Q")
_BEGIN: Final = Struct("<I8s6s")
_START: Final = Struct("<BIB")
_RUN: Final = Struct("<QI")
_SECTOR: Final = Struct("<I")
_SCRIPT: Final = "image.mjs"
_NEVER: Final = 0xFFFF_FFFF_FFFF_FFFF
_IS_OPEN: Final = 2
_SHOWN_LETTERS: Final = 500


class _Order(IntEnum):
    """What the process is told."""

    BEGIN = 0
    START = 1
    RUN = 2
    DONE = 3
    SECTORS = 4
    AIR = 5
    FRAME = 6


class Word(IntEnum):
    """What the process tells; `RESTS`, `ERASE`, `PROGRAM`, `RESET` and `STOPPED` end a step."""

    RESTS = 0
    CONSOLE = 1
    ERASE = 2
    PROGRAM = 3
    RESET = 4
    STOPPED = 5
    NOTE = 6
    FRAME = 7


_SIDE_WORDS: Final = frozenset({Word.CONSOLE, Word.NOTE, Word.FRAME})


@dataclass(frozen=True, slots=True)
class Told:
    """What happened when, in µs since the boot began."""

    word: Word
    at_us: int
    data: bytes

    @property
    def due_us(self) -> int | None:
        """Of RESTS: when the program goes on by itself; None: never."""
        due_us = int(_TIME.unpack(self.data)[0])
        return None if due_us == _NEVER else due_us

    @property
    def address(self) -> int:
        """Of ERASE and PROGRAM: where in flash."""
        return int(_SECTOR.unpack_from(self.data)[0])

    @property
    def content(self) -> bytes:
        """Of PROGRAM: what."""
        return self.data[_SECTOR.size :]


@dataclass(frozen=True, slots=True)
class Start:
    """How a boot begins.

    `keeps_memory`: RAM and the watchdog's scratch registers outlive this reset. `chip_reset` and `watchdog_reason` are
    what the registers of these names show (RP2040 Datasheet, 2.12.8 and 4.7.5).
    """

    keeps_memory: bool
    chip_reset: int
    watchdog_reason: int


class ImageProcess:
    """An emulated chip. Raises EmulatorError when the process fails, ToolMissingError when something is not there."""

    def __init__(self) -> None:
        """Start it, without a chip."""
        command = (NODE.find(), str(Path(RP2040_RUNNER.find()).with_name(_SCRIPT)))
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own script
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, start_new_session=True
            )
        except OSError as error:
            self._errors.close()
            raise EmulatorError(f"{command[0]!r} cannot be started: {os_reason(error)}") from None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout

    def begin(self, flash_bytes: int, serial: bytes, mac: bytes) -> None:
        """Be a new chip; `serial` is the eight bytes of its flash's unique number, `mac` the radio's address."""
        self._tell(_Order.BEGIN, _BEGIN.pack(flash_bytes, serial, mac))

    def start(self, start: Start) -> list[Told]:
        """Begin a boot, whatever was under way."""
        self._tell(_Order.START, _START.pack(_IS_OPEN | start.keeps_memory, start.chip_reset, start.watchdog_reason))
        return self._heard()

    def run(self, until_us: int, spent_ms: int, received: bytes) -> list[Told]:
        """Let time pass up to `until_us` since the boot began, and bytes arrive on the line.

        `spent_ms` is how long this may take of this machine's time; then the clock goes on without the core. 0: any.
        """
        self._tell(_Order.RUN, _RUN.pack(until_us, spent_ms) + received)
        return self._heard()

    def done(self, taken_us: int) -> list[Told]:
        """Say that flash work is done and how long it took, and go on with the step."""
        self._tell(_Order.DONE, _TIME.pack(taken_us))
        return self._heard()

    def put_sectors(self, sectors: Mapping[int, bytes]) -> None:
        """Change flash from outside."""
        self._tell(_Order.SECTORS, _packed(sectors.items()))

    def change_air(self, ssid: str, password: str) -> None:
        """Let this network be in the air."""
        name, key = ssid.encode(), password.encode()
        self._tell(_Order.AIR, bytes([len(name)]) + name + bytes([len(key)]) + key)

    def deliver(self, frame: bytes) -> None:
        """Let an Ethernet frame arrive by the radio."""
        self._tell(_Order.FRAME, frame)

    def close(self) -> None:
        """End it."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        for end in (self._in, self._out, self._errors):
            with suppress(OSError):
                end.close()

    def _tell(self, order: _Order, data: bytes = b"") -> None:
        try:
            self._in.write(_HEAD.pack(len(data), order) + data)
            self._in.flush()
        except OSError:
            raise self._failure() from None

    def _heard(self) -> list[Told]:
        heard = [self._next()]
        while heard[-1].word in _SIDE_WORDS:
            heard.append(self._next())
        return heard

    def _next(self) -> Told:
        length, word = _HEAD.unpack(self._read(_HEAD.size))
        data = self._read(length)
        return Told(Word(word), int(_TIME.unpack_from(data)[0]), data[_TIME.size :])

    def _read(self, count: int) -> bytes:
        data = self._out.read(count)
        if len(data) < count:
            raise self._failure()
        return data

    def _failure(self) -> EmulatorError:
        self._process.wait()
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace").strip()
        return EmulatorError(f"the emulator has ended by itself: {said[-_SHOWN_LETTERS:] or 'without a word'}")


def _packed(sectors: Iterable[tuple[int, bytes]]) -> bytes:
    return b"".join(_SECTOR.pack(index) + content for index, content in sectors)
