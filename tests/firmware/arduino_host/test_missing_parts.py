"""Parts of the cores that came late: buses and names by the SDKs' own calls, files of a card, bytes as text."""

from typing import Final

import pytest

from oceanhil.firmware.compiler import BuildError
from oceanhil.hil.worlds.sketch.device import SketchDevice
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone, bench, program, sketch_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_LWIP: Final = (Board.ESP8266, Board.PICOW)
_ALONE: Final = (
    (Board.ESP32, "driver/gpio.h driver/i2c.h driver/ledc.h driver/spi_master.h driver/uart.h"),
    (Board.ESP32, "esp_intr_alloc.h esp_spi_flash.h mdns.h spi_flash_mmap.h"),
    (Board.ESP8266, "SDFS.h TypeConversion.h"),
    (Board.PICOW, "NetBIOS.h SDFS.h VFS.h hardware/i2c.h hardware/spi.h"),
)


@pytest.mark.parametrize(
    ("board", "header"), [(board, header) for board, headers in _ALONE for header in headers.split()]
)
def test_a_header_compiles_before_all_others(board: Board, header: str) -> None:
    assert program(board, sketch_of("", "", f"#include <{header}>")).is_file()


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
    assert alone(Board.ESP32, "", body, "#include <mdns.h>") == ["102 0 0 0 102 1", "0 lamp 0 1 5 105 102 0 105"]


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
    assert alone(Board.ESP32, "", body, "#include <driver/i2c.h>") == ["103 102 0 0-1 -1 0 ff"]


def test_serial_lines_by_their_driver_are_the_console_and_nothing() -> None:
    body = r"""
        Serial.printf("%d ", uart_driver_install(UART_NUM_0, 256, 0, 0, nullptr, 0));
        Serial.printf("%d ", uart_write_bytes(UART_NUM_1, "lost", 4));
        QueueHandle_t events = nullptr;
        Serial.printf("%d", uart_driver_install(UART_NUM_1, 128, 0, 0, nullptr, 0));
        Serial.printf("%d ", uart_driver_install(UART_NUM_1, 256, 0, 4, &events, 0));
        uart_config_t config = {};
        config.baud_rate = 9600;
        config.data_bits = UART_DATA_8_BITS;
        Serial.printf("%d ", uart_param_config(UART_NUM_1, &config));
        Serial.printf("%d", uart_set_pin(UART_NUM_1, 17, 16, UART_PIN_NO_CHANGE, UART_PIN_NO_CHANGE));
        Serial.printf("%d ", uart_set_pin(UART_NUM_1, 34, 16, UART_PIN_NO_CHANGE, UART_PIN_NO_CHANGE));
        Serial.printf("%d ", uart_write_bytes(UART_NUM_1, "lost", 4));
        char heard[4];
        const unsigned long since = millis();
        Serial.printf("%d ", uart_read_bytes(UART_NUM_1, heard, 4, pdMS_TO_TICKS(200)));
        Serial.printf("%lu ", (millis() - since) / 10);
        uart_event_t event;
        uint32_t baud = 0;
        uart_get_baudrate(UART_NUM_1, &baud);
        Serial.printf("%d %u\n", xQueueReceive(events, &event, 10), (unsigned)baud);
        uart_write_bytes(UART_NUM_0, "told\n", 5);
    """
    assert alone(Board.ESP32, "", body, "#include <driver/uart.h>") == ["-1 -1 -10 0 0-1 4 0 20 0 9600", "told"]


def test_the_console_tells_of_its_bytes_by_a_queue() -> None:
    body = r"""
        Serial.end();
        QueueHandle_t events = nullptr;
        uart_driver_install(UART_NUM_0, 256, 0, 4, &events, 0);
        uart_event_t event = {};
        const bool has_come = xQueueReceive(events, &event, pdMS_TO_TICKS(3000));
        char heard[9] = "";
        const int count = uart_read_bytes(UART_NUM_0, heard, event.size, 0);
        Serial.begin(115200);
        Serial.printf("%d %d %d %s\n", has_come, event.type == UART_DATA, count, heard);
    """
    with bench(Board.ESP32, sketch_of("", body, "#include <driver/uart.h>")) as running:
        running.run(1)
        device = running.world.device()
        assert isinstance(device, SketchDevice)
        device._boots.hear(b"hello")
        assert running.run(3)[-1] == "1 1 5 hello"


