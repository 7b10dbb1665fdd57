"""EEPROM of a sketch does to flash what the simulator's drivers do, which were compared with the cores' own."""

from collections.abc import Sequence
from typing import Final

import pytest

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.simulator.board.storage import open_storage
from oceanhil.simulator.eeprom.api import DriverEeprom
from oceanhil.simulator.eeprom.esp32 import Esp32Eeprom
from oceanhil.simulator.eeprom.sector import SectorEeprom
from oceanhil.simulator.flash.chip import Flash, PowerCut
from tests.firmware.arduino_host.programs import bench, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
BOARDS: Final = (Board.ESP32, Board.ESP8266, Board.PICOW)
SECTOR_BOARDS: Final = (Board.ESP8266, Board.PICOW)

LIFE: Final = """
#include <EEPROM.h>
static uint32_t chance(uint32_t below) { return machine::random_32() % below; }
static void turn() {
    const int address = chance(100);
    const uint32_t value = machine::random_32() & 0x01010101;
    switch (chance(8)) {
        case 0: {
            const unsigned sizes[] = {0, 1, 32, 90, 90, 300};
            const unsigned size = sizes[chance(6)];
            Serial.printf("begin %u\\n", size);
            EEPROM.begin(size);
            return (void)Serial.printf("= %u\\n", (unsigned)EEPROM.length());
        }
        case 1:
        case 2:
            Serial.printf("commit\\n");
            return (void)Serial.printf("= %u\\n", (unsigned)EEPROM.commit());
        case 3:
            if (chance(4) == 0) {
                Serial.printf("end\\n");
                EEPROM.end();
                Serial.printf("= %u\\n", (unsigned)EEPROM.length());
            }
            return;
        case 4:
            Serial.printf("put %d %lu\\n", address, (unsigned long)value);
            EEPROM.put(address, value);
            return;
        case 5:
            if (EEPROM.length() > 0) {
                Serial.printf("touch %lu\\n", (unsigned long)(value & 1));
                EEPROM.getDataPtr()[0] = value & 1;
            }
            return;
        case 6:
            Serial.printf("read %d\\n", address);
            return (void)Serial.printf("= %u\\n", (unsigned)EEPROM.read(address));
        default:
            Serial.printf("write %d %lu\\n", address, (unsigned long)value);
            EEPROM.write(address, value);
    }
}
void setup() {
    for (int each = 0; each < 150; ++each) turn();
    Serial.printf("done\\n");
}
void loop() { delay(1000); }
"""


class Twin:
    """A driver of the simulator, to which the calls are made that a sketch says it has made."""

    def __init__(self, board: Board) -> None:
        self.flash = Flash(family(board).flash_bytes)
        self._board = board
        self._results: list[str] = []

    def live(self, lines: Sequence[str]) -> list[str]:
        """Do one boot; gives what the calls give, as the sketch prints it."""
        eeprom = open_storage(self._board, family(self._board).driver, self.flash).eeprom
        assert isinstance(eeprom, Esp32Eeprom | SectorEeprom)
        self._results = []
        for line in lines:
            if not line.startswith("="):
                self._call(eeprom, *line.split())
        return self._results

    def _call(self, driver: DriverEeprom, name: str, *arguments: str) -> None:
        numbers = [int(each) for each in arguments]
        match name:
            case "begin":
                driver.begin(*numbers)
                self._results.append(f"= {driver.length()}")
            case "commit":
                self._results.append(f"= {int(driver.commit())}")
            case "end":
                driver.end()
                self._results.append(f"= {driver.length()}")
            case "read":
                self._results.append(f"= {driver.read(*numbers)}")
            case "write":
                driver.write(*numbers)
            case "put":
                self._put(driver, *numbers)
            case "touch":
                driver.replace(bytes(numbers) + driver.read_bytes(1, driver.length() - 1))

    def _put(self, driver: DriverEeprom, address: int, value: int) -> None:
        if address + 4 <= driver.length():
            driver.write_bytes(address, value.to_bytes(4, "little"))
            driver.dirty = driver.dirty or family(self._board).uses_nvs


def results(lines: Sequence[str]) -> list[str]:
    """Give what calls gave."""
    return [each for each in lines if each.startswith("=")]


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("seed", range(6))
def test_the_same_calls_leave_the_same_flash(board: Board, seed: int) -> None:
    with bench(board, LIFE, seed=seed) as running:
        lines = running.run(60)
        twin = Twin(board)
        assert lines[-1] == "done"
        assert results(lines) == twin.live(lines[:-1])
        assert running.flash == twin.flash.dump(0, twin.flash.size_bytes)


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("unit", [0, 1, 7, 40, 96, 300, 400])
def test_power_that_is_cut_at_a_unit_leaves_the_same_flash(board: Board, unit: int) -> None:
    with bench(board, LIFE, seed=3, power=False) as running:
        running.device.cut_power(1, unit)
        running.device.power_on()
        lines = running.run(60)
        twin = Twin(board)
        twin.flash.arm_cut(unit)
        with pytest.raises(PowerCut):
            twin.live(lines)
        assert running.flash == twin.flash.dump(0, twin.flash.size_bytes)


def test_a_commit_without_a_change_does_no_flash_work() -> None:
    sketch = """
    #include <EEPROM.h>
    void setup() {
        EEPROM.begin(16);
        EEPROM.write(0, EEPROM.read(0));
        for (int each = 0; each < 2; ++each) {
            const bool is_committed = EEPROM.commit();
            Serial.printf("%d %d\\n", is_committed, EEPROM.end());
        }
    }
    void loop() { delay(1000); }
    """
    with bench(Board.ESP8266, sketch) as running:
        assert running.run(1) == ["1 1", "0 0"]
        assert set(running.flash) == {0xFF}


