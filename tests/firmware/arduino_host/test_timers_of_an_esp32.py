"""Timers of an ESP32, by the names of its core and of ESP-IDF: what they refuse, and how often they ring."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_COUNT: Final = "static volatile int rung = 0; static void IRAM_ATTR ring() { ++rung; }"


def test_what_was_never_made_is_refused() -> None:
    body = """
        Serial.printf("%x %x ", esp_timer_stop(nullptr), esp_timer_delete(nullptr));
        Serial.printf("%x %x ", esp_timer_start_once(nullptr, 100), esp_timer_start_periodic(nullptr, 100));
        Serial.printf("%x %d\\n", esp_timer_restart(nullptr, 100), esp_timer_is_active(nullptr));
    """
    assert alone(Board.ESP32, "esp_timer.h", body) == ["102 102 102 102 102 0"]


def test_no_period_is_below_50_us() -> None:
    body = """
        esp_timer_create_args_t args = {};
        args.callback = [](void*) { ring(); };
        esp_timer_handle_t timer;
        esp_timer_create(&args, &timer);
        uint64_t first = 0, second = 0;
        esp_timer_start_periodic(timer, 1);
        esp_timer_get_period(timer, &first);
        delay(10);
        const int once = rung;
        esp_timer_restart(timer, 20);
        esp_timer_get_period(timer, &second);
        esp_timer_stop(timer);
        Serial.printf("%d %d %d\\n", (once + 5) / 10, (int)first, (int)second);
    """
    assert alone(Board.ESP32, "esp_timer.h", body, _COUNT) == ["20 50 50"]


def test_an_alarm_goes_on_from_the_count_that_it_is_given_without_end() -> None:
    body = """
        hw_timer_t* timer = timerBegin(1000000);
        timerAttachInterrupt(timer, ring);
        timerAlarm(timer, 1000, true, 900);
        delayMicroseconds(1450);
        const int soon = rung;
        delay(100);
        timerAttachInterruptArg(timer, [](void* by) { rung += *static_cast<int*>(by); }, new int(1000));
        timerAlarm(timer, 5000, false, 0);
        delay(10);
        // A reload to the count at which it rings is refused.
        timerAlarm(timer, 7, true, 7);
        delay(10);
        Serial.printf("%d %d\\n", soon, rung / 100);
    """
    assert alone(Board.ESP32, "Arduino.h", body, _COUNT) == ["5 20"]


@pytest.mark.parametrize(("board", "begun"), [(Board.ESP32, "0000 3076923"), (Board("esp32s3"), "1001 3076923")])
def test_a_timer_counts_as_its_clock_can_be_divided(board: Board, begun: str) -> None:
    body = """
        // The ESP32 has its bus's 80 MHz alone, the others the crystal's 40, too: by 2 to 65536.
        const uint32_t wanted[] = {1000, 80000000, 0, 700};
        for (const uint32_t each : wanted) {
            if (each == 0) { Serial.print('0'); continue; }
            hw_timer_t* timer = timerBegin(each);
            Serial.print(timer != nullptr);
            if (timer != nullptr) timerEnd(timer);
        }
        hw_timer_t* timer = timerBegin(3000000);
        Serial.printf(" %lu\\n", (unsigned long)timerGetFrequency(timer));
    """
    assert alone(board, "Arduino.h", body) == [begun]
