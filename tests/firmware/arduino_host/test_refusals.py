"""A driver that refuses a sketch: what each core tells of it."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import StorageCall, StorageRefusal
from tests.firmware.arduino_host.programs import bench

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

RAW = r"""
static uint32_t value = 0x12345678;
void setup() {
    const bool is_erased = ESP.flashEraseSector(0x200);
    const bool is_written = ESP.flashWrite(0x200000, &value, sizeof value);
    uint32_t found = 1;
    const bool is_read = ESP.flashRead(0x200000, &found, sizeof found);
    Serial.printf("%d %d %d %08x\n", is_erased, is_written, is_read, found);
}
void loop() { delay(1000); }
"""
JOURNAL = r"""
static uint32_t value = 0x12345678;
static bool append(uint32_t at) { return ESP.flashWrite(0x200000 + at, &value, sizeof value); }
void setup() {
    const bool first = ESP.flashEraseSector(0x200) && append(0) && append(4);
    delay(1100);
    const bool again = append(0);
    const bool second = append(8);
    const bool more = append(12);
    delay(1100);
    const bool third = append(16);
    uint32_t left = 0;
    ESP.flashRead(0x200008, &left, sizeof left);
    Serial.printf("%d %d %d %d %d %08x\n", first, again, second, more, third, left);
}
void loop() { delay(1000); }
"""
KEY_AND_VALUE = r"""
#include <Preferences.h>
void setup() {
    Preferences preferences;
    preferences.begin("tried");
    char found[4] = "no";
    const unsigned put = preferences.putBytes("key", "yes", 4);
    const unsigned got = preferences.getBytes("key", found, 4);
    Serial.printf("%u %u %s\n", put, got, found);
}
void loop() { delay(1000); }
"""
PICO = r"""
#include <hardware/flash.h>
void setup() {
    static uint8_t page[FLASH_PAGE_SIZE] = {1, 2, 3};
    flash_range_erase(0x100000, FLASH_SECTOR_SIZE);
    flash_range_program(0x100000, page, sizeof page);
    Serial.printf("%d\n", *(const uint8_t*)(XIP_BASE + 0x100000));
}
void loop() { delay(1000); }
"""
SAVE, READ = StorageCall.SAVE, StorageCall.READ


def told(board: Board, sketch: str, *refusals: StorageRefusal) -> str:
    with bench(board, sketch, power=False) as running:
        for refusal in refusals:
            running.device.refuse_storage(refusal)
        running.device.power_on()
        return running.run(3)[-1]


@pytest.mark.parametrize(
    ("refusal", "line"),
    [
        (StorageRefusal(call=SAVE), "0 0 1 ffffffff"),
        (StorageRefusal(call=SAVE, torn=True), "1 0 1 ffffffff"),
        (StorageRefusal(call=SAVE, silent=True), "1 1 1 ffffffff"),
        (StorageRefusal(call=SAVE, after=1), "1 1 1 12345678"),
        (StorageRefusal(call=READ), "1 1 0 00000001"),
    ],
)
def test_calls_of_raw_flash_say_that_they_were_refused(refusal: StorageRefusal, line: str) -> None:
    assert told(Board.ESP8266, RAW, refusal) == line


@pytest.mark.parametrize(
    ("refusal", "line"),
    [
        (StorageRefusal(call=SAVE), "0 0 0 0 0 ffffffff"),
        (StorageRefusal(call=SAVE, torn=True), "0 1 1 1 1 12345678"),
        (StorageRefusal(call=SAVE, after=1), "1 1 0 0 1 ffffffff"),
        (StorageRefusal(call=SAVE, after=1, torn=True), "1 1 0 0 1 ffff5678"),
        (StorageRefusal(call=SAVE, after=2), "1 1 1 1 0 12345678"),
        (StorageRefusal(call=SAVE, after=3), "1 1 1 1 1 12345678"),
    ],
)
def test_what_is_appended_without_an_erase_is_a_save_too(refusal: StorageRefusal, line: str) -> None:
    assert told(Board.ESP8266, JOURNAL, refusal) == line


def test_a_read_of_what_is_blank_is_not_refused() -> None:
    refused = StorageRefusal(call=SAVE, silent=True), StorageRefusal(call=READ)
    assert told(Board.ESP8266, RAW, *refused) == "1 1 1 ffffffff"


@pytest.mark.parametrize(
    ("refusal", "line"),
    [
        (StorageRefusal(call=SAVE), "0 0 no"),
        (StorageRefusal(call=SAVE, silent=True), "4 0 no"),
        (StorageRefusal(call=READ), "4 0 no"),
        (StorageRefusal(call=READ, after=1), "4 4 yes"),
    ],
)
def test_nvs_says_that_a_value_was_refused(refusal: StorageRefusal, line: str) -> None:
    assert told(Board.ESP32, KEY_AND_VALUE, refusal) == line


def test_the_calls_of_a_pico_cannot_say_so_and_what_is_there_does() -> None:
    assert told(Board.PICOW, PICO) == "1"
    assert told(Board.PICOW, PICO, StorageRefusal(call=SAVE)) == "255"