def test_a_device_on_a_bus_of_an_esp32_hears_and_says_nothing() -> None:
    before = "int after = 0;"
    body = r"""
        spi_bus_config_t wires = {};
        wires.mosi_io_num = 23;
        wires.miso_io_num = 19;
        wires.sclk_io_num = 18;
        wires.quadwp_io_num = wires.quadhd_io_num = -1;
        spi_device_interface_config_t config = {};
        config.clock_speed_hz = SPI_MASTER_FREQ_8M;
        config.spics_io_num = 5;
        config.queue_size = 1;
        config.post_cb = [](spi_transaction_t*) { ++after; };
        spi_device_handle_t device = nullptr;
        Serial.printf("%x ", spi_bus_add_device(SPI2_HOST, &config, &device));
        Serial.printf("%x ", spi_bus_initialize(SPI2_HOST, &wires, SPI_DMA_CH_AUTO));
        Serial.printf("%x ", spi_bus_initialize(SPI2_HOST, &wires, SPI_DMA_CH_AUTO));
        Serial.printf("%x ", spi_bus_add_device(SPI2_HOST, &config, &device));
        Serial.printf("%d ", digitalRead(5));
        spi_transaction_t one = {};
        one.flags = SPI_TRANS_USE_RXDATA | SPI_TRANS_USE_TXDATA;
        one.length = 16;
        memset(one.rx_data, 7, 4);
        pinMode(19, INPUT_PULLUP);
        Serial.printf("%x ", spi_device_polling_transmit(device, &one));
        Serial.printf("%x%x%x ", one.rx_data[0], one.rx_data[1], one.rx_data[2]);
        Serial.printf("%x ", spi_device_queue_trans(device, &one, 0));
        Serial.printf("%x ", spi_device_queue_trans(device, &one, 0));
        Serial.printf("%x ", spi_bus_remove_device(device));
        spi_transaction_t* done = nullptr;
        Serial.printf("%x", spi_device_get_trans_result(device, &done, 10));
        Serial.printf("%d ", done != &one);
        Serial.printf("%x %d ", spi_device_get_trans_result(device, &done, 10), after);
        Serial.printf("%x ", spi_bus_free(SPI2_HOST));
        spi_bus_remove_device(device);
        Serial.printf("%x\n", spi_bus_free(SPI2_HOST));
    """
    told = alone(Board.ESP32, "driver/spi_master.h", body, before)
    assert told == ["103 0 103 0 1 0 ffff7 0 107 103 00 107 2 103 0"]


@pytest.mark.parametrize("board", _LWIP)
def test_there_is_no_card_with_files(board: Board) -> None:
    body = r"""
        Serial.print(LittleFS.begin());
        Serial.print(SDFS.setConfig(SDFSConfig().setCSPin(15)));
        Serial.print(SDFS.setConfig(FSConfig()));
        Serial.print(SDFS.begin());
        Serial.print(SDFS.format());
        File written = LittleFS.open("/kept.txt", "w");
        written.close();
        Serial.print(static_cast<bool>(SDFS.open("/kept.txt", "r")));
        Serial.println(LittleFS.exists("/kept.txt"));
    """
    assert alone(board, "", body, "#include <LittleFS.h>\n#include <SDFS.h>") == ["1100001"]


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
    told = alone(Board.ESP8266, "", body, "#include <TypeConversion.h>", 0.5)
    assert told[0] == "AB12CDEF 1 255 35"
    assert "never" not in told
    function = "uint8_t* experimental::TypeConversion::hexStringToUint8Array(const String&, uint8_t*, uint32_t)"
    assert f"Panic TypeConversion.cpp:59 {function}: Assertion 'hexString.length() >= arrayLength * 2' failed." in told


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
    told = alone(Board.PICOW, "", body, "#include <hardware/i2c.h>\n#include <hardware/spi.h>")
    assert told == ["-1 399399 -2 -2 1", "992537 2 1 2 0"]


@pytest.mark.parametrize(
    ("board", "headers", "body", "told"),
    [
        (Board.PICOW, "VFS.h LittleFS.h", "VFS.root(LittleFS);", "use LittleFS.open"),
    ],
)
def test_what_can_mean_nothing_says_what_to_do(board: Board, headers: str, body: str, told: str) -> None:
    with pytest.raises(BuildError, match=told):
        program(board, sketch_of(headers, body))
