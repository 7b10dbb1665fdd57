"""Power cut, recovery and check a second, for each board's EEPROM driver.

One round is everything that a search for a power-cut failure has to do: go back to an image, boot, change 64 bytes,
commit with power lost at the n-th unit, boot again, and check that EEPROM reads the old or the new bytes, or what the
driver is known to leave. Measured in processor time, so that other work on the machine counts less.
"""

import sys
import time
from collections.abc import Callable
from itertools import cycle, islice

from simulator.eeprom.api import Eeprom
from simulator.eeprom.esp32 import Esp32Eeprom, init_arduino
from simulator.eeprom.esp8266 import Esp8266Eeprom
from simulator.eeprom.nvs import NvsGeneration, NvsPartition
from simulator.eeprom.pico import PicoEeprom
from simulator.flash import Flash, PowerCut

SIZE = 64
OLD, NEW, BLANK = b"\x11" * SIZE, b"\x22" * SIZE, b"\xff" * SIZE
SECONDS = 2.0

Boot = Callable[[Flash], Eeprom]


def esp32(generation: NvsGeneration) -> Boot:
    def boot(flash: Flash) -> Eeprom:
        partition = NvsPartition(flash, generation)
        init_arduino(partition)
        return Esp32Eeprom(partition)

    return boot


def commit(boot: Boot, flash: Flash, value: bytes) -> None:
    eeprom = boot(flash)
    eeprom.begin(SIZE)
    eeprom.write_bytes(0, value)
    eeprom.commit()


def recover(boot: Boot, flash: Flash) -> bytes:
    flash.power_on()
    eeprom = boot(flash)
    eeprom.begin(SIZE)
    return eeprom.read_bytes(0, SIZE)


def rounds_per_second(boot: Boot, flash_bytes: int, *, keeps: Callable[[bytes], bool]) -> tuple[float, int]:
    """Return rounds a second and how many left something else than `keeps` allows."""
    flash = Flash(flash_bytes)
    commit(boot, flash, OLD)
    start = flash.snapshot()
    flash.power_on()
    commit(boot, flash, NEW)
    units = flash.units
    rounds = losses = 0
    began = time.process_time()
    while (elapsed := time.process_time() - began) < SECONDS:
        for unit in islice(cycle(range(units)), rounds % units, rounds % units + 100):
            flash.restore(start)
            flash.power_on()
            flash.arm_cut(unit)
            try:
                commit(boot, flash, NEW)
            except PowerCut:
                losses += not keeps(recover(boot, flash))
        rounds += 100
    return rounds / elapsed, losses


def torn(value: bytes) -> bool:
    """Tell whether a raw sector holds the old bytes or the beginning of the new, then 0xFF."""
    return value == OLD or NEW.startswith(value.rstrip(b"\xff"))


def main() -> None:
    drivers: list[tuple[str, Boot, int, Callable[[bytes], bool]]] = [
        ("NVS 4.4.7", esp32(NvsGeneration.IDF_4_4_7), 4 << 20, {OLD, NEW}.__contains__),
        ("NVS 5.5.1", esp32(NvsGeneration.IDF_5_5_1), 4 << 20, {OLD, NEW, BLANK}.__contains__),
        ("ESP8266", Esp8266Eeprom, 4 << 20, torn),
        ("Pico W", PicoEeprom, 2 << 20, torn),
    ]
    failed = False
    for name, boot, flash_bytes, keeps in drivers:
        rate, losses = rounds_per_second(boot, flash_bytes, keeps=keeps)
        print(f"{name:10} {rate:8,.0f} power cut + recovery + check a second, {losses} unexpected values")
        failed = failed or losses > 0
    sys.exit(failed)


if __name__ == "__main__":
    main()
