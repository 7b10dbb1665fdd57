"""I2C, SPI and cards of a sketch, on a board with nothing attached."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
BOARDS: Final = (Board.ESP32, Board.ESP8266, Board.PICOW)
LOOP: Final = "void loop() { delay(1000); }\n"

SCAN: Final = """
#include <Wire.h>
void setup() {
    Wire.begin();
    Wire.setClock(400000);
    int found = 0;
    for (uint8_t address = 1; address < 127; ++address) {
        Wire.beginTransmission(address);
        if (Wire.endTransmission() != 2) ++found;
    }
    Serial.printf("%d found\\n", found);
    Wire.beginTransmission(0x3C);
    Wire.write(0x00);
    Serial.printf("written: %d\\n", Wire.endTransmission());
    Serial.printf("come: %d, ", (int)Wire.requestFrom(0x3C, 6));
    Serial.printf("%d %d\\n", Wire.available(), Wire.read());
}
"""


@pytest.mark.parametrize(("board", "code"), [(Board.ESP32, 4), (Board.ESP8266, 2), (Board.PICOW, 4)])
def test_nobody_answers_on_i2c_with_the_cores_own_code(board: Board, code: int) -> None:
    assert lines_of(board, SCAN + LOOP) == ["0 found", f"written: {code}", "come: 0, 0 -1"]


def test_an_i2c_bus_that_was_not_begun_takes_nothing() -> None:
    sketch = """
    #include <Wire.h>
    void setup() {
        Wire.beginTransmission(0x3C);
        Serial.printf("%d ", (int)Wire.write(1));
        Serial.printf("%d ", Wire.endTransmission());
        Serial.printf("%d", Wire1.begin());
        Serial.printf("%d\\n", Wire1.begin(25, 26));
    }
    """
    assert lines_of(Board.ESP32, sketch + LOOP) == ["0 4 01"]


def test_a_wrong_pin_of_a_picos_bus_is_a_panic() -> None:
    sketch = '#include <Wire.h>\nvoid setup() { Wire.setSDA(8); Serial.printf("8\\n"); delay(10); Wire.setSDA(7); }\n'
    lines = lines_of(Board.PICOW, sketch + LOOP)
    assert lines[0] == "8"
    assert any("PANIC" in line for line in lines)


TRANSFER: Final = """
#include <SPI.h>
void setup() {
    SPI.begin();
    SPI.beginTransaction(SPISettings(1000000, MSBFIRST, SPI_MODE0));
    uint8_t bytes[4] = {1, 2, 3, 4};
    Serial.printf("%02x %04x ", SPI.transfer(0x9F), SPI.transfer16(0x9F00));
    SPI.transfer(bytes, sizeof bytes);
    Serial.printf("%02x%02x%02x%02x\\n", bytes[0], bytes[1], bytes[2], bytes[3]);
    SPI.endTransaction();
    pinMode(MISO, INPUT_PULLUP);
    Serial.printf("%02x\\n", SPI.transfer(0x9F));
    SPI.end();
}
"""


@pytest.mark.parametrize("board", BOARDS)
def test_what_comes_in_on_spi_is_the_level_of_miso(board: Board) -> None:
    assert lines_of(board, TRANSFER + LOOP) == ["00 0000 00000000", "ff"]


@pytest.mark.parametrize("board", BOARDS)
def test_there_is_no_card(board: Board) -> None:
    sketch = """
    #include <SD.h>
    #include <SPI.h>
    void setup() {
        Serial.printf("%d ", SD.begin(5));
        Serial.printf("%d ", SD.exists("/log.txt"));
        File file = SD.open("/log.txt", FILE_WRITE);
        Serial.printf("%d %d\\n", (bool)file, (int)file.print("lost"));
    #ifdef ESP32
        Serial.printf("%d\\n", SD.cardType() == CARD_NONE);
    #else
        Serial.printf("%d\\n", SD.type() == 0);
    #endif
    }
    """
    assert lines_of(board, sketch + LOOP) == ["0 0 0 0", "1"]
