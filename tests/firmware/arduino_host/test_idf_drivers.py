"""Parts of an ESP32 by the names of ESP-IDF's drivers, and conversions without an end."""

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_conversions_without_an_end_come_in_frames() -> None:
    before = "\nvolatile int frames = 0;\nvoid done() { ++frames; }\nconst uint8_t pins[] = {34, 35};"
    body = r"""
        adc_continuous_data_t* found = nullptr;
        Serial.printf("%d ", analogContinuousRead(&found, 0));
        // 2 pins, 20 conversions of each, 20,000 a second: a frame each 2 ms.
        Serial.printf("%d ", analogContinuous(pins, 2, 20, 20000, done));
        Serial.printf("%d ", analogContinuousRead(&found, 0));
        Serial.print(analogContinuousStart());
        Serial.println(analogContinuousStart());
        delayMicroseconds(9000);
        Serial.printf("%d %d ", frames, analogRead(34));
        while (analogContinuousRead(&found, 0)) {
            Serial.printf("%d:%d %d:%d ", found[0].pin, found[0].avg_read_raw, found[1].channel,
                          found[1].avg_read_mvolts);
        }
        const unsigned long since = micros();
        const bool has_come = analogContinuousRead(&found, 10);
        Serial.printf("%d %d\n", has_come, micros() - since <= 2000);
        Serial.print(analogContinuousDeinit());
        Serial.print(analogContinuousStop());
        Serial.print(analogContinuousRead(&found, 5));
        Serial.println(found == nullptr);
        Serial.print(analogContinuousDeinit());
        Serial.println(analogContinuousStart());
    """
    told = alone(Board.ESP32, "", body, before)
    assert told[0] == "0 1 0 10"
    assert told[1].startswith("4 0 34:")
    assert told[1].count("34:") == 2
    assert told[1].endswith(" 1 1")
    assert told[2:] == ["0101", "10"]


def test_what_a_converter_does_not_have_is_refused() -> None:
    body = r"""
        const uint8_t second[] = {4}, none[] = {5}, first[] = {34};
        Serial.printf("%d", analogContinuous(second, 1, 10, 20000, nullptr));
        Serial.printf("%d", analogContinuous(none, 1, 10, 20000, nullptr));
        Serial.printf("%d", analogContinuous(first, 1, 10, 19999, nullptr));
        Serial.printf("%d", analogContinuous(first, 1, 2047, 20000, nullptr));
        analogRead(36);
        Serial.printf("%d", analogContinuous(first, 1, 10, 20000, nullptr));
        pinMode(36, INPUT);
        Serial.printf("%d", analogContinuous(first, 1, 10, 20000, nullptr));
        Serial.printf("%d\n", analogContinuous(first, 1, 10, 20000, nullptr));
    """
    assert alone(Board.ESP32, "", body, "\n") == ["0000010"]


def test_interrupts_of_pins_are_had_once_and_a_strength_is_told_again() -> None:
    body = r"""
        Serial.printf("%x ", gpio_isr_handler_add(GPIO_NUM_18, nullptr, nullptr));
        Serial.printf("%d ", gpio_install_isr_service(0));
        Serial.printf("%x ", gpio_install_isr_service(0));
        Serial.printf("%x ", gpio_isr_handler_add(GPIO_NUM_48, nullptr, nullptr));
        gpio_drive_cap_t strength;
        gpio_set_drive_capability(GPIO_NUM_18, GPIO_DRIVE_CAP_3);
        gpio_get_drive_capability(GPIO_NUM_18, &strength);
        Serial.println(strength);
    """
    assert alone(Board.ESP32, "driver/gpio.h", body) == ["103 0 103 102 3"]


def test_an_interrupt_of_a_level_ends_the_program_and_says_so() -> None:
    body = """
        attachInterrupt(4, [] {}, RISING);
        Serial.println(gpio_install_isr_service(0) == ESP_ERR_INVALID_STATE);
        gpio_set_intr_type(GPIO_NUM_5, GPIO_INTR_LOW_LEVEL);
        gpio_isr_handler_add(GPIO_NUM_5, [](void*) {}, nullptr);
    """
    told = alone(Board.ESP32, "driver/gpio.h", body, seconds=0.5)
    assert told[:2] == ["1", "gpio_set_intr_type: interrupts of levels are not simulated, take an edge"]


