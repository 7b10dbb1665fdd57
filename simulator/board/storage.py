"""A board's storage as its EEPROM driver mounts it."""

from collections.abc import Callable
from functools import cached_property

from oceanhil.boards import family
from oceanhil.boards.storage import Driver, Storage
from oceanhil.protocol.board import Board
from oceanhil.simulator.eeprom.api import DriverEeprom, Eeprom
from oceanhil.simulator.eeprom.esp32 import Esp32Eeprom, NvsGeneration, NvsPartition, init_arduino
from oceanhil.simulator.eeprom.esp8266 import Esp8266Eeprom
from oceanhil.simulator.eeprom.pico import PicoEeprom
from oceanhil.simulator.eeprom.refusal import Refusals, RefusingEeprom, RefusingSlots
from oceanhil.simulator.eeprom.slots import DriverSlots, Esp32Slots, Slots, esp8266_slots, pico_slots
from oceanhil.simulator.flash.chip import Flash


class BoardStorage:
    """A board's storage, mounted. The slots are opened when firmware first asks for them: opening writes, on ESP32."""

    def __init__(self, eeprom: Eeprom, open_slots: Callable[[], Slots]) -> None:
        self.eeprom = eeprom
        self._open_slots = open_slots

    @cached_property
    def slots(self) -> Slots:
        """Two slots in different erase units; the first use may raise PowerCut."""
        return self._open_slots()


def open_storage(board: Board, driver: Driver, flash: Flash, refusals: Refusals | None = None) -> BoardStorage:
    """Mount the board's storage on `flash`, as the core does before `setup()`; may raise PowerCut.

    `refusals` says what the driver refuses a program; without them it refuses nothing.
    """
    eeprom, open_slots = _drivers(board, driver, flash)
    if refusals is None:
        return BoardStorage(eeprom, open_slots)
    return BoardStorage(RefusingEeprom(eeprom, refusals), lambda: RefusingSlots(open_slots(), refusals))


def _drivers(board: Board, driver: Driver, flash: Flash) -> tuple[DriverEeprom, Callable[[], DriverSlots]]:
    match family(board).storage:
        case Storage.NVS:
            partition = _mounted(flash, NvsGeneration(driver.value))
            return Esp32Eeprom(partition), lambda: Esp32Slots(partition)
        case Storage.ESP8266_SECTOR:
            return Esp8266Eeprom(flash), lambda: esp8266_slots(flash)
        case Storage.PICO_SECTOR:
            return PicoEeprom(flash), lambda: pico_slots(flash)


def _mounted(flash: Flash, generation: NvsGeneration) -> NvsPartition:
    partition = NvsPartition(flash, generation)
    init_arduino(partition)
    return partition
