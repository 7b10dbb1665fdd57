"""Pads of an ESP32 that are latched as they are (ESP-IDF, driver/gpio.h and driver/rtc_io.h)."""

from typing import Final

import pytest

from oceanhil.firmware.sketches.sketch import SketchSettings
from oceanhil.firmware.sketches.wiring import RelayPins
from oceanhil.protocol.board import Board
from oceanhil.protocol.resets import ResetKind
from tests.firmware.arduino_host.programs import bench

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
# Pad 4 stays powered in a deep sleep, pad 5 does not.
RELAYS: Final = SketchSettings(relays=RelayPins(4, 5))
MARGIN_S: Final = 0.5
ENDING: Final = """
#include <driver/gpio.h>
#include <driver/rtc_io.h>
#include <esp_sleep.h>

RTC_NOINIT_ATTR int boots;

void close(int pin) {
    pinMode(pin, OUTPUT);
    digitalWrite(pin, HIGH);
}

void setup() {
    boots = esp_reset_reason() == ESP_RST_POWERON || esp_reset_reason() == ESP_RST_EXT ? 1 : boots + 1;
    if (boots == 1) {
        close(4);
        close(5);
        LATCH;
        // What is written now shows only when it is let go.
        digitalWrite(4, LOW);
        delay(1000);
        END;
    }
    delay(1000);
    Serial.printf("%d %d\\n", gpio_get_level(GPIO_NUM_4), gpio_get_level(GPIO_NUM_5));
    gpio_hold_dis(GPIO_NUM_4);
    gpio_hold_dis(GPIO_NUM_5);
}
void loop() { delay(1000); }
"""
SLEEP: Final = "esp_sleep_enable_timer_wakeup(2000000); esp_deep_sleep_start()"
RESTART: Final = "ESP.restart()"
BOTH: Final = "gpio_hold_en(GPIO_NUM_4); gpio_hold_en(GPIO_NUM_5)"


def ending(latch: str, end: str) -> str:
    """A program whose first boot closes both relays, latches, and ends like this."""
    return ENDING.replace("LATCH", latch).replace("END", end)


@pytest.mark.parametrize(
    ("latch", "end", "asleep", "awake"),
    [
        ("", RESTART, (0, 0), "0 0"),
        (BOTH, RESTART, (1, 1), "1 1"),
        ("rtc_gpio_hold_en(GPIO_NUM_4)", RESTART, (1, 0), "1 0"),
        ("rtc_gpio_hold_en(GPIO_NUM_4)", SLEEP, (1, 0), "1 0"),
        (BOTH, SLEEP, (1, 0), "1 0"),
        (f"{BOTH}; gpio_deep_sleep_hold_en()", SLEEP, (1, 1), "1 1"),
        (f"{BOTH}; gpio_deep_sleep_hold_en(); gpio_deep_sleep_hold_dis()", SLEEP, (1, 0), "1 0"),
        # Pad 4 was written low, since nothing latched it before it slept.
        ("gpio_deep_sleep_hold_en()", SLEEP, (0, 1), "0 0"),
    ],
)
def test_a_latched_pad_stays_as_it_is_when_a_boot_ends_until_it_is_let_go(
    latch: str, end: str, asleep: tuple[int, int], awake: str
) -> None:
    with bench(Board.ESP32, ending(latch, end), settings=RELAYS) as running:
        running.run(1 + MARGIN_S)
        assert running.relays()[-1] == asleep
        assert running.run(6)[-1] == awake
        assert running.relays()[-1] == (0, 0)


def test_a_latched_pad_opens_without_power_and_at_the_reset_pin() -> None:
    with bench(Board.ESP32, ending(BOTH, "delay(100000)"), settings=RELAYS) as running:
        running.run(MARGIN_S)
        assert running.relays()[-1] == (1, 1)
        running.device.reset(ResetKind.PIN)
        assert running.relays()[-1] == (0, 0)
        running.run(MARGIN_S)
        assert running.relays()[-1] == (1, 1)
        running.device.power_off()
        assert running.relays()[-1] == (0, 0)


def test_only_a_pad_that_can_be_an_output_is_latched() -> None:
    asked = ["gpio_hold_en(GPIO_NUM_35)", "gpio_hold_en(GPIO_NUM_4)", "rtc_gpio_hold_en(GPIO_NUM_5)"]
    program = f"""
#include <driver/gpio.h>
#include <driver/rtc_io.h>
void setup() {{ Serial.printf("%x %x %x\\n", {", ".join(asked)}); }}
void loop() {{ delay(1000); }}
"""
    with bench(Board.ESP32, program) as running:
        assert running.run(MARGIN_S)[-1] == "106 0 102"
