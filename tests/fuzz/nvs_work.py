"""What firmware does with an NVS partition, whatever is in it."""

from contextlib import suppress

from oceanhil.simulator.eeprom.esp32 import Esp32Eeprom, init_arduino
from oceanhil.simulator.eeprom.nvs import ItemType, NvsFault, NvsGeneration, NvsPanic, NvsPartition
from oceanhil.simulator.eeprom.preferences import Preferences
from oceanhil.simulator.flash.chip import Flash

NVS_ADDRESS = 0x9000
#: The largest honest piece of work here takes some thousand flash operations.
STEPS_MAX = 100_000


class EndlessLoopError(Exception):
    """The driver took more steps than any honest work needs."""


class CountingFlash(Flash):
    """A flash that stops a driver which reads for ever."""

    __slots__ = ("steps",)

    def __init__(self, size_bytes: int) -> None:
        super().__init__(size_bytes)
        self.steps = 0

    def read(self, address: int, length: int) -> bytes:
        self.steps += 1
        if self.steps > STEPS_MAX:
            raise EndlessLoopError
        return super().read(address, length)


def use(image: bytes, generation: NvsGeneration) -> NvsPartition:
    """Mount, read, write, erase and mount again; any exception but the driver's own escapes."""
    flash = CountingFlash(1 << 20)
    flash.load(image, NVS_ADDRESS)
    partition = NvsPartition(flash, generation, size=len(image))
    with suppress(NvsPanic):
        with suppress(NvsFault):
            partition.init()
        for _boot in range(2):
            _work(partition)
            partition.deinit()
            init_arduino(partition)
    return partition


def _work(partition: NvsPartition) -> None:
    eeprom = Esp32Eeprom(partition)
    for size in (64, 20, 100):
        if eeprom.begin(size):
            eeprom.read_bytes(0, size)
            eeprom.write(0, eeprom.read(0) ^ 0xFF)
            eeprom.commit()
    preferences = Preferences(partition)
    preferences.begin("app")
    for key in ("k", "text", "blob", "eeprom"):
        preferences.get_type(key)
        preferences.get_string(key)
        preferences.get_bytes(key, 4000)
        preferences.put_string(key, "x" * 70)
        preferences.put_bytes(key, b"y" * 600)
    preferences.remove("text")
    preferences.clear()
    preferences.free_entries()
    with suppress(NvsFault):
        partition.open("eeprom").set_number("n", ItemType.U32, 7)
    with suppress(NvsFault):
        partition.open("eeprom").used_entry_count()
