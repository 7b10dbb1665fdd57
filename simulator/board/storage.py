"""A board's storage as its EEPROM driver mounts it."""

from collections.abc import Callable

import msgspec

from oceanhil.boards import family
from oceanhil.boards.storage import Driver, Storage
from oceanhil.protocol.board import Board
from oceanhil.simulator.eeprom.api import DriverEeprom, Eeprom, SketchEeprom
from oceanhil.simulator.eeprom.esp32 import EEPROM_NAME, Esp32Eeprom, NvsGeneration, NvsPartition, init_arduino
from oceanhil.simulator.eeprom.esp8266 import Esp8266Eeprom
from oceanhil.simulator.eeprom.pico import PicoEeprom, chip_of
from oceanhil.simulator.eeprom.refusal import Refusals, RefusingEeprom, RefusingSlots
from oceanhil.simulator.eeprom.slots import DriverSlots, Esp32Slots, Slots, esp8266_slots, pico_slots
from oceanhil.simulator.flash.chip import Flash


class SketchStorage(msgspec.Struct, frozen=True):
    """What only a sketch reaches: EEPROM objects by their place, and the mounted NVS partition where a board has one.

    A place is "" for the core's own object. Another is a namespace on ESP32 (`EEPROMClass("name")`) and the number of a
    sector on ESP8266 (`EEPROMClass(sector)`); a place that the core knows no object for raises ValueError.
    """

    eeprom_at: Callable[[str], SketchEeprom]
    partition: NvsPartition | None = None


class BoardStorage:
    """A board's storage, mounted. The slots are opened when firmware first asks for them: opening writes, on ESP32."""

    def __init__(self, eeprom: Eeprom, open_slots: Callable[[], Slots], sketch: SketchStorage | None = None) -> None:
        self.eeprom = eeprom
        self.sketch = sketch
        self._open_slots = open_slots
        self._slots: Slots | None = None

    @property
    def slots(self) -> Slots:
        """Two slots in different erase units; the first use may raise PowerCut."""
        if self._slots is None:
            self._slots = self._open_slots()
        return self._slots


def open_storage(board: Board, driver: Driver, flash: Flash, refusals: Refusals | None = None) -> BoardStorage:
    """Mount the board's storage on `flash`, as the core does before `setup()`; may raise PowerCut.

    `refusals` says what the driver refuses a program; without them it refuses nothing.
    """
    drivers = _drivers(board, driver, flash)
    if refusals is None:
        eeprom = drivers.open_eeprom("")
        return BoardStorage(eeprom, drivers.open_slots)

    def eeprom_at(place: str) -> SketchEeprom:
        return RefusingEeprom(drivers.open_eeprom(place), refusals)

    return BoardStorage(
        eeprom_at(""),
        lambda: RefusingSlots(drivers.open_slots(), refusals),
        SketchStorage(eeprom_at, drivers.partition),
    )


class _Drivers(msgspec.Struct, frozen=True):
    open_eeprom: Callable[[str], DriverEeprom]
    open_slots: Callable[[], DriverSlots]
    partition: NvsPartition | None = None


def _drivers(board: Board, driver: Driver, flash: Flash) -> _Drivers:
    match family(board).storage:
        case Storage.NVS:
            partition = _mounted(flash, NvsGeneration(driver.value))
            return _Drivers(
                lambda name: Esp32Eeprom(partition, name or EEPROM_NAME), lambda: Esp32Slots(partition), partition
            )
        case Storage.ESP8266_SECTOR:
            return _Drivers(
                lambda sector: Esp8266Eeprom(flash, int(sector) if sector else None), lambda: esp8266_slots(flash)
            )
        case Storage.PICO_SECTOR:
            chip = chip_of(board)
            return _Drivers(lambda place: _only_eeprom(PicoEeprom(flash, chip), place), lambda: pico_slots(flash, chip))


def _only_eeprom(eeprom: PicoEeprom, place: str) -> PicoEeprom:
    if place:
        raise ValueError(f"no EEPROM object at {place!r}: the core of this board has one only")
    return eeprom


def _mounted(flash: Flash, generation: NvsGeneration) -> NvsPartition:
    partition = NvsPartition(flash, generation)
    init_arduino(partition)
    return partition
