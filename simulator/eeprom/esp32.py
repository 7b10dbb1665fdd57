"""EEPROM of the ESP32 Arduino core: a blob in NVS (arduino-esp32, libraries/EEPROM/src/EEPROM.cpp)."""

from contextlib import suppress

from oceanhil.simulator.eeprom.api import RamCopy
from oceanhil.simulator.eeprom.nvs import NvsError, NvsFault, NvsGeneration, NvsHandle, NvsPartition
from oceanhil.simulator.eeprom.preferences import Preferences

__all__ = ["Esp32Eeprom", "NvsGeneration", "NvsPartition", "Preferences", "init_arduino"]

EEPROM_NAME = "eeprom"
_PROBE_KEY = "expand"
# The core takes an unsigned size: a negative one is huge.
_SIZE_MASK = 0xFFFFFFFF
# No heap has memory for more than the longest blob. The index of a forged one may claim 4 GB.
_HEAP_BYTES = 508_000
_ERASE_AND_RETRY = (NvsError.NO_FREE_PAGES, NvsError.NEW_VERSION_FOUND)


def init_arduino(partition: NvsPartition) -> NvsError:
    """Mount NVS as the core does before `setup()`, and return what the last attempt came to.

    If no page is free or the format is of the future, the whole partition is erased first, with the Wi-Fi credentials
    and everything else in it (cores/esp32/esp32-hal-misc.c, initArduino). Other errors are only logged there.
    """
    error = _mounted(partition)
    if error in _ERASE_AND_RETRY:
        partition.erase()
        error = _mounted(partition)
    return error


def _mounted(partition: NvsPartition) -> NvsError:
    try:
        partition.init()
    except NvsFault as fault:
        return fault.error
    return NvsError.OK


class Esp32Eeprom(RamCopy):
    """The EEPROM object called `name`, which is both its namespace and its key.

    `heap_byte` stands for every byte of memory that the class allocates and does not set: a grown EEPROM's space
    probe, and what a sketch reads when the blob could not be read although `begin` returned true.
    """

    __slots__ = ("_handle", "_heap_byte", "_name", "_partition")

    def __init__(self, partition: NvsPartition, name: str = EEPROM_NAME, *, heap_byte: int = 0xA5) -> None:
        super().__init__()
        self._partition = partition
        self._name = name
        self._heap_byte = heap_byte
        self._handle: NvsHandle | None = None

    def begin(self, size: int) -> bool:
        """Load the blob, first making it `size` bytes long; False if size is 0, NVS is not mounted or has no space.

        Growing erases the blob before it writes the longer one: a power cut between loses everything. The dirty flag
        survives, as does the opinion of the core that a read cannot fail.
        """
        if size == 0:
            return False
        try:
            handle = self._handle = self._partition.open(self._name)
            stored = self._stored_size(handle)
            if not 0 < max(size & _SIZE_MASK, stored) <= _HEAP_BYTES:
                return False
            if size > stored:
                handle.set_blob(_PROBE_KEY, self._garbage(size - stored))
        except NvsFault:
            return False
        if size > stored:
            self._grow(handle, size, stored)
        elif size < stored:
            self._shrink(handle, size, stored)
        self._load(handle, size)
        return True

    def length(self) -> int:
        """Return the size in bytes, of which the core keeps 16 bits."""
        return len(self.data) & 0xFFFF

    def commit(self) -> bool:
        """Set the blob if dirty; NVS writes nothing if the bytes are the same after all."""
        if self._handle is None or not self.data:
            return False
        if not self.dirty:
            return True
        try:
            self._handle.set_blob(self._name, bytes(self.data))
        except NvsFault:
            return False
        self.dirty = False
        return True

    def fail_commit(self) -> None:
        """Nothing: NVS erases an old value when the new one stands."""

    def end(self) -> bool:
        """Commit, release RAM and close the namespace; False if there was nothing to end or the commit failed."""
        if self._handle is None or not self.data:
            return False
        committed = self.commit()
        self.data = bytearray()
        self._handle = None
        return committed

    def _grow(self, handle: NvsHandle, size: int, stored: int) -> None:
        with suppress(NvsFault):
            handle.erase_key(_PROBE_KEY)
        grown = bytearray(b"\xff" * size)
        if stored:
            handle.get_blob_into(self._name, grown, stored)
            with suppress(NvsFault):
                handle.erase_key(self._name)
        with suppress(NvsFault):
            handle.set_blob(self._name, bytes(grown))

    def _shrink(self, handle: NvsHandle, size: int, stored: int) -> None:
        value = bytearray(self._garbage(stored))
        handle.get_blob_into(self._name, value, stored)
        with suppress(NvsFault):
            handle.set_blob(self._name, bytes(value[:size]))

    def _load(self, handle: NvsHandle, size: int) -> None:
        """Read the blob into RAM; where that fails RAM keeps what was in it, and the size still follows the index."""
        data = bytearray(self._garbage(size))
        length, _ignored = handle.get_blob_into(self._name, data, size)
        self.data = data[:length] + self._garbage(length - size)

    def _stored_size(self, handle: NvsHandle) -> int:
        try:
            return handle.get_blob_size(self._name)
        except NvsFault:
            return 0

    def _garbage(self, length: int) -> bytes:
        return bytes((self._heap_byte,)) * length