@pytest.mark.parametrize("board", [Board.ESP32, Board("esp32c3")])
def test_pulses_are_made_by_channels_and_timers(board: Board) -> None:
    body = r"""
        ledc_timer_config_t timer = {};
        timer.speed_mode = LEDC_LOW_SPEED_MODE;
        timer.duty_resolution = LEDC_TIMER_13_BIT;
        timer.timer_num = LEDC_TIMER_1;
        timer.freq_hz = 40000;
        timer.clk_cfg = LEDC_AUTO_CLK;
        Serial.printf("%d ", ledc_timer_config(&timer));
        timer.freq_hz = 4000;
        Serial.printf("%d ", ledc_timer_config(&timer));
        ledc_channel_config_t channel = {};
        channel.gpio_num = 5;
        channel.speed_mode = LEDC_LOW_SPEED_MODE;
        channel.channel = LEDC_CHANNEL_2;
        channel.timer_sel = LEDC_TIMER_1;
        channel.duty = 8192;
        Serial.printf("%d ", ledc_channel_config(&channel));
        ledc_set_duty(LEDC_LOW_SPEED_MODE, LEDC_CHANNEL_2, 100);
        Serial.printf("%u ", (unsigned)ledc_get_duty(LEDC_LOW_SPEED_MODE, LEDC_CHANNEL_2));
        ledc_update_duty(LEDC_LOW_SPEED_MODE, LEDC_CHANNEL_2);
        Serial.printf("%u ", (unsigned)ledc_get_duty(LEDC_LOW_SPEED_MODE, LEDC_CHANNEL_2));
        Serial.printf("%u ", (unsigned)ledc_get_freq(LEDC_LOW_SPEED_MODE, LEDC_TIMER_1));
        Serial.printf("%u\n", (unsigned)ledc_find_suitable_duty_resolution(80000000, 5000));
    """
    assert alone(board, "driver/ledc.h", body) == ["-1 0 0 8192 100 4000 13"]


def test_a_fade_takes_its_time_and_tells_of_its_end() -> None:
    before = r"""
        volatile unsigned long ended = 0;
        bool tell(const ledc_cb_param_t* told, void*) { ended = millis() + 0 * told->duty; return false; }
    """
    body = r"""
        ledc_timer_config_t timer = {LEDC_LOW_SPEED_MODE, LEDC_TIMER_8_BIT, LEDC_TIMER_0, 1000, LEDC_AUTO_CLK, false};
        ledc_timer_config(&timer);
        ledc_channel_config_t channel = {};
        channel.gpio_num = 5;
        channel.speed_mode = LEDC_LOW_SPEED_MODE;
        ledc_channel_config(&channel);
        Serial.printf("%x ", ledc_set_fade_with_time(LEDC_LOW_SPEED_MODE, LEDC_CHANNEL_0, 200, 500));
        Serial.printf("%d ", ledc_fade_func_install(0));
        ledc_cbs_t calls = {tell};
        ledc_cb_register(LEDC_LOW_SPEED_MODE, LEDC_CHANNEL_0, &calls, nullptr);
        Serial.printf("%x ", ledc_set_fade_with_time(LEDC_LOW_SPEED_MODE, LEDC_CHANNEL_0, 257, 500));
        ledc_set_fade_with_time(LEDC_LOW_SPEED_MODE, LEDC_CHANNEL_0, 200, 500);
        const unsigned long since = millis();
        ledc_fade_start(LEDC_LOW_SPEED_MODE, LEDC_CHANNEL_0, LEDC_FADE_NO_WAIT);
        Serial.printf("%u ", (unsigned)ledc_get_duty(LEDC_LOW_SPEED_MODE, LEDC_CHANNEL_0));
        delay(600);
        Serial.printf("%lu ", (ended - since) / 10);
        const unsigned long then = millis();
        ledc_set_fade_step_and_start(LEDC_LOW_SPEED_MODE, LEDC_CHANNEL_0, 0, 2, 4, LEDC_FADE_WAIT_DONE);
        Serial.printf("%lu\n", (millis() - then) / 10);
    """
    assert alone(Board.ESP32, "driver/ledc.h", body, before) == ["103 0 102 0 50 40"]
