"""The older drivers that ESP-IDF 5 still has beside its newer ones: timers, and trains of pulses."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone, program, sketch_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_HEADERS: Final = "driver/rmt.h driver/rmt_types_legacy.h driver/timer.h driver/timer_types_legacy.h"
_C3: Final = Board("esp32c3")
_S3: Final = Board("esp32s3")


@pytest.mark.parametrize("board", [Board.ESP32, _S3, _C3])
def test_headers_compile_together_and_alone(board: Board) -> None:
    assert program(board, sketch_of(_HEADERS, "")).is_file()
    if board is Board.ESP32:
        assert all(program(board, sketch_of(each, "")).is_file() for each in _HEADERS.split())


_TIMER: Final = r"""
    timer_config_t config = {};
    config.divider = 80;
    config.counter_dir = TIMER_COUNT_UP;
    config.alarm_en = TIMER_ALARM_EN;
    config.auto_reload = TIMER_AUTORELOAD_EN;
"""


def test_a_timer_calls_again_and_again_where_it_reloads() -> None:
    before = r"""
        static volatile int rung = 0;
        static bool ring(void* by) {
            rung += *static_cast<int*>(by);
            return false;
        }
    """
    body = r"""
        Serial.printf("%x ", timer_start(TIMER_GROUP_0, TIMER_0));
        config.divider = 1;
        Serial.printf("%x ", timer_init(TIMER_GROUP_0, TIMER_0, &config));
        config.divider = 80;
        Serial.printf("%x ", timer_init(TIMER_GROUP_0, TIMER_0, &config));
        timer_set_counter_value(TIMER_GROUP_0, TIMER_0, 7000);
        timer_set_alarm_value(TIMER_GROUP_0, TIMER_0, 10000);
        static int step = 1;
        timer_isr_callback_add(TIMER_GROUP_0, TIMER_0, ring, &step, 0);
        timer_start(TIMER_GROUP_0, TIMER_0);
        // The counter begins at 7,000 once, and from 0 behind each alarm.
        delayMicroseconds(35000);
        Serial.printf("%d ", rung);
        uint64_t count = 0;
        double seconds = 0;
        timer_get_counter_value(TIMER_GROUP_0, TIMER_0, &count);
        timer_get_counter_time_sec(TIMER_GROUP_0, TIMER_0, &seconds);
        Serial.printf("%d %d ", (int)count / 100, (int)(seconds * 10000));
        timer_pause(TIMER_GROUP_0, TIMER_0);
        delay(100);
        timer_config_t told = {};
        timer_get_config(TIMER_GROUP_0, TIMER_0, &told);
        Serial.printf("%d %d %d ", rung, told.counter_en, (int)told.divider);
        timer_isr_callback_remove(TIMER_GROUP_0, TIMER_0);
        timer_start(TIMER_GROUP_0, TIMER_0);
        delay(50);
        Serial.printf("%d %x ", rung, timer_deinit(TIMER_GROUP_0, TIMER_0));
        Serial.printf("%x\n", timer_get_counter_value(TIMER_GROUP_0, TIMER_0, &count));
    """
    assert alone(Board.ESP32, "driver/timer.h", _TIMER + body, before) == ["102 102 0 4 20 20 4 0 80 4 0 102"]


def test_an_alarm_that_does_not_reload_comes_once_unless_its_callback_sets_another() -> None:
    before = r"""
        static volatile int rung = 0;
        static bool once(void*) {
            ++rung;
            return false;
        }
        static bool further(void*) {
            ++rung;
            const uint64_t now = timer_group_get_counter_value_in_isr(TIMER_GROUP_1, TIMER_0);
            timer_group_set_alarm_value_in_isr(TIMER_GROUP_1, TIMER_0, now + 5000);
            return false;
        }
    """
    body = r"""
        config.auto_reload = TIMER_AUTORELOAD_DIS;
        timer_init(TIMER_GROUP_1, TIMER_0, &config);
        timer_set_alarm_value(TIMER_GROUP_1, TIMER_0, 5000);
        timer_isr_callback_add(TIMER_GROUP_1, TIMER_0, once, nullptr, 0);
        timer_start(TIMER_GROUP_1, TIMER_0);
        delay(22);
        Serial.printf("%d ", rung);
        timer_isr_callback_add(TIMER_GROUP_1, TIMER_0, further, nullptr, 0);
        timer_set_alarm(TIMER_GROUP_1, TIMER_0, TIMER_ALARM_EN);
        delay(12);
        Serial.printf("%d\n", rung);
    """
    # The second time the alarm is passed already: at once, and each 5 ms from there.
    assert alone(Board.ESP32, "driver/timer.h", _TIMER + body, before) == ["1 4"]


def test_a_handler_of_ones_own_clears_its_interrupt_or_holds_the_processor() -> None:
    before = r"""
        static volatile int rung = 0;
        static void handle(void* clears) {
            ++rung;
            if (clears != nullptr) {
                timer_group_clr_intr_status_in_isr(TIMER_GROUP_0, TIMER_0);
                timer_group_enable_alarm_in_isr(TIMER_GROUP_0, TIMER_0);
            }
        }
    """
    body = r"""
        static int clears = 1;
        timer_init(TIMER_GROUP_0, TIMER_0, &config);
        timer_set_alarm_value(TIMER_GROUP_0, TIMER_0, 10000);
        timer_isr_register(TIMER_GROUP_0, TIMER_0, handle, &clears, 0, nullptr);
        timer_start(TIMER_GROUP_0, TIMER_0);
        delay(15);
        // Its interrupt is not on yet, and the alarm that came is not on again.
        Serial.printf("%d %u ", rung, (unsigned)timer_group_get_intr_status_in_isr(TIMER_GROUP_0));
        timer_enable_intr(TIMER_GROUP_0, TIMER_0);
        delay(38);
        Serial.printf("%d\n", rung);
        timer_isr_register(TIMER_GROUP_0, TIMER_0, handle, nullptr, 0, nullptr);
        delay(50);
    """
    told = alone(Board.ESP32, "driver/timer.h", _TIMER + body, before)
    assert told[0] == "0 1 5"
    assert any("Interrupt wdt timeout" in line for line in told)


def test_trains_of_pulses_take_their_time_and_leave_the_idle_level() -> None:
    before = r"""
        static volatile int ended = 0;
        static void translate(const void* src, rmt_item32_t* dest, size_t size, size_t wanted, size_t* taken,
                              size_t* made) {
            void* high = nullptr;
            rmt_translator_get_context(made, &high);
            for (*taken = 0; *taken < size && *taken < wanted; ++*taken) {
                dest[*taken].level0 = 1;
                dest[*taken].duration0 = static_cast<const uint8_t*>(src)[*taken] * *static_cast<int*>(high);
                dest[*taken].duration1 = 100;
            }
            *made = *taken;
        }
    """
    body = r"""
        rmt_config_t config = RMT_DEFAULT_CONFIG_TX(GPIO_NUM_5, RMT_CHANNEL_0);
        config.tx_config.idle_level = RMT_IDLE_LEVEL_HIGH;
        rmt_item32_t items[2] = {};
        items[0].duration0 = items[0].duration1 = items[1].duration0 = items[1].duration1 = 10000;
        Serial.printf("%d ", rmt_write_items(RMT_CHANNEL_0, items, 2, true));
        Serial.printf("%x ", rmt_config(&config));
        Serial.printf("%d ", gpio_get_level(GPIO_NUM_5));
        Serial.printf("%x ", rmt_driver_install(RMT_CHANNEL_0, 0, 0));
        Serial.printf("%x ", rmt_driver_install(RMT_CHANNEL_0, 0, 0));
        rmt_register_tx_end_callback([](rmt_channel_t, void*) { ++ended; }, nullptr);
        unsigned long since = millis();
        rmt_write_items(RMT_CHANNEL_0, items, 2, false);
        Serial.printf("%x ", rmt_wait_tx_done(RMT_CHANNEL_0, pdMS_TO_TICKS(10)));
        rmt_channel_status_result_t all;
        rmt_get_channel_status(&all);
        Serial.printf("%d %d ", all.status[0], all.status[1]);
        rmt_write_items(RMT_CHANNEL_0, items, 2, true);
        Serial.printf("%lu %d %d\n", millis() - since, ended, gpio_get_level(GPIO_NUM_5));
        uint32_t hertz = 0;
        rmt_get_counter_clock(RMT_CHANNEL_0, &hertz);
        Serial.printf("%u ", (unsigned)hertz);
        static int high = 1000;
        rmt_translator_init(RMT_CHANNEL_0, translate);
        rmt_translator_set_context(RMT_CHANNEL_0, &high);
        const uint8_t bytes[3] = {1, 2, 3};
        since = micros();
        Serial.printf("%x ", rmt_write_sample(RMT_CHANNEL_0, bytes, 3, true));
        Serial.printf("%lu ", (micros() - since) / 100);
        config.gpio_num = GPIO_NUM_35;
        Serial.printf("%x %x\n", rmt_config(&config), rmt_driver_uninstall(RMT_CHANNEL_0));
    """
    told = alone(Board.ESP32, "driver/rmt.h", body, before)
    assert told == ["-1 0 1 0 103 107 2 0 80 2 1", "1000000 0 63 102 0"]
