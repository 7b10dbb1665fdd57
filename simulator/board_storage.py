"""Which flash, which EEPROM driver and which slots each board family has."""

from collections.abc import Callable
from enum import Enum
from functools import cached_property

from oceanhil.protocol.board import Board
from oceanhil.simulator.eeprom.api import Eeprom
from oceanhil.simulator.eeprom.esp32 import Esp32Eeprom, NvsGeneration, NvsPartition, init_arduino
from oceanhil.simulator.eeprom.esp8266 import Esp8266Eeprom
from oceanhil.simulator.eeprom.pico import PicoEeprom
from oceanhil.simulator.eeprom.slots import Esp32Slots, Slots, esp8266_slots, pico_slots
from oceanhil.simulator.flash import Flash

_MEGABYTE = 1 << 20


class Driver(Enum):
    """A generation of the EEPROM driver; ESP32's differ in how they recover from a power cut.

    The patched one is no release, and therefore not in DRIVERS: it shows what the correction of a known fault does.
    """

    IDF_5_5_1 = "idf-5.5.1"
    IDF_4_4_7 = "idf-4.4.7"
    IDF_5_5_1_PATCHED = "idf-5.5.1-patched"
    ESP8266_CORE = "core-3.1.2"
    PICO_CORE = "core-5.4.0"


DRIVERS: dict[Board, tuple[Driver, ...]] = {
    Board.ESP32: (Driver.IDF_5_5_1, Driver.IDF_4_4_7),
    Board.ESP8266: (Driver.ESP8266_CORE,),
    Board.PICOW: (Driver.PICO_CORE,),
}


class BoardStorage:
    """A board's storage, mounted. The slots are opened when firmware first asks for them: opening writes, on ESP32."""

    def __init__(self, eeprom: Eeprom, open_slots: Callable[[], Slots]) -> None:
        self.eeprom = eeprom
        self._open_slots = open_slots

    @cached_property
    def slots(self) -> Slots:
        """Two slots in different erase units; the first use may raise PowerCut."""
        return self._open_slots()


def flash_bytes(board: Board) -> int:
    """Give the size of the board's flash chip: 4 MB on the ESP boards, 2 MB on the Pico W."""
    return (2 if board is Board.PICOW else 4) * _MEGABYTE


def open_storage(board: Board, driver: Driver, flash: Flash) -> BoardStorage:
    """Mount the board's storage on `flash`, as the core does before `setup()`; may raise PowerCut."""
    match board:
        case Board.ESP32:
            return _open_esp32(flash, NvsGeneration(driver.value))
        case Board.ESP8266:
            return BoardStorage(Esp8266Eeprom(flash), lambda: esp8266_slots(flash))
        case Board.PICOW:
            return BoardStorage(PicoEeprom(flash), lambda: pico_slots(flash))


def _open_esp32(flash: Flash, generation: NvsGeneration) -> BoardStorage:
    partition = NvsPartition(flash, generation)
    init_arduino(partition)
    return BoardStorage(Esp32Eeprom(partition), lambda: Esp32Slots(partition))
