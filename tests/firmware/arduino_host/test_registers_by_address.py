"""Registers of a chip by pointers to their addresses, as libraries for lights and displays use them."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_ESP32: Final = "#include <soc/gpio_reg.h>\n#include <soc/gpio_struct.h>\n#include <soc/spi_reg.h>"


@pytest.mark.parametrize("board", [Board.ESP32, Board("esp32s3"), Board("esp32c3")])
def test_pins_of_an_esp32_move_by_pointers(board: Board) -> None:
    body = r"""
        pinMode(4, OUTPUT);
        volatile uint32_t* const set = (volatile uint32_t*)GPIO_OUT_W1TS_REG;
        *set = BIT(4);
        Serial.printf("%d ", digitalRead(4));
        *(volatile uint32_t*)GPIO_OUT_REG ^= BIT(4);
        Serial.printf("%d ", digitalRead(4));
        set[0] |= BIT(4);
        Serial.printf("%d ", (*(volatile uint32_t*)GPIO_IN_REG >> 4) & 1);
        *(volatile uint8_t*)GPIO_OUT_W1TC_REG = 0x10;
        Serial.printf("%d %d\n", digitalRead(4), *set);
    """
    assert alone(board, "", body, _ESP32) == ["1 0 1 0 0"]


def test_a_register_by_its_name_has_its_address() -> None:
    body = r"""
        pinMode(4, OUTPUT);
        volatile uint32_t* const set = &GPIO.out_w1ts;
        *set = BIT(4);
        Serial.printf("%d %d\n", digitalRead(4), (uint32_t)set == GPIO_OUT_W1TS_REG);
    """
    assert alone(Board.ESP32, "", body, _ESP32) == ["1 1"]
    body = r"""
        pinMode(4, OUTPUT);
        volatile uint32_t* const set = &GPOS;
        *set = BIT4;
        Serial.printf("%d ", digitalRead(4));
        ESP8266_REG(0x300) ^= BIT4;
        Serial.printf("%d %d\n", digitalRead(4), (uint32_t)set == 0x60000304);
    """
    assert alone(Board.ESP8266, "", body, "#include <eagle_soc.h>") == ["1 0 1"]


@pytest.mark.parametrize(("board", "port"), [("esp32", 3), ("esp32s3", 3), ("esp32c3", 2)])
def test_a_transfer_of_an_esp32_is_over_at_once_and_hears_its_line(board: str, port: int) -> None:
    length = "SPI_MOSI_DLEN_REG" if board == "esp32" else "SPI_MS_DLEN_REG"
    body = rf"""
        volatile uint32_t* const command = (volatile uint32_t*)SPI_CMD_REG({port});
        volatile uint32_t* const words = (volatile uint32_t*)SPI_W0_REG({port});
        WRITE_PERI_REG({length}({port}), 39);
        *(volatile uint32_t*)SPI_USER_REG({port}) = SPI_USR_MOSI;
        for (int each = 0; each < 2; ++each) {{
            words[0] = 0x12345678;
            words[1] = ~0;
            *command = SPI_USR;
            Serial.printf("%d %x %x ", (*command & SPI_USR) != 0, (unsigned)words[0], (unsigned)words[1]);
            SET_PERI_REG_MASK(SPI_USER_REG({port}), SPI_USR_MISO | SPI_DOUTDIN);
        }}
        Serial.println();
    """
    assert alone(Board(board), "", body, _ESP32) == ["0 12345678 ffffffff 0 0 ffffff00 "]


def test_a_transfer_and_the_clocks_memory_of_an_esp8266() -> None:
    body = r"""
        SPI1U = SPIUMOSI | SPIUDUPLEX;
        SPI1U1 = (39 << SPILMISO) | (39 << SPILMOSI);
        SPI1W0 = 0x12345678;
        SPI1W1 = ~0;
        SPI1CMD |= SPIBUSY;
        while (SPI1CMD & SPIBUSY) {}
        Serial.printf("%x %x ", (unsigned)SPI1W0, (unsigned)SPI1W1);
        RTC_USER_MEM[3] = 77;
        uint32_t got = 0;
        ESP.rtcUserMemoryRead(3, &got, sizeof got);
        uint32_t put = 88;
        ESP.rtcUserMemoryWrite(5, &put, sizeof put);
        Serial.printf("%u %u\n", (unsigned)got, (unsigned)RTC_USER_MEM[5]);
    """
    assert alone(Board.ESP8266, "", body, "#include <esp8266_peri.h>") == ["0 ffffff00 77 88"]


@pytest.mark.parametrize(
    "turn_off",
    ["*((volatile uint32_t*)0x60000900) &= ~(1);", "CLEAR_PERI_REG_MASK(0x60000900, BIT(0));"],
)
def test_the_chips_watchdog_of_an_esp8266_is_turned_off_by_its_register(turn_off: str) -> None:
    busy = "const unsigned long begun = millis(); while (millis() - begun < 10000) {}"
    body = f"ESP.wdtDisable(); {turn_off} {busy} Serial.println(ESP.getResetReason());"
    assert alone(Board.ESP8266, "eagle_soc.h", body, seconds=15) == ["Power On"]


def test_the_chips_watchdog_of_an_esp8266_is_fed_by_its_register_and_bites_unfed() -> None:
    body = r"""
        Serial.println(ESP.getResetReason());
        if (ESP.getResetInfoPtr()->reason != REASON_DEFAULT_RST) return;
        ESP.wdtDisable();
        for (int turn = 0; turn < 3; ++turn) {
            const unsigned long begun = millis();
            while (millis() - begun < 5000) {}
            WRITE_PERI_REG(0x60000914, 0x73);
        }
        Serial.println("fed");
        for (;;) millis();
    """
    lines = alone(Board.ESP8266, "eagle_soc.h user_interface.h", body, seconds=40)
    assert [each for each in lines if each in {"fed", "Power On", "Hardware Watchdog"}] == [
        "Power On",
        "fed",
        "Hardware Watchdog",
    ]


@pytest.mark.parametrize(
    ("board", "address", "told"),
    [
        (Board.ESP32, "0x3ff44f00", "StoreProhibited"),
        (Board.ESP8266, "0x60000f00", "Exception (29)"),
    ],
)
def test_a_place_where_nothing_is_known_to_be_ends_the_program(board: Board, address: str, told: str) -> None:
    body = f"Serial.println(1); Serial.flush(); *(volatile uint32_t*){address} = 1;"
    lines = alone(board, "", body, "")
    assert any(told in line for line in lines), lines
