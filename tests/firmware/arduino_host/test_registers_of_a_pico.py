"""Registers of a Pico W by the names that pico-sdk gives them, and by pointers to their addresses."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_HEADERS: Final = (
    "hardware/structs/sio.h hardware/structs/timer.h hardware/structs/io_bank0.h hardware/structs/iobank0.h"
    " hardware/structs/pads_bank0.h hardware/structs/padsbank0.h hardware/structs/watchdog.h hardware/gpio.h"
)


def test_levels_and_directions_are_those_of_the_pins() -> None:
    body = r"""
        pinMode(2, OUTPUT);
        sio_hw->gpio_set = 1u << 2;
        Serial.printf("%d ", digitalRead(2));
        sio_hw->gpio_clr = 1u << 2;
        Serial.printf("%d ", digitalRead(2));
        sio_hw->gpio_togl = 1u << 2;
        Serial.printf("%d %d ", digitalRead(2), (unsigned)(sio_hw->gpio_in >> 2 & 1));
        sio_hw->gpio_out ^= 1u << 2;
        Serial.printf("%d ", gpio_get_out_level(2));
        digitalWrite(2, HIGH);
        Serial.printf("%d %d ", (unsigned)(sio_hw->gpio_out >> 2 & 1), (unsigned)(sio_hw->gpio_oe >> 2 & 1));
        sio_hw->gpio_oe_clr = 1u << 2;
        Serial.printf("%d %d\n", gpio_is_dir_out(2), digitalRead(2));
    """
    assert alone(Board.PICOW, _HEADERS, body) == ["1 0 1 1 0 1 1 0 0"]


def test_pins_that_pico_sdk_has_taken_move_by_registers_and_keep_what_these_say() -> None:
    body = r"""
        gpio_init_mask(3u << 4);
        sio_hw->gpio_set = 3u << 4;
        Serial.printf("%d ", gpio_get(4));
        sio_hw->gpio_oe_set = 3u << 4;
        Serial.printf("%d %d ", gpio_get(4), gpio_get_out_level(5));
        gpio_set_dir(4, GPIO_OUT);
        gpio_put(5, false);
        Serial.printf("%d %d ", gpio_get(4), gpio_get(5));
        sio_hw->gpio_oe_togl = 1u << 4;
        sio_hw->gpio_out = 0;
        sio_hw->gpio_oe |= 1u << 4;
        Serial.printf("%d %x\n", gpio_get(4), (unsigned)sio_hw->gpio_oe);
    """
    assert alone(Board.PICOW, _HEADERS, body) == ["0 1 1 1 0 0 30"]


def test_a_pin_of_the_core_stays_an_output_when_pico_sdk_writes_to_it() -> None:
    body = r"""
        pinMode(6, OUTPUT);
        gpio_put(6, true);
        pinMode(7, INPUT_PULLUP);
        gpio_put(7, false);
        Serial.printf("%d %d %d\n", digitalRead(6), digitalRead(7), gpio_get_function(6) == GPIO_FUNC_SIO);
    """
    assert alone(Board.PICOW, _HEADERS, body) == ["1 1 1"]


def test_a_pin_of_another_part_of_the_chip_shows_nothing_of_sio() -> None:
    body = r"""
        gpio_init(8);
        sio_hw->gpio_oe_set = 1u << 8;
        gpio_set_function(8, GPIO_FUNC_I2C);
        gpio_disable_pulls(8);
        sio_hw->gpio_set = 1u << 8;
        Serial.printf("%d ", gpio_get(8));
        io_bank0_hw->io[8].ctrl = GPIO_FUNC_SIO << IO_BANK0_GPIO0_CTRL_FUNCSEL_LSB;
        Serial.printf("%d %d ", gpio_get(8), gpio_get_function(8) == GPIO_FUNC_SIO);
        Serial.printf("%x %x\n", (unsigned)io_bank0_hw->io[8].status, (unsigned)iobank0_hw->io[8].ctrl);
    """
    assert alone(Board.PICOW, _HEADERS, body) == ["0 1 1 22200 5"]


def test_pulls_are_those_of_the_pads() -> None:
    body = r"""
        gpio_init(9);
        Serial.printf("%x %d ", (unsigned)pads_bank0_hw->io[9], gpio_get(9));
        hw_write_masked(&pads_bank0_hw->io[9], PADS_BANK0_GPIO0_PUE_BITS,
                        PADS_BANK0_GPIO0_PUE_BITS | PADS_BANK0_GPIO0_PDE_BITS);
        Serial.printf("%d ", gpio_get(9));
        hw_set_bits(&padsbank0_hw->io[9], PADS_BANK0_GPIO0_SLEWFAST_BITS);
        gpio_pull_down(9);
        Serial.printf("%x %d\n", (unsigned)pads_bank0_hw->io[9], gpio_get(9));
    """
    assert alone(Board.PICOW, _HEADERS, body) == ["56 0 1 57 0"]


def test_pointers_to_registers_do_what_the_registers_do() -> None:
    body = r"""
        pinMode(10, OUTPUT);
        volatile uint32_t* const set = &sio_hw->gpio_set;
        *set = 1u << 10;
        Serial.printf("%d %d ", digitalRead(10), (uint32_t)set == SIO_BASE + SIO_GPIO_OUT_SET_OFFSET);
        *(volatile uint32_t*)(SIO_BASE + SIO_GPIO_OUT_XOR_OFFSET) = 1u << 10;
        Serial.printf("%d ", digitalRead(10));
        hw_set_bits(&sio_hw->gpio_out, 1u << 10);
        Serial.printf("%d %u\n", digitalRead(10), (unsigned)sio_hw->cpuid);
    """
    assert alone(Board.PICOW, _HEADERS, body) == ["1 1 0 1 0"]


def test_the_timers_registers_tell_the_time_that_a_loop_waits_for() -> None:
    body = r"""
        const uint32_t since = timer_hw->timerawl;
        while (timer_hw->timerawl - since < 5000) {}
        const uint32_t low = timer_hw->timelr;
        const uint64_t now = (uint64_t)timer_hw->timehr << 32 | low;
        const uint32_t waited = time_us_32() - since;
        Serial.printf("%d %d\n", waited >= 5000 && waited < 7000, time_us_64() - now < 1000);
    """
    assert alone(Board.PICOW, _HEADERS, body) == ["1 1"]