@pytest.mark.parametrize("board", SECTOR_BOARDS)
def test_whoever_asks_for_the_bytes_has_all_of_them_written(board: Board) -> None:
    sketch = """
    #include <EEPROM.h>
    void setup() {
        EEPROM.begin(16);
        const EEPROMClass& constant = EEPROM;
        Serial.printf("%02x %02x\\n", constant[3], EEPROM.getConstDataPtr()[3]);
        EEPROM.commit();
        Serial.printf("looked\\n");
        EEPROM[3] = 0xFF;
        EEPROM.commit();
        Serial.printf("asked\\n");
    }
    void loop() { delay(1000); }
    """
    with bench(board, sketch, power=False) as running:
        running.device.cut_power(1, 0)
        running.device.power_on()
        assert running.run(1) == ["ff ff", "looked"]


def test_two_eeproms_of_an_esp32_are_two_namespaces() -> None:
    sketch = """
    #include <EEPROM.h>
    EEPROMClass names("names"), counts("counts");
    void setup() {
        names.begin(32);
        counts.begin(8);
        Serial.printf("%s %lu\\n", names.readString(0).c_str(), (unsigned long)counts.readULong(0));
        names.writeString(0, String("Ada"));
        counts.writeULong(0, 1815);
        const bool are_committed = names.commit() && counts.commit();
        Serial.printf("%d %d\\n", are_committed, names.isDirty());
    }
    void loop() { delay(1000); }
    """
    with bench(Board.ESP32, sketch) as running:
        running.run(1)
        running.device.power_off()
        running.device.power_on()
        assert running.run(1)[-2:] == ["Ada 1815", "1 0"]


def test_an_eeprom_of_an_esp8266_can_be_at_any_sector() -> None:
    sketch = """
    #include <EEPROM.h>
    EEPROMClass below(0x3FA);
    void setup() {
        below.begin(4);
        below.write(1, 7);
        below.commit();
        EEPROMClass beyond(5000);
        beyond.begin(100);
        beyond.write(1, 7);
        Serial.printf("%u %d %d\\n", beyond.length(), beyond.read(1), beyond.commit());
    }
    void loop() { delay(1000); }
    """
    with bench(Board.ESP8266, sketch) as running:
        assert running.run(1) == ["100 7 0"]
        assert running.flash[0x3FA000:0x3FA004] == b"\xff\x07\xff\xff"


def test_an_object_that_a_sketch_has_written_over_has_no_place_and_is_refused() -> None:
    sketch = r"""
    #include <machine/storage.h>
    void setup() {
        const uint8_t* data = nullptr;
        size_t bytes = 0;
        Serial.println(machine::eeprom_begin("\x01", 4, data, bytes));
        Serial.println(machine::eeprom_commit("\x01", (const uint8_t*)"abcd", 4));
    }
    void loop() { delay(1000); }
    """
    for board in (Board.ESP8266, Board.PICOW):
        with bench(board, sketch) as running:
            assert running.run(1) == ["0", "0"]


def test_an_esp8266_is_told_by_its_linker_where_its_eeprom_and_its_files_are() -> None:
    sketch = r"""
    #include <EEPROM.h>
    extern "C" uint32_t _EEPROM_start, _FS_start, _FS_end;
    static unsigned sector(uint32_t& symbol) { return ((uint32_t)&symbol - 0x40200000UL) / 4096; }
    void setup() {
        EEPROM.begin(16);
        EEPROM.write(0, 0x2A);
        EEPROM.commit();
        EEPROMClass same(sector(_EEPROM_start));
        same.begin(16);
        Serial.printf("%x %x %x %x\n", same.read(0), sector(_EEPROM_start), sector(_FS_start), sector(_FS_end));
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP8266, sketch) == ["2a 3fb 200 3fa"]


def test_typed_values_of_an_esp32_are_refused_where_they_do_not_fit() -> None:
    sketch = """
    #include <EEPROM.h>
    void setup() {
        EEPROM.begin(10);
        const char text[] = "123456789";
        char read[10] = "";
        Serial.printf("%u %u\\n", (unsigned)EEPROM.writeLong64(2, -5), (unsigned)EEPROM.writeLong64(3, 1));
        Serial.printf("%lld %f\\n", (long long)EEPROM.readLong64(2), EEPROM.readDouble(3));
        Serial.printf("%u %u\\n", (unsigned)EEPROM.writeBytes(0, text, 11), (unsigned)EEPROM.writeString(0, text));
        Serial.printf("%u\\n", (unsigned)EEPROM.readString(0, read, 9));
        Serial.printf("%s %d\\n", read, EEPROM.readBool(1));
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, sketch) == ["8 0", "-5 0.000000", "0 9", "9", "123456789 1"]


def test_a_class_that_derives_from_an_esp8266s_moves_it_to_another_sector() -> None:
    """As EEPROM_Rotate does, by the names of the core's own members."""
    sketch = r"""
    #include <EEPROM.h>
    extern "C" uint32_t _SPIFFS_end;
    struct Rotating : EEPROMClass {
        void at(uint32_t sector) { _sector = sector; _dirty = true; }
        void tell() { Serial.printf("%lx %u %d\n", _sector, (unsigned)_size, _data[0]); }
    } rotating;
    void setup() {
        rotating.begin(4);
        rotating.write(0, 42);
        rotating.tell();
        rotating.at(((uint32_t)&_SPIFFS_end - 0x40200000UL) / 4096);
        rotating.commit();
        rotating.tell();
    }
    void loop() { delay(1000); }
    """
    with bench(Board.ESP8266, sketch) as running:
        assert running.run(1) == ["3fb 4 42", "3fa 4 42"]
        assert running.flash[0x3FA000] == 42
        assert running.flash[0x3FB000] == 0xFF
