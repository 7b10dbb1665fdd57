"""Parts of the cores that came late: buses and names by the SDKs' own calls, files of a card, bytes as text."""

from typing import Final

import pytest

from oceanhil.firmware.compiler import BuildError
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import lines_of, program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_LOOP: Final = "\nvoid loop() { delay(1000); }\n"
_LWIP: Final = (Board.ESP8266, Board.PICOW)
_ALONE: Final = (
    (Board.ESP32, "driver/gpio.h driver/i2c.h driver/ledc.h esp_intr_alloc.h esp_spi_flash.h mdns.h spi_flash_mmap.h"),
    (Board.ESP8266, "SDFS.h TypeConversion.h"),
    (Board.PICOW, "NetBIOS.h SDFS.h VFS.h hardware/i2c.h hardware/spi.h"),
)


def sketch_of(headers: str, body: str) -> str:
    """Give a sketch whose setup is `body`."""
    includes = "\n".join(f"#include <{each}>" for each in headers.split())
    return f"{includes}\nvoid setup() {{\n{body}\n}}{_LOOP}"


def alone(board: Board, headers: str, body: str, seconds: float = 2) -> list[str]:
    """Run `body` as a sketch's setup, and give what it prints."""
    return lines_of(board, sketch_of(headers, body), seconds)


@pytest.mark.parametrize(
    ("board", "header"), [(board, header) for board, headers in _ALONE for header in headers.split()]
)
def test_a_header_compiles_before_all_others(board: Board, header: str) -> None:
    assert program(board, sketch_of(header, "")).is_file()


def test_nobody_answers_for_names_by_esp_idfs_calls() -> None:
    body = r"""
        Serial.printf("%x ", mdns_hostname_set("lamp"));
        Serial.printf("%x ", mdns_init());
        Serial.printf("%x ", mdns_hostname_set("lamp"));
        Serial.printf("%x ", mdns_service_add(nullptr, "_http", "_tcp", 80, nullptr, 0));
        Serial.printf("%x ", mdns_service_add(nullptr, "_http", "_tcp", 80, nullptr, 0));
        Serial.printf("%d\n", mdns_service_exists("_http", "_tcp", nullptr));
        char name[MDNS_NAME_BUF_LEN] = "";
        Serial.printf("%x ", mdns_hostname_get(name));
        Serial.printf("%s ", name);
        mdns_result_t* found = nullptr;
        const unsigned long since = millis();
        Serial.printf("%x ", mdns_query_ptr("_http", "_tcp", 500, 20, &found));
        Serial.printf("%d %lu ", found == nullptr, (millis() - since) / 100);
        esp_ip4_addr_t address;
        Serial.printf("%x ", mdns_query_a("printer", 300, &address));
        Serial.printf("%x ", mdns_query_a("printer.local", 300, &address));
        Serial.printf("%x ", mdns_service_remove("_http", "_tcp"));
        Serial.printf("%x\n", mdns_service_remove("_http", "_tcp"));
    """
    assert alone(Board.ESP32, "mdns.h", body) == ["102 0 0 0 102 1", "0 lamp 0 1 5 105 102 0 105"]


def test_no_address_answers_the_older_driver() -> None:
    body = r"""
        Serial.printf("%x ", i2c_master_write_to_device(I2C_NUM_0, 0x3C, nullptr, 0, 10));
        i2c_config_t config = {};
        config.mode = I2C_MODE_MASTER;
        config.sda_io_num = config.scl_io_num = 21;
        Serial.printf("%x ", i2c_param_config(I2C_NUM_0, &config));
        config.scl_io_num = 22;
        Serial.printf("%x ", i2c_param_config(I2C_NUM_0, &config));
        Serial.printf("%d", i2c_driver_install(I2C_NUM_0, I2C_MODE_MASTER, 0, 0, 0));
        Serial.printf("%d ", i2c_driver_install(I2C_NUM_0, I2C_MODE_MASTER, 0, 0, 0));
        i2c_cmd_handle_t steps = i2c_cmd_link_create();
        i2c_master_start(steps);
        i2c_master_write_byte(steps, 0x3C << 1 | I2C_MASTER_WRITE, true);
        i2c_master_stop(steps);
        Serial.printf("%d ", i2c_master_cmd_begin(I2C_NUM_0, steps, 10));
        i2c_cmd_link_delete(steps);
        static uint8_t room[I2C_LINK_RECOMMENDED_SIZE(1)];
        uint8_t heard = 0;
        steps = i2c_cmd_link_create_static(room, sizeof room);
        i2c_master_write_byte(steps, 0x3C << 1 | I2C_MASTER_READ, false);
        i2c_master_read_byte(steps, &heard, I2C_MASTER_NACK);
        Serial.printf("%d %x\n", i2c_master_cmd_begin(I2C_NUM_0, steps, 10), heard);
    """
    assert alone(Board.ESP32, "driver/i2c.h", body) == ["103 102 0 0-1 -1 0 ff"]


