"""A board's storage as its EEPROM driver mounts it."""

from collections.abc import Callable
from functools import cached_property

from oceanhil.boards import family
from oceanhil.boards.storage import Driver, Storage
from oceanhil.protocol.board import Board
from oceanhil.simulator.eeprom.api import Eeprom
from oceanhil.simulator.eeprom.esp32 import Esp32Eeprom, NvsGeneration, NvsPartition, init_arduino
from oceanhil.simulator.eeprom.esp8266 import Esp8266Eeprom
from oceanhil.simulator.eeprom.pico import PicoEeprom
from oceanhil.simulator.eeprom.slots import Esp32Slots, Slots, esp8266_slots, pico_slots
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


def open_storage(board: Board, driver: Driver, flash: Flash) -> BoardStorage:
    """Mount the board's storage on `flash`, as the core does before `setup()`; may raise PowerCut."""
    match family(board).storage:
        case Storage.NVS:
            return _open_esp32(flash, NvsGeneration(driver.value))
        case Storage.ESP8266_SECTOR:
            return BoardStorage(Esp8266Eeprom(flash), lambda: esp8266_slots(flash))
        case Storage.PICO_SECTOR:
            return BoardStorage(PicoEeprom(flash), lambda: pico_slots(flash))


def _open_esp32(flash: Flash, generation: NvsGeneration) -> BoardStorage:
    partition = NvsPartition(flash, generation)
    init_arduino(partition)
    return BoardStorage(Esp32Eeprom(partition), lambda: Esp32Slots(partition))
