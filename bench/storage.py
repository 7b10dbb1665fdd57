"""How fast a storage driver is cut off, recovers and is checked, and how fast a full partition mounts.

One round is all that a search for a power-cut failure has to do: go back to an image, boot, change 64 bytes, commit
with power lost at the n-th unit, boot again, and check that EEPROM reads the old bytes, the new ones, or what the
driver is known to leave. The naive way commits once, keeps an image from before every unit, and boots from each: images
of the whole chip, as of a simulator that holds flash as bytes, or of the driver's area alone. The latter saves a boot a
round, and can only show cuts that leave what was written so far: no other torn model, no cut in a recovery. Measured in
processor time, so that other work on the machine counts less.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from bench.row import Row
from oceanhil.protocol.units import MEGABYTE
from oceanhil.simulator.eeprom.api import Eeprom
from oceanhil.simulator.eeprom.esp32 import Esp32Eeprom, init_arduino
from oceanhil.simulator.eeprom.esp8266 import Esp8266Eeprom
from oceanhil.simulator.eeprom.nvs import ItemType, NvsFault, NvsGeneration, NvsPartition
from oceanhil.simulator.eeprom.pico import PicoEeprom
from oceanhil.simulator.flash.chip import Flash, FlashSnapshot, PowerCut

SIZE = 64
OLD, NEW, BLANK = b"\x11" * SIZE, b"\x22" * SIZE, b"\xff" * SIZE
NVS_GOAL, SECTOR_GOAL, MOUNT_GOAL_MS = 5_000, 20_000, 1.0
NVS_AREA = (0x9000, 0x5000)

Boot = Callable[[Flash], Eeprom]


def esp32(generation: NvsGeneration) -> Boot:
    def boot(flash: Flash) -> Eeprom:
        partition = NvsPartition(flash, generation)
        init_arduino(partition)
        return Esp32Eeprom(partition)

    return boot


def torn(value: bytes) -> bool:
    """Tell whether a raw sector holds the old bytes or the beginning of the new, then 0xFF."""
    return value == OLD or NEW.startswith(value.rstrip(b"\xff"))


@dataclass(frozen=True, slots=True)
class Driver:
    """What to measure; `keeps` tells whether a value may be there after a power cut."""

    name: str
    boot: Boot
    flash_bytes: int
    area: tuple[int, int]
    """Address and length in bytes of where the driver keeps its data."""
    keeps: Callable[[bytes], bool]
    goal: int


DRIVERS = [
    Driver("NVS 4.4.7", esp32(NvsGeneration.IDF_4_4_7), 4 * MEGABYTE, NVS_AREA, {OLD, NEW}.__contains__, NVS_GOAL),
    Driver(
        "NVS 5.5.1", esp32(NvsGeneration.IDF_5_5_1), 4 * MEGABYTE, NVS_AREA, {OLD, NEW, BLANK}.__contains__, NVS_GOAL
    ),
    Driver("ESP8266", Esp8266Eeprom, 4 * MEGABYTE, (0x3FB000, 4096), torn, SECTOR_GOAL),
    Driver("Pico W", PicoEeprom, 2 * MEGABYTE, (0x1FF000, 4096), torn, SECTOR_GOAL),
]


def commit(driver: Driver, flash: Flash, value: bytes) -> None:
    eeprom = driver.boot(flash)
    eeprom.begin(SIZE)
    eeprom.write_bytes(0, value)
    eeprom.commit()


def check(driver: Driver, flash: Flash) -> None:
    flash.power_on()
    eeprom = driver.boot(flash)
    eeprom.begin(SIZE)
    left = eeprom.read_bytes(0, SIZE)
    assert driver.keeps(left), f"{driver.name} reads {left!r} after a power cut"


def holding_old(driver: Driver) -> tuple[Flash, FlashSnapshot, int]:
    """Return a flash with the old value, its snapshot, and the units that committing the new value takes."""
    flash = Flash(driver.flash_bytes)
    commit(driver, flash, OLD)
    start = flash.snapshot()
    flash.power_on()
    commit(driver, flash, NEW)
    return flash, start, flash.units


def rounds_per_s(driver: Driver, seconds: float) -> float:
    flash, start, units = holding_old(driver)
    rounds, began = 0, time.process_time()
    while (elapsed := time.process_time() - began) < seconds:
        for unit in islice(cycle(range(units)), rounds % units, rounds % units + 100):
            flash.restore(start)
            flash.power_on()
            flash.arm_cut(unit)
            try:
                commit(driver, flash, NEW)
            except PowerCut:
                check(driver, flash)
        rounds += 100
    return rounds / elapsed


class SteppingFlash(Flash):
    """Keeps an image of an area of flash from before every unit of work."""

    __slots__ = ("area", "images")

    def __init__(self, size_bytes: int, area: tuple[int, int]) -> None:
        super().__init__(size_bytes)
        self.area = area
        self.images: list[bytes] = []

    def program(self, address: int, data: bytes | bytearray | memoryview) -> None:
        for position in range(len(data)):
            self.images.append(self.dump(*self.area))
            super().program(address + position, data[position : position + 1])

    def erase_sector(self, index: int) -> None:
        self.images.append(self.dump(*self.area))
        super().erase_sector(index)


def naive_rounds_per_s(driver: Driver, area: tuple[int, int], seconds: float) -> float:
    start = holding_old(driver)[1]
    rounds, began = 0, time.process_time()
    while (elapsed := time.process_time() - began) < seconds:
        flash = SteppingFlash(driver.flash_bytes, area)
        flash.restore(start)
        commit(driver, flash, NEW)
        for image in flash.images:
            again = Flash(driver.flash_bytes)
            again.load(image, area[0])
            check(driver, again)
        rounds += len(flash.images)
    return rounds / elapsed


def full_partition() -> Flash:
    """Return a 20 KB partition that takes no more items: four pages of 126 entries, each an item of its own."""
    flash = Flash(4 * MEGABYTE)
    partition = NvsPartition(flash)
    partition.init()
    handle = partition.open("bench")
    try:
        for number in range(1000):
            handle.set_number(f"key{number}", ItemType.U32, number)
    except NvsFault:
        return flash
    raise AssertionError("the partition took 1,000 items")


def mount_ms(generation: NvsGeneration, flash: Flash, rounds: int) -> float:
    began = time.process_time()
    for _ in range(rounds):
        NvsPartition(flash, generation).init()
    return (time.process_time() - began) / rounds * 1000


def measure(*, quick: bool) -> Iterator[Row]:
    seconds, rounds = (0.2, 50) if quick else (2.0, 500)
    for driver in DRIVERS:
        how = f"fresh mount each time, {SIZE} bytes, every unit in turn, {seconds:g} s of one core"
        yield Row(f"power cut + recovery + check, {driver.name}", rounds_per_s(driver, seconds), "/s", how, driver.goal)
        for area, what in ((driver.area, "the driver's area"), ((0, driver.flash_bytes), "the whole chip")):
            how = f"one commit, an image of {what} for each cut"
            yield Row(f"naive, {driver.name}", naive_rounds_per_s(driver, area, seconds), "/s", how)
    flash = full_partition()
    for generation in NvsGeneration:
        name = f"mount of a full 20 KB partition, {generation.value}"
        how = f"503 items, mean of {rounds} mounts"
        yield Row(name, mount_ms(generation, flash, rounds), "ms", how, MOUNT_GOAL_MS, at_most=True)