@pytest.mark.parametrize("board", _LWIP)
def test_there_is_no_card_with_files(board: Board) -> None:
    body = r"""
        Serial.print(SDFS.setConfig(SDFSConfig().setCSPin(15)));
        Serial.print(SDFS.setConfig(FSConfig()));
        Serial.print(SDFS.begin());
        Serial.print(SDFS.format());
        Serial.print(static_cast<bool>(SDFS.open("/kept.txt", "r")));
        Serial.println(LittleFS.begin());
    """
    assert alone(board, "LittleFS.h SDFS.h", body) == ["100001"]


def test_bytes_are_texts_and_numbers() -> None:
    body = r"""
        using namespace experimental::TypeConversion;
        uint8_t bytes[8];
        uint64ToUint8ArrayBE(0xAB12CDEFULL, bytes);
        Serial.print(uint8ArrayToHexString(bytes + 4, 4));
        Serial.printf(" %d", uint8ArrayToUint64BE(bytes) == 0xAB12CDEFULL);
        hexStringToUint8Array("fF0z", bytes, 2);
        Serial.printf(" %d %d\n", bytes[0], bytes[1]);
        hexStringToUint8Array("123", bytes, 2);
        Serial.println("never");
    """
    told = alone(Board.ESP8266, "TypeConversion.h", body, 0.5)
    assert told[0] == "AB12CDEF 1 255 35"
    assert "never" not in told


def test_buses_of_a_pico_have_nothing_on_them() -> None:
    body = r"""
        uint8_t bytes[2] = {1, 2};
        Serial.printf("%d ", i2c_write_timeout_us(i2c0, 0x3C, bytes, 2, false, 100));
        Serial.printf("%u ", i2c_init(i2c0, 400000));
        Serial.printf("%d ", i2c_write_blocking(i2c0, 0x3C, bytes, 2, false));
        Serial.printf("%d ", i2c_read_blocking(i2c0, 0x3C, bytes, 1, false));
        Serial.printf("%d\n", bytes[0]);
        Serial.printf("%u ", spi_init(spi0, 1000 * 1000));
        gpio_init(16);
        gpio_set_dir(16, GPIO_OUT);
        gpio_put(16, 1);
        gpio_set_function(16, GPIO_FUNC_SPI);
        Serial.printf("%d ", spi_write_read_blocking(spi0, bytes, bytes, 2));
        Serial.printf("%d %d %d\n", bytes[0] == bytes[1], spi_write_blocking(spi1, bytes, 2), spi_is_readable(spi1));
    """
    told = alone(Board.PICOW, "hardware/i2c.h hardware/spi.h", body)
    assert told == ["-1 399399 -2 -2 1", "992537 2 1 2 0"]


@pytest.mark.parametrize(
    ("board", "headers", "body", "told"),
    [
        (Board.PICOW, "VFS.h LittleFS.h", "VFS.root(LittleFS);", "use LittleFS.open"),
        (Board.ESP8266, "esp8266_peri.h", "RTC_USER_MEM[0] = 1;", "use ESP.rtcUserMemoryRead"),
    ],
)
def test_what_can_mean_nothing_says_what_to_do(board: Board, headers: str, body: str, told: str) -> None:
    with pytest.raises(BuildError, match=told):
        program(board, sketch_of(headers, body))
