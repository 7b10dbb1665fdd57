"""What sketches call of pico-sdk and of the ESP8266's SDK beside their cores."""

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_alarms_come_once_again_or_never() -> None:
    before = r"""
        int64_t again(alarm_id_t, void* user) {
            int* left = static_cast<int*>(user);
            Serial.printf("at %lu\n", millis() / 10 * 10);
            return --*left == 0 ? 0 : -100000;
        }
    """
    body = r"""
        static int twice = 2;
        static int once = 1;
        delay(100 - millis());
        const alarm_id_t first = add_alarm_in_ms(100, again, &twice, true);
        const alarm_id_t second = add_alarm_in_ms(150, again, &once, true);
        Serial.println(cancel_alarm(second));
        delay(400);
        Serial.println(cancel_alarm(first));
        Serial.println(add_alarm_at(1, again, &once, false));
    """
    assert alone(Board.PICOW, "pico/time.h", body, before) == ["1", "at 200", "at 300", "0", "0"]


def test_a_repeating_timer_ends_when_it_says_so() -> None:
    before = "bool tick(repeating_timer_t* timer) { return ++*static_cast<int*>(timer->user_data) < 3; }"
    body = r"""
        static int ticks = 0;
        repeating_timer_t timer;
        Serial.println(add_repeating_timer_ms(-50, tick, &ticks, &timer));
        delay(120);
        Serial.println(ticks);
        delay(200);
        Serial.printf("%d %d\n", ticks, cancel_repeating_timer(&timer));
    """
    assert alone(Board.PICOW, "pico/time.h", body, before) == ["1", "2", "3 0"]


def test_cores_keep_each_other_out_and_send_numbers() -> None:
    sketch = r"""
        #include <pico/multicore.h>
        #include <pico/mutex.h>
        #include <pico/util/queue.h>
        auto_init_mutex(lock);
        queue_t words;
        void second() {
            for (;;) {
                const uint32_t got = multicore_fifo_pop_blocking();
                mutex_enter_blocking(&lock);
                const uint32_t told[2] = {get_core_num(), got + 1};
                queue_add_blocking(&words, told);
                mutex_exit(&lock);
            }
        }
        void setup() {
            queue_init(&words, 8, 2);
            multicore_launch_core1(second);
            uint32_t owner = 9;
            mutex_enter_blocking(&lock);
            multicore_fifo_push_blocking(41);
            delay(10);
            Serial.println(queue_is_empty(&words));
            Serial.print(mutex_try_enter(&lock, &owner));
            Serial.println(owner);
            mutex_exit(&lock);
            uint32_t told[2] = {};
            queue_remove_blocking(&words, told);
            Serial.printf("%u %u %u\n", (unsigned)told[0], (unsigned)told[1], (unsigned)get_core_num());
            uint32_t none = 0;
            Serial.println(multicore_fifo_pop_timeout_us(1000, &none));
        }
        void loop() { delay(1000); }
    """
    assert lines_of(Board.PICOW, sketch, 2) == ["1", "00", "1 42 0", "0"]


def test_pulses_converter_and_masks_by_the_names_of_pico_sdk() -> None:
    body = r"""
        gpio_init_mask(3u << 5);
        gpio_set_dir_out_masked(3u << 5);
        gpio_set_mask(3u << 5);
        gpio_put_masked(7u << 5, 2u << 5);
        Serial.printf("%d%d ", digitalRead(5), digitalRead(6));
        Serial.printf("%u ", static_cast<unsigned>(gpio_get_all() >> 5 & 3));
        digitalWriteFast(6, 0);
        digitalWriteFast(5, 7 > 3);
        Serial.printf("%d %d\n", digitalReadFast(5), digitalReadFast(6));
        adc_init();
        adc_select_input(ADC_TEMPERATURE_CHANNEL_NUM);
        Serial.print(adc_read());
        adc_set_temp_sensor_enabled(true);
        const float volts = adc_read() * 3.3f / 4096;
        Serial.printf(" %.1f\n", 27.0f - (volts - 0.706f) / 0.001721f);
        gpio_set_function(16, GPIO_FUNC_PWM);
        pwm_set_wrap(pwm_gpio_to_slice_num(16), 999);
        pwm_set_gpio_level(16, 1000);
        Serial.print(digitalRead(16));
        pwm_set_enabled(pwm_gpio_to_slice_num(16), true);
        Serial.print(digitalRead(16));
        pwm_set_gpio_level(16, 0);
        Serial.println(digitalRead(16));
        Serial.println(clock_get_hz(clk_sys) == F_CPU);
    """
    headers = "hardware/adc.h hardware/clocks.h hardware/pwm.h"
    assert alone(Board.PICOW, headers, body) == ["01 2 32 0", "0 27.1", "010", "1"]


def test_an_interrupt_of_a_level_says_that_it_is_not_there() -> None:
    body = "gpio_set_irq_enabled(5, GPIO_IRQ_LEVEL_LOW, true);"
    told = alone(Board.PICOW, "hardware/gpio.h", body)
    assert told[0].startswith("gpio_set_irq_enabled: interrupts of levels are not simulated")


def test_tasks_of_an_esp8266s_sdk_hear_what_is_posted() -> None:
    before = r"""
        os_event_t places[2];
        void hear(os_event_t* event) { Serial.printf("%u %u\n", event->sig, event->par); }
        int begun = 0;
        void preinit() { begun = 1; }
        struct Early { Early() { begun *= 2; } } early;
    """
    body = r"""
        Serial.println(begun);
        Serial.print(system_os_post(USER_TASK_PRIO_0, 1, 1));
        Serial.print(system_os_task(hear, USER_TASK_PRIO_1, places, 2));
        Serial.println(system_os_task(hear, USER_TASK_PRIO_0, places, 2));
        for (int each = 0; each < 3; ++each) Serial.print(system_os_post(USER_TASK_PRIO_0, 7, each));
        Serial.println();
    """
    told = alone(Board.ESP8266, "user_interface.h", body, before)
    assert told == ["2", "001", "110", "7 0", "7 1"]
