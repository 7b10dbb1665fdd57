"""Alarms of a Pico by pico-sdk's names: those of the chip's timer, and pools of a sketch's own behind them."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone, bench

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_RUNG: Final = "static volatile int rung = 0, which = -1; static uint64_t at_us = 0;"


def test_an_alarm_of_the_timer_rings_once_when_its_time_has_come() -> None:
    body = r"""
        Serial.print(hardware_alarm_is_claimed(3));
        Serial.print(hardware_alarm_claim_unused(true));
        hardware_alarm_claim(1);
        hardware_alarm_set_callback(1, [](uint number) {
            ++rung;
            which = number;
            at_us = time_us_64();
        });
        const absolute_time_t target = make_timeout_time_ms(50);
        Serial.printf(" %d", hardware_alarm_set_target(1, get_absolute_time() - 5));
        Serial.printf("%d ", hardware_alarm_set_target(1, target));
        sleep_ms(120);
        Serial.printf("%d %d %d ", rung, which, at_us >= target && at_us < target + 100);
        hardware_alarm_set_target(1, make_timeout_time_ms(10));
        hardware_alarm_cancel(1);
        sleep_ms(20);
        hardware_alarm_force_irq(1);
        sleep_ms(1);
        Serial.printf("%d ", rung);
        hardware_alarm_unclaim(1);
        Serial.printf("%d ", hardware_alarm_claim_unused(true));
        Serial.printf("%d ", hardware_alarm_claim_unused(false));
        Serial.println(hardware_alarm_claim_unused(false));
        hardware_alarm_claim(2);
    """
    told = alone(Board.PICOW, "hardware/timer.h", body, _RUNG)
    assert told[0] == "10 10 1 1 1 2 1 2 -1"
    assert any("Hardware alarm 2 is already claimed" in each for each in told)


def test_a_pool_has_as_many_alarms_as_it_was_made_with_and_a_number_of_its_own() -> None:
    body = r"""
        static const alarm_callback_t ring = [](alarm_id_t, void* by) -> int64_t { return rung += *(int*)by, 0; };
        static int one = 1, ten = 10;
        alarm_pool_t* pool = alarm_pool_create_with_unused_hardware_alarm(2);
        Serial.printf("%u %u ", alarm_pool_hardware_alarm_num(pool), alarm_pool_core_num(pool));
        Serial.printf("%u ", alarm_pool_hardware_alarm_num(alarm_pool_get_default()));
        const alarm_id_t first = alarm_pool_add_alarm_in_ms(pool, 20, ring, &one, false);
        const alarm_id_t second = alarm_pool_add_alarm_in_us(pool, 40000, ring, &ten, false);
        Serial.printf("%d ", alarm_pool_add_alarm_in_ms(pool, 5, ring, &one, false));
        add_alarm_in_ms(30, ring, &one, false);
        Serial.printf("%d ", (int)alarm_pool_remaining_alarm_time_ms(pool, second));
        sleep_ms(25);
        Serial.printf("%d %d ", rung, (int)alarm_pool_remaining_alarm_time_us(pool, first));
        Serial.print(alarm_pool_cancel_alarm(pool, second));
        Serial.printf("%d ", alarm_pool_cancel_alarm(pool, second));
        sleep_ms(30);
        static repeating_timer_t beat;
        alarm_pool_add_repeating_timer_ms(pool, -10, [](repeating_timer_t* timer) {
            return (rung += *(int*)timer->user_data) < 22;
        }, &ten, &beat);
        sleep_ms(15);
        Serial.printf("%d ", rung);
        sleep_ms(50);
        Serial.printf("%d ", rung);
        alarm_pool_add_alarm_in_ms(pool, 5, ring, &one, false);
        alarm_pool_destroy(pool);
        sleep_ms(10);
        Serial.printf("%d %d\n", rung, hardware_alarm_is_claimed(0));
    """
    told = alone(Board.PICOW, "hardware/timer.h", body, _RUNG)
    assert told == ["0 0 3 -1 39 1 -1 10 12 22 22 0"]


def test_who_waits_for_an_event_wakes_each_millisecond_until_his_time_has_come() -> None:
    body = r"""
        const absolute_time_t end = make_timeout_time_ms(5);
        int turns = 1;
        while (!best_effort_wfe_or_timeout(end)) ++turns;
        Serial.printf("%d %d\n", turns >= 5 && turns <= 6, time_reached(end));
    """
    assert alone(Board.PICOW, "pico/time.h", body) == ["1 1"]


def test_a_repeating_timer_makes_up_for_no_uptime_that_is_set() -> None:
    sketch = """
    repeating_timer_t timer;
    volatile int rung = 0;
    bool ring(repeating_timer_t*) { ++rung; return true; }
    void setup() { Serial.begin(115200); add_repeating_timer_ms(-500, ring, nullptr, &timer); }
    void loop() { delay(2000); Serial.println(rung); }
    """
    with bench(Board.PICOW, sketch) as running:
        running.run(3)
        running.device.set_uptime(49 * 86_400_000_000)
        assert int(running.run(4)[-1]) in range(8, 17)
