"""Boards that perform a recording's operations and report each call's result as the recordings do."""

from collections.abc import Callable
from typing import Protocol

from oceanhil.simulator.eeprom.esp32 import Esp32Eeprom, init_arduino
from oceanhil.simulator.eeprom.esp8266 import Esp8266Eeprom
from oceanhil.simulator.eeprom.nvs import ItemType, NvsError, NvsFault, NvsGeneration, NvsHandle, NvsPartition
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.vectors.format import MalformedRecordingError, Operation

_LENGTH_MAX = 1 << 20


class RecordedBoard(Protocol):
    """A board that has just been powered up."""

    def perform(self, operation: Operation) -> str | None:
        """Make one call and return its result, None for a call without one.

        Raises PowerCut, and MalformedRecordingError for an operation that this board does not know.
        """


def generation_of(driver: str) -> NvsGeneration:
    """Return the generation that a recording's driver, such as `esp-idf 5.5.1`, belongs to."""
    try:
        return NvsGeneration(driver.removeprefix("esp-").replace(" ", "-"))
    except ValueError:
        known = ", ".join(repr("esp-" + each.value.replace("-", " ")) for each in NvsGeneration)
        raise MalformedRecordingError(f"unknown driver {driver!r}, expected one of {known}") from None


def pattern(length: int, start: int) -> bytes:
    """Return the bytes that a `fill` writes: 7 k + start, for k from 0.

    Raises MalformedRecordingError for more bytes than a call can sensibly have.
    """
    _check_length(length)
    return bytes([(7 * position + start) & 0xFF for position in range(length)])


def _unknown(operation: Operation) -> MalformedRecordingError:
    return MalformedRecordingError(f"unknown operation {operation!r}, expected a call and its arguments")


class Esp32Board:
    """NVS in the default partition, under the EEPROM class."""

    def __init__(self, flash: Flash, generation: NvsGeneration, partition_bytes: int) -> None:
        self.partition = NvsPartition(flash, generation, size=partition_bytes)
        self.eeprom = Esp32Eeprom(self.partition)

    def perform(self, operation: Operation) -> str | None:
        """Make one call, of the EEPROM class or of NVS below it."""
        match operation:
            case ["init"]:
                return f"nvs_flash_init {_code(init_arduino(self.partition))}"
            case ["eebegin", int(size)]:
                began = self.eeprom.begin(size)
                return f"eebegin {began:d} size={self.eeprom.length()}"
            case ["eewrite", int(address), str(text)]:
                self.eeprom.write_bytes(address, _from_hex(text))
                return None
            case ["eefill", int(address), int(length), int(start)]:
                self.eeprom.write_bytes(address, pattern(length, start))
                return None
            case ["eecommit"]:
                return f"eecommit {self.eeprom.commit():d}"
        return self._perform_on_nvs(operation)

    def _perform_on_nvs(self, operation: Operation) -> str:
        match operation:
            case ["setstr", str(namespace), str(key), str(text)]:
                return f"setstr {self._nvs(namespace, lambda nvs: nvs.set_string(key, text))}"
            case ["setu8", str(namespace), str(key), int(value)]:
                return f"setu8 {self._nvs(namespace, lambda nvs: nvs.set_number(key, ItemType.U8, value))}"
            case ["erasekey", str(namespace), str(key)]:
                return f"erasekey {self._nvs(namespace, lambda nvs: nvs.erase_key(key))}"
            case ["getblob", str(namespace), str(key)]:
                return self._get_blob(namespace, key)
        raise _unknown(operation)

    def _nvs(self, namespace: str, call: Callable[[NvsHandle], object]) -> str:
        try:
            call(self.partition.open(namespace))
        except NvsFault as fault:
            return _code(fault.error)
        return _code(NvsError.OK)

    def _get_blob(self, namespace: str, key: str) -> str:
        try:
            handle = self.partition.open(namespace)
            size = handle.get_blob_size(key)
        except NvsFault as fault:
            return f"getblob {_code(fault.error)} 0 "
        value = bytearray(min(size, _LENGTH_MAX))
        _length, error = handle.get_blob_into(key, value, size)
        return f"getblob 0 {size} {_code(error)} {value.hex()}"


class Esp8266Board:
    """The ESP8266 core's EEPROM."""

    def __init__(self, flash: Flash) -> None:
        self.eeprom = Esp8266Eeprom(flash)

    def perform(self, operation: Operation) -> str | None:
        """Make one call of the EEPROM class."""
        match operation:
            case ["begin", int(size)]:
                self.eeprom.begin(size)
                return f"len={self.eeprom.length()}"
            case ["fill", int(address), int(length), int(start)]:
                self.eeprom.write_bytes(address, pattern(length, start))
                return None
            case ["commit"]:
                return f"commit={self.eeprom.commit():d}"
            case ["read", int(address), int(length)]:
                _check_length(length)
                return self.eeprom.read_bytes(address, length).hex()
            case ["end"]:
                return f"end={self.eeprom.end():d}"
        raise _unknown(operation)


def _check_length(length: int) -> None:
    if length > _LENGTH_MAX:
        raise MalformedRecordingError(f"a length of {length!r} bytes, expected at most {_LENGTH_MAX}")


def _code(error: NvsError) -> str:
    """Return an error code as C prints it in hex: 32 bits without a sign."""
    return f"{error & 0xFFFFFFFF:x}"


def _from_hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise MalformedRecordingError(f"{text!r} is not hex, expected pairs of hex digits") from None
