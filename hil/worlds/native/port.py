"""One running core's board: every call of `or_board`, served by `simulator.hardware.Hardware`.

A call that starts something keeps it in `operation`; the core's step returns, the task awaits the operation, and the
next poll finds the result. So there is one thing under way at a time, awaited as the Python program awaits it.
"""

import ctypes
from collections.abc import Coroutine
from ctypes import c_int64, memmove, string_at

from hil.worlds.native.abi import HEADER, READING, REQUEST, Answer, Exchange, Status
from protocol.http import HttpResponse
from protocol.record import RecordFlag, RecordReading, RecordVerdict, TokenRecord
from scenarios.world import WorldError
from simulator.eeprom.slots import Slot
from simulator.fuses import MacUnreadableError
from simulator.hardware import Hardware
from simulator.network import Exchanged, HttpFailure

_SLOTS = (Slot.A, Slot.B)
_VERDICTS = tuple(RecordVerdict)

Operation = Coroutine[object, object, None]


class CoreError(WorldError):
    """The core did what its contract rules out, or refuses what it was given; the text says what."""


class CorePort:
    """What one core has started, and what came of it. Addresses are those of the C side, valid during the call."""

    def __init__(self, hardware: Hardware) -> None:
        self._hardware = hardware
        self.operation: Operation | None = None
        self.error: BaseException | None = None
        """What a call raised; from then on the core is dead to its board."""
        self._address: str | None = None
        self._outcome: Exchanged | None = None
        self._sent_bytes = 0
        self._retry_after = b""
        self._unix_us: int | None = None
        self._settled = False
        self._pending = False

    async def carry_out(self, operation: Operation) -> None:
        """Await what the core has started."""
        self.operation = None
        await operation
        self._pending = False

    def close(self) -> None:
        """Drop what was started and will not be awaited."""
        if self.operation is not None:
            self.operation.close()
            self.operation = None

    # Console, time, chip

    def console_write(self, text: int, length: int) -> None:
        """Print."""
        self._hardware.print(string_at(text, length).decode("utf-8", "replace"))

    def millis(self) -> int:
        """Milliseconds since boot."""
        return self._hardware.millis()

    def unix_us(self) -> int:
        """Wall time."""
        return self._hardware.unix_us()

    def set_unix_us(self, unix_us: int) -> None:
        """Set the clock."""
        self._hardware.set_unix_us(unix_us)

    def mac_read(self, mac: int, reason: int, reason_capacity: int) -> int:
        """Read the MAC, or say why not."""
        try:
            memmove(mac, self._hardware.read_mac(), 6)
        except MacUnreadableError as error:
            text = str(error).encode("ascii", "replace")[: reason_capacity - 1] + b"\0"
            memmove(reason, text, len(text))
            return Status.FAILED
        return Status.OK

    def random_ppm(self) -> int:
        """Draw jitter."""
        return self._hardware.random_ppm()

    def restart(self, reason: int) -> None:
        """Nothing in a core without an agent asks for this."""
        raise CoreError(f"the core asks for a restart for reason {reason}; a core without an agent never does")

    # Network

    def join_start(self, ssid: int, ssid_bytes: int, password: int, password_bytes: int, timeout_ms: int) -> None:
        """Begin to join."""
        name, secret = string_at(ssid, ssid_bytes).decode(), string_at(password, password_bytes).decode()
        self._begin(self._join(name, secret, timeout_ms))

    def join_poll(self, address: int, capacity: int) -> int:
        """Tell how joining went."""
        if self._pending:
            return Status.PENDING
        if self._address is None:
            return Status.FAILED
        text = self._address.encode("ascii")[: capacity - 1] + b"\0"
        memmove(address, text, len(text))
        return Status.OK

    def connected(self) -> int:
        """Tell whether the network is there."""
        return int(self._hardware.wifi_connected())

    def http_start(self, request: int) -> None:
        """Begin an exchange."""
        method, path, headers, count, body, length, timeout_ms = REQUEST.unpack(string_at(request, REQUEST.size))
        fields = {
            string_at(name, name_bytes).decode("latin-1"): string_at(value, value_bytes).decode("latin-1")
            for name, name_bytes, value, value_bytes in HEADER.iter_unpack(string_at(headers, HEADER.size * count))
        }
        sent = string_at(body, length) if length else b""
        self._sent_bytes = 0
        self._begin(self._exchange(string_at(method).decode(), string_at(path).decode(), fields, sent, timeout_ms))

    def http_poll(self, answer: "ctypes._Pointer[Answer]") -> int:
        """Give the next piece of the answer, or why there is none."""
        if self._pending:
            return Status.PENDING
        outcome = self._outcome
        if isinstance(outcome, HttpFailure):
            return outcome.value
        if outcome is None:
            raise CoreError("the core polls an exchange that it has not started")
        return self._give(outcome, answer.contents)

    def sntp_start(self, timeout_ms: int) -> None:
        """Ask the time server."""
        self._begin(self._ask_time(timeout_ms))

    def sntp_poll(self, unix_us: "ctypes._Pointer[c_int64]") -> int:
        """Tell what the time server said."""
        if self._pending:
            return Status.PENDING
        if self._unix_us is None:
            return Status.FAILED
        unix_us[0] = self._unix_us
        return Status.OK

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
        memmove(data, self._hardware.storage.slots.read_slot(_SLOTS[slot], length), length)
        return Status.OK

    def slot_write(self, slot: int, data: int, length: int) -> int:
        """Write a slot."""
        return _status(done=self._hardware.storage.slots.write_slot(_SLOTS[slot], string_at(data, length)))

    def flash_settled(self) -> int:
        """Wait, the first time, as long as the flash work took."""
        if not self._settled:
            self._settled = True
            self._begin(self._hardware_settles())
            return Status.PENDING
        self._settled = False
        return Status.OK

    def note_load(self, reading: int) -> None:
        """Pass on what was read."""
        self._hardware.note_load(_record_reading(reading))

    def note_save(self, reading: int) -> None:
        """Pass on what was saved."""
        self._hardware.note_save(_record_reading(reading))

    # What is awaited

    def _begin(self, operation: Operation) -> None:
        if self.operation is not None:
            operation.close()
            raise CoreError("the core starts a second operation while one is under way")
        self.operation, self._pending = operation, True

    async def _join(self, ssid: str, password: str, timeout_ms: int) -> None:
        self._address = await self._hardware.wifi_join(ssid, password, timeout_ms)

    async def _exchange(self, method: str, path: str, headers: dict[str, str], body: bytes, timeout_ms: int) -> None:
        self._outcome = await self._hardware.http(method, path, headers, body, timeout_ms)

    async def _ask_time(self, timeout_ms: int) -> None:
        self._unix_us = await self._hardware.ask_time(timeout_ms)

    async def _hardware_settles(self) -> None:
        await self._hardware.flash_settled()

    def _give(self, response: HttpResponse, answer: Answer) -> int:
        start = self._sent_bytes
        piece = response.body[start : start + answer.capacity]
        memmove(answer.buffer, piece, len(piece))
        answer.received, answer.status = len(piece), response.status
        retry_after = response.headers.get("retry-after")
        if retry_after is not None:
            # Kept here, because the C side reads it until its next call.
            self._retry_after = retry_after.encode()
            answer.retry_after, answer.retry_after_bytes = self._retry_after, len(self._retry_after)
        else:
            answer.retry_after, answer.retry_after_bytes = None, 0
        self._sent_bytes = start + len(piece)
        return Exchange.BODY if self._sent_bytes < len(response.body) else Exchange.DONE


def _status(*, done: bool) -> int:
    return Status.OK if done else Status.FAILED


def _record_reading(reading: int) -> RecordReading:
    number, sequence, flags, token_bytes, id_bytes, token, device_id = READING.unpack(string_at(reading, READING.size))
    verdict = _VERDICTS[number]
    if verdict is not RecordVerdict.VALID:
        return RecordReading(verdict)
    record = TokenRecord(
        token[:token_bytes].decode("latin-1"), RecordFlag(flags), sequence, device_id[:id_bytes].decode("latin-1")
    )
    return RecordReading(verdict, record)
