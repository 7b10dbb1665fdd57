"""What passes between the simulator and a sketch's process, as bytes.

`firmware/arduino_host/machine/link.h` is the other end and says how the two take turns. Numbers are little-endian,
without padding; times are µs since the boot by the board's own clock, whatever its counters are made to show.
"""

from collections.abc import Iterable
from enum import IntEnum
from struct import Struct
from typing import Final, NamedTuple

import msgspec

from oceanhil.firmware.sketches.texts import Text
from oceanhil.scenarios.world import WorldError

_RECORD: Final = Struct("<BQHI")
_INPUT: Final = Struct("<BI")
_ANSWER: Final = Struct("<QQqqIIIBiI")
_BOOT: Final = Struct("<QIB6sBBBIQ")
_TEXT: Final = Struct("<II")


class FrameError(WorldError):
    """A sketch's process says what the machine below its API never says: that is a mistake of this project."""


class Note(IntEnum):
    """What a program tells in passing."""

    CONSOLE = 1
    PIN = 2
    MEASURES = 3
    TCP_CLOSE = 4
    WAY = 5
    TCP_SEND = 6
    NVS_CLOSE = 7
    TCP_OPEN = 8
    HEADER = 9
    WRITE_BEYOND = 10


class Ask(IntEnum):
    """What a program stands still for."""

    PASS = 0x80
    END = 0x81
    SET_UNIX = 0x82
    MAC = 0x83
    EEPROM_BEGIN = 0x84
    EEPROM_COMMIT = 0x85
    NVS = 0x87
    FLASH = 0x88
    WIFI_JOIN = 0x89
    WIFI_LEAVE = 0x8A
    RESOLVE = 0x8B
    TCP_OPEN = 0x8C
    UDP_SEND = 0x8F
    WIFI_RECONNECT = 0x90
    WIFI_SCAN = 0x91
    SNTP = 0x92
    RTC = 0x93
    FILES = 0x94
    WIFI_HEARD = 0x95


class Life(IntEnum):
    """What the process that waits for boots says of the one that runs a boot: what it left."""

    ENDED = 0xF1


class Input(IntEnum):
    """What arrives at a program."""

    CONSOLE = 1
    TCP_DATA = 2
    TCP_CLOSED = 3
    UDP_DATA = 4
    WIFI = 5
    PIN = 6
    PART = 7


class End(IntEnum):
    """How a program ends its boot by itself."""

    RESTART = 1
    DEEP_SLEEP = 2
    CRASH = 3
    FAULT = 4
    HANG = 5
    FINDING = 6
    BITE = 7


class Record(msgspec.Struct, frozen=True, gc=False):
    """A note or a question, and when it was made; `way`: the number of the calls that led to it, 0: unknown."""

    kind: int
    at_us: int
    data: bytes
    way: int = 0


class Opening(msgspec.Struct, frozen=True, gc=False):
    """How connections come about, unless it has to be asked: `connect_us` is 0 then.

    A handshake takes `handshake_us` more; `do_dates_hold`: who looks at the dates of the certificate trusts it.
    """

    connect_us: int
    handshake_us: int
    do_dates_hold: bool


UNCERTAIN: Final = Opening(0, 0, do_dates_hold=False)


class Present(msgspec.Struct, frozen=True, gc=False):
    """How the world is as a program goes on: until `horizon_us` nothing happens by itself.

    `pretended_us`: by how much more than since the boot the counters of the board show. `echo_us`: what it sends now
    makes nothing happen to it any sooner than after so long. `is_watched`: somebody may act on what it prints.
    `has_usual_names`: names lead where they usually lead. `opening`: how connections to the platform come about up to
    the horizon.
    """

    now_us: int
    horizon_us: int
    unix_offset_us: int
    pretended_us: int
    echo_us: int
    is_watched: bool
    is_connected: bool
    has_usual_names: bool
    opening: Opening


def records(frame: bytes) -> list[Record]:
    """Read a frame of a process: notes, and the question last; raises FrameError."""
    at, end, read = 0, len(frame), []
    while at < end:
        begin = at + _RECORD.size
        if begin > end:
            raise FrameError(f"a frame of the sketch's process ends within a record, at byte {at} of {end}")
        kind, at_us, way, size = _RECORD.unpack_from(frame, at)
        at = begin + size
        read.append(Record(kind, at_us, frame[begin:at], way))
    return read


def answer(present: Present, status: int, data: bytes, inputs: Iterable[tuple[Input, bytes]]) -> bytes:
    """Write the answer to a question, with what has arrived."""
    opening = present.opening
    flags = present.is_connected | present.has_usual_names << 1 | opening.do_dates_hold << 2 | present.is_watched << 3
    written = _ANSWER.pack(
        present.now_us,
        present.horizon_us,
        present.unix_offset_us,
        present.pretended_us,
        present.echo_us,
        opening.connect_us,
        opening.handshake_us,
        flags,
        status,
        len(data),
    )
    written += data
    for kind, each in inputs:
        written += _INPUT.pack(kind, len(each)) + each
    return written


class Start(NamedTuple):
    """What a boot begins with: chance, its number, its cause by its place in `ResetReason`, the MAC of the fuses.

    `has_forgotten`: RAM was without power. `crash`: how the boot before has crashed, as `LastCrash` of `boot.h`;
    `exception`: the number of its exception. `heap_bytes`: what is free when the sketch begins. `watched_pins`: of
    which the program tells, bit 0 for pin 0.
    """

    seed: int
    number: int
    reset: int
    mac: bytes
    has_forgotten: bool
    heap_bytes: int
    crash: int = 0
    exception: int = 0
    watched_pins: int = 0


def boot(start: Start, texts: Iterable[Text] = ()) -> bytes:
    """Write the order to boot with these texts in the program's memory."""
    head = _BOOT.pack(
        start.seed,
        start.number,
        start.reset,
        start.mac,
        start.has_forgotten,
        start.crash,
        start.exception,
        start.heap_bytes,
        start.watched_pins,
    )
    return head + b"".join(_TEXT.pack(each.address, len(each.data)) + each.data for each in texts)
