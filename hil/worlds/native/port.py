"""What a simulated board serves while its core's step runs: console, clock, chance, MAC, storage and notes.

Calls are those of `or_board`, on a `Hardware`. All cores of a library share one table of function pointers; a core is
known by its number, its context. No exception may pass through C++ frames: what a call raises is kept in its port, and
from then on that core's calls change nothing. A core whose power is gone has no effect any more, whatever it still does
before its step returns.
"""

from collections.abc import Callable
from ctypes import memmove, string_at
from typing import Protocol

from oceanhil.hil.worlds.native.abi import BOARD_CALLS, READING, BoardCalls, Status
from oceanhil.protocol.record import RecordFlag, RecordReading, RecordVerdict, TokenRecord
from oceanhil.scenarios.world import WorldError
from oceanhil.simulator.eeprom.slots import Slot, SlotReadError
from oceanhil.simulator.identity.fuses import MacUnreadableError
from oceanhil.simulator.program.hardware import Hardware

_SLOTS = (Slot.A, Slot.B)
_VERDICTS = tuple(RecordVerdict)
_REASON_ROOM = 64
_RELAYS = (RecordFlag.NONE, RecordFlag.RELAY1, RecordFlag.RELAY2, RecordFlag.RELAY1 | RecordFlag.RELAY2)


class Written(Protocol):
    """Where a call puts a number for the C side."""

    def __setitem__(self, index: int, number: int) -> None:
        """Put it there."""


class CoreError(WorldError):
    """The core did what its contract rules out, or refuses what it was given; the text says what."""


class CorePort:
    """One core's board. Addresses are those of the C side, valid during the call."""

    def __init__(self, hardware: Hardware) -> None:
        self._hardware = hardware
        self.error: BaseException | None = None
        """What a call raised; from then on the core is dead to its board."""
        self.went_on = ""
        """The first call that the core made all the same: board.h says that it makes none."""

    # Console, time, chip

    def console_write(self, text: int, length: int) -> None:
        """Print."""
        self._hardware.print(string_at(text, length).decode("utf-8", "replace"))

    def unix_us(self) -> int:
        """Wall time."""
        return self._hardware.unix_us()

    def set_unix_us(self, unix_us: int) -> None:
        """Set the clock."""
        self._hardware.set_unix_us(unix_us)

    def mac_read(self, mac: int, reason: int, reason_capacity: int) -> int:
        """Read the MAC, or say why not."""
        if reason_capacity < _REASON_ROOM:
            raise CoreError(f"the core has room for a reason of {reason_capacity} bytes, board.h says {_REASON_ROOM}")
        try:
            memmove(mac, self._hardware.read_mac(), 6)
        except MacUnreadableError as error:
            text = str(error).encode("ascii", "replace")[: _REASON_ROOM - 1] + b"\0"
            memmove(reason, text, len(text))
            return Status.FAILED
        return Status.OK

    def random_ppm(self) -> int:
        """Draw jitter."""
        return self._hardware.random_ppm()

    def restart(self, reason: int) -> None:
        """Nothing in a core without an agent asks for this."""
        raise CoreError(f"the core asks for a restart for reason {reason}; a core without an agent never does")

    # Storage

    def eeprom_begin(self, size: int) -> int:
        """EEPROM.begin."""
        return _status(done=self._hardware.storage.eeprom.begin(size))

    def eeprom_length(self) -> int:
        """EEPROM.length."""
        return self._hardware.storage.eeprom.length()

    def eeprom_read(self, address: int, data: int, length: int) -> int:
        """EEPROM.read, again and again."""
        memmove(data, self._hardware.storage.eeprom.read_bytes(address, length), length)
        return Status.OK

    def eeprom_write(self, address: int, data: int, length: int) -> int:
        """EEPROM.write, again and again."""
        self._hardware.storage.eeprom.write_bytes(address, string_at(data, length))
        return Status.OK

    def eeprom_commit(self) -> int:
        """EEPROM.commit."""
        return _status(done=self._hardware.storage.eeprom.commit())

    def slot_read(self, slot: int, data: int, length: int) -> int:
        """Read a slot."""
        try:
            memmove(data, self._hardware.storage.slots.read_slot(_SLOTS[slot], length), length)
        except SlotReadError:
            return Status.FAILED
        return Status.OK

    def slot_write(self, slot: int, data: int, length: int) -> int:
        """Write a slot."""
        return _status(done=self._hardware.storage.slots.write_slot(_SLOTS[slot], string_at(data, length)))

    def slot_program_again(self, slot: int, data: int, length: int) -> int:
        """Program a slot once more, where slots are raw flash."""
        return _status(done=self._hardware.storage.slots.program_again(_SLOTS[slot], string_at(data, length)))

    def relays(self, on: int) -> None:
        """Switch: bit 0 is relay 1, bit 1 relay 2."""
        self._hardware.switch_relays(_RELAYS[on & 3])

    def sensors(self, temperature_tenths: Written, humidity_tenths: Written) -> None:
        """Measure."""
        found = self._hardware.read_sensors()
        temperature_tenths[0] = found.temperature_tenths
        humidity_tenths[0] = found.humidity_tenths

    def note_load(self, reading: int) -> None:
        """Pass on what was read."""
        self._hardware.note_load(_record_reading(reading))

    def note_save(self, reading: int) -> None:
        """Pass on what was saved."""
        self._hardware.note_save(_record_reading(reading))


