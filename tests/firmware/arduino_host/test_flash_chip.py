"""The flash chip by ESP-IDF's own calls."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_HEADER: Final = "#include <esp_flash.h>"


def test_the_chip_says_who_it_is_and_keeps_what_is_written() -> None:
    body = r"""
        uint32_t id = 0, size = 0;
        Serial.printf("%x ", esp_flash_read_id(nullptr, &id));
        Serial.printf("%x %x ", esp_flash_read_id(esp_flash_default_chip, nullptr), (unsigned)id);
        esp_flash_get_size(nullptr, &size);
        Serial.printf("%x %x\n", (unsigned)size, (unsigned)esp_flash_default_chip->size);
        esp_flash_t other = {};
        Serial.printf("%x %x ", esp_flash_init(&other), esp_flash_read_id(&other, &id));
        const uint32_t at = 0x290000;
        uint8_t bytes[3] = {1, 2, 3};
        Serial.printf("%x ", esp_flash_erase_region(nullptr, at, 4096));
        Serial.printf("%x ", esp_flash_write(nullptr, bytes, at + 5, 3));
        uint8_t heard[4] = {};
        Serial.printf("%x ", esp_flash_read(nullptr, heard, at + 5, 4));
        Serial.printf("%d %x\n", memcmp(bytes, heard, 3), heard[3]);
        Serial.printf("%x ", esp_flash_erase_region(nullptr, at + 1, 4096));
        Serial.printf("%x ", esp_flash_read(nullptr, heard, size - 3, 4));
        Serial.printf("%x\n", esp_flash_write(nullptr, nullptr, at, 1));
    """
    assert alone(Board.ESP32, "", body, _HEADER) == ["0 102 ef4016 400000 400000", "102 6003 0 0 0 0 ff", "102 102 102"]


@pytest.mark.parametrize("address", ["0x8000", "0x20000"])
def test_whoever_writes_over_the_table_or_the_program_ends(address: str) -> None:
    erasing = f"esp_flash_erase_region(nullptr, {address}, 4096);"
    told = alone(Board.ESP32, "", f'Serial.println("trying"); {erasing} Serial.println("never");', _HEADER)
    assert told[0] == "trying"
    assert "never" not in told
    assert any("abort() was called" in line for line in told)


def test_an_update_can_be_of_data_alone() -> None:
    body = r"""
        esp_ota_handle_t update = 0;
        const esp_partition_t* files =
            esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_DATA_SPIFFS, nullptr);
        Serial.printf("%x ", esp_ota_begin(esp_ota_get_next_update_partition(nullptr), 0, &update));
        Serial.printf("%x ", esp_ota_begin(esp_ota_get_running_partition(), 0, &update));
        Serial.printf("%x ", esp_ota_write(7, "x", 1));
        const uint8_t old[8192] = {};
        esp_partition_write(files, 0, old, sizeof old);
        Serial.printf("%x ", esp_ota_begin(files, OTA_WITH_SEQUENTIAL_WRITES, &update));
        Serial.printf("%x ", esp_ota_write(update, "first", 5));
        Serial.printf("%x ", esp_ota_write(update, old, 4091));
        Serial.printf("%x ", esp_ota_write(update, "next", 4));
        Serial.printf("%x ", esp_ota_end(update));
        Serial.printf("%x\n", esp_ota_end(update));
        char heard[6] = {};
        esp_partition_read(files, 0, heard, 5);
        Serial.printf("%s ", heard);
        esp_partition_read(files, 4096, heard, 5);
        Serial.printf("%.4s %x ", heard, (uint8_t)heard[4]);
        esp_ota_begin(files, 1, &update);
        esp_partition_read(files, 4096, heard, 1);
        Serial.printf("%c %x ", heard[0], esp_ota_end(update));
        Serial.printf("%x %x", esp_ota_abort(update), esp_ota_set_boot_partition(files));
        Serial.printf("%x\n", esp_ota_set_boot_partition(esp_ota_get_running_partition()));
    """
    told = alone(Board.ESP32, "", body, "#include <esp_ota_ops.h>")
    assert told == ["102 1501 102 0 0 0 0 0 105", "first next ff n 102 105 1020"]