def _status(*, done: bool) -> int:
    return Status.OK if done else Status.FAILED


def _record_reading(reading: int) -> RecordReading:
    number, sequence, flags, token_bytes, id_bytes, token, device_id = READING.unpack(string_at(reading, READING.size))
    if not 0 <= number < len(_VERDICTS):
        raise CoreError(f"the core notes a record with verdict {number}, expected 0 to {len(_VERDICTS) - 1} (board.h)")
    verdict = _VERDICTS[number]
    if verdict is not RecordVerdict.VALID:
        return RecordReading(verdict)
    record = TokenRecord(
        token[:token_bytes].decode("latin-1"), RecordFlag(flags), sequence, device_id[:id_bytes].decode("latin-1")
    )
    return RecordReading(verdict, record)


_SERVED: tuple[tuple[Callable[..., int | None], int | None], ...] = (
    (CorePort.console_write, None),
    (CorePort.unix_us, 0),
    (CorePort.set_unix_us, None),
    (CorePort.mac_read, Status.FAILED),
    (CorePort.random_ppm, 0),
    (CorePort.restart, None),
    (CorePort.eeprom_begin, Status.POWER_LOST),
    (CorePort.eeprom_length, 0),
    (CorePort.eeprom_read, Status.POWER_LOST),
    (CorePort.eeprom_write, Status.POWER_LOST),
    (CorePort.eeprom_commit, Status.POWER_LOST),
    (CorePort.slot_read, Status.POWER_LOST),
    (CorePort.slot_write, Status.POWER_LOST),
    (CorePort.slot_program_again, Status.POWER_LOST),
    (CorePort.relays, None),
    (CorePort.sensors, None),
    (CorePort.note_load, None),
    (CorePort.note_save, None),
)
"""The calls that a port serves, each with what it gives once the core is dead; the simulated board has the others."""


class BoardTable:
    """Function pointers, and the port of each core that lives."""

    def __init__(self) -> None:
        self._ports: dict[int, CorePort] = {}
        self._last = 0
        # ctypes frees a function pointer with its object, so the objects live as long as this table.
        self._pointers = {
            call.__name__: BOARD_CALLS[call.__name__](self._guarded(call, dead)) for call, dead in _SERVED
        }
        self.calls = BoardCalls(**self._pointers)
        """What every core gets, its number as the context."""

    def add(self, port: CorePort) -> int:
        """Give a new core its number, from 1."""
        self._last += 1
        self._ports[self._last] = port
        return self._last

    def remove(self, number: int) -> None:
        """Forget a core: its memory is thrown away."""
        del self._ports[number]

    def _guarded(self, call: Callable[..., int | None], dead: int | None) -> Callable[..., int | None]:
        ports = self._ports

        def served(number: int, *arguments: object) -> int | None:
            port = ports[number]
            if port.error is not None:
                port.went_on = port.went_on or call.__name__
                return dead
            try:
                return call(port, *arguments)
            except BaseException as error:  # noqa: BLE001 - it is raised again when the step has returned
                port.error = error
                return dead

        return served
