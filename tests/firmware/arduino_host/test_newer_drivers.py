"""The drivers of ESP-IDF 5 beside those of the core: timers, conversions, buses, pulses in and out."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone, program, sketch_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_C3: Final = Board("esp32c3")
_S3: Final = Board("esp32s3")
_HEADERS: Final = (
    "driver/adc.h driver/dac_oneshot.h driver/gptimer.h driver/i2c_master.h driver/pulse_cnt.h driver/rmt_rx.h"
    " driver/rmt_tx.h driver/temperature_sensor.h esp_adc/adc_cali.h esp_adc/adc_cali_scheme.h esp_adc/adc_oneshot.h"
)


@pytest.mark.parametrize("board", [Board.ESP32, _S3, _C3])
def test_headers_compile_together_and_alone(board: Board) -> None:
    assert program(board, sketch_of(_HEADERS, "")).is_file()
    if board is Board.ESP32:
        assert all(program(board, sketch_of(each, "")).is_file() for each in _HEADERS.split())


def test_a_timer_counts_and_calls() -> None:
    before = r"""
        static volatile int rung = 0;
        static bool ring(gptimer_handle_t, const gptimer_alarm_event_data_t* event, void* by) {
            rung += *static_cast<int*>(by);
            return event->alarm_value != 50000;
        }
    """
    body = r"""
        gptimer_config_t config = {};
        config.direction = GPTIMER_COUNT_UP;
        config.resolution_hz = 80000000;
        gptimer_handle_t timer = nullptr;
        Serial.printf("%x ", gptimer_new_timer(&config, &timer));
        config.resolution_hz = 1000000;
        Serial.printf("%x ", gptimer_new_timer(&config, &timer));
        static int step = 1;
        gptimer_event_callbacks_t calls = {ring};
        gptimer_register_event_callbacks(timer, &calls, &step);
        gptimer_alarm_config_t alarm = {};
        alarm.alarm_count = 50000;
        alarm.flags.auto_reload_on_alarm = 1;
        gptimer_set_alarm_action(timer, &alarm);
        Serial.printf("%x ", gptimer_start(timer));
        gptimer_enable(timer);
        Serial.printf("%x %x ", gptimer_start(timer), gptimer_del_timer(timer));
        delay(220);
        uint64_t count = 0;
        gptimer_get_raw_count(timer, &count);
        Serial.printf("%d %d ", rung, (int)count / 1000);
        gptimer_stop(timer);
        alarm.flags.auto_reload_on_alarm = 0;
        alarm.alarm_count = 10000;
        gptimer_set_raw_count(timer, 0);
        gptimer_set_alarm_action(timer, &alarm);
        gptimer_start(timer);
        delay(100);
        gptimer_get_raw_count(timer, &count);
        Serial.printf("%d %d ", rung, (int)count / 1000);
        gptimer_stop(timer);
        gptimer_disable(timer);
        Serial.printf("%x ", gptimer_del_timer(timer));
        gptimer_handle_t each;
        int made = 0;
        while (gptimer_new_timer(&config, &each) == ESP_OK) ++made;
        Serial.println(made);
    """
    assert alone(Board.ESP32, "driver/gptimer.h", body, before) == ["102 0 103 0 103 4 20 5 100 0 4"]


def test_a_converter_has_its_channels_and_its_scale() -> None:
    body = r"""
        adc_oneshot_unit_handle_t unit, again;
        adc_oneshot_unit_init_cfg_t which = {};
        which.unit_id = ADC_UNIT_1;
        Serial.printf("%x ", adc_oneshot_new_unit(&which, &unit));
        Serial.printf("%x ", adc_oneshot_new_unit(&which, &again));
        adc_oneshot_chan_cfg_t how = {ADC_ATTEN_DB_12, ADC_BITWIDTH_10};
        Serial.printf("%x ", adc_oneshot_config_channel(unit, ADC_CHANNEL_8, &how));
        adc_oneshot_config_channel(unit, ADC_CHANNEL_6, &how);
        adc_cali_handle_t scale;
        adc_cali_line_fitting_config_t line = {};
        line.bitwidth = ADC_BITWIDTH_10;
        Serial.printf("%x ", adc_cali_create_scheme_line_fitting(&line, &scale));
        int raw = 0, mv = 0, pin = 0;
        adc_oneshot_read(unit, ADC_CHANNEL_6, &raw);
        adc_cali_raw_to_voltage(scale, 512, &mv);
        adc_oneshot_channel_to_io(ADC_UNIT_1, ADC_CHANNEL_6, &pin);
        adc_channel_t channel;
        adc_unit_t found;
        Serial.printf("%d %d %d ", raw, mv, pin);
        Serial.printf("%x ", adc_oneshot_io_to_channel(25, &found, &channel));
        Serial.printf("%d %d ", found, channel);
        adc1_config_width(ADC_WIDTH_BIT_12);
        Serial.printf("%d %d\n", adc1_get_raw(ADC1_CHANNEL_6), adc1_get_raw(ADC1_CHANNEL_MAX));
    """
    told = alone(Board.ESP32, "driver/adc.h esp_adc/adc_oneshot.h", body)
    assert told == ["0 105 102 0 0 1651 34 0 1 8 0 -1"]


def test_no_address_answers_the_newer_driver() -> None:
    before = "static volatile int told = -1;"
    body = r"""
        i2c_master_bus_config_t wires = {};
        wires.i2c_port = -1;
        wires.sda_io_num = GPIO_NUM_21;
        wires.scl_io_num = GPIO_NUM_22;
        i2c_master_bus_handle_t bus, other, found;
        Serial.printf("%x ", i2c_new_master_bus(&wires, &bus));
        i2c_device_config_t which = {};
        which.device_address = 0x3C;
        i2c_master_dev_handle_t device;
        Serial.printf("%x ", i2c_master_bus_add_device(bus, &which, &device));
        which.scl_speed_hz = 100000;
        i2c_master_bus_add_device(bus, &which, &device);
        uint8_t bytes[2] = {1, 2};
        Serial.printf("%x ", i2c_master_probe(bus, 0x3C, 50));
        Serial.printf("%x ", i2c_master_transmit(device, bytes, 2, 50));
        Serial.printf("%x ", i2c_master_receive(device, bytes, 2, 50));
        Serial.printf("%x ", i2c_master_transmit(device, bytes, 0, 50));
        Serial.printf("%x ", i2c_del_master_bus(bus));
        Serial.printf("%d ", i2c_master_get_bus_handle(0, &found) == ESP_OK && found == bus);
        i2c_master_bus_rm_device(device);
        Serial.printf("%x ", i2c_del_master_bus(bus));
        wires.trans_queue_depth = 4;
        i2c_new_master_bus(&wires, &other);
        i2c_master_bus_add_device(other, &which, &device);
        i2c_master_event_callbacks_t calls = {[](i2c_master_dev_handle_t, const i2c_master_event_data_t* event, void*) {
            told = event->event;
            return false;
        }};
        i2c_master_register_event_callbacks(device, &calls, nullptr);
        Serial.printf("%x ", i2c_master_transmit(device, bytes, 2, 50));
        delay(1);
        Serial.println(told == I2C_EVENT_NACK);
    """
    assert alone(Board.ESP32, "driver/i2c_master.h", body, before) == ["0 102 105 103 103 102 103 1 0 0 1"]


def test_a_counter_of_pulses_is_set_before_it_is_enabled() -> None:
    body = r"""
        pcnt_unit_config_t limits = {-100, 10, 0, {1}};
        pcnt_unit_handle_t unit, other;
        pcnt_new_unit(&limits, &unit);
        pcnt_chan_config_t pins = {4, 5, {}};
        pcnt_channel_handle_t channel;
        Serial.printf("%x ", pcnt_new_channel(unit, &pins, &channel));
        pcnt_unit_add_watch_point(unit, 3);
        pcnt_unit_add_watch_point(unit, 5);
        Serial.printf("%x %x ", pcnt_unit_add_watch_point(unit, 6), pcnt_unit_add_watch_point(unit, 11));
        Serial.printf("%x ", pcnt_unit_start(unit));
        pcnt_unit_enable(unit);
        int count = 1;
        Serial.printf("%x %x ", pcnt_unit_start(unit), pcnt_unit_get_count(unit, &count));
        Serial.printf("%d %x ", count, pcnt_unit_set_glitch_filter(unit, nullptr));
        limits.low_limit = 0;
        Serial.printf("%x %x\n", pcnt_new_unit(&limits, &other), pcnt_del_unit(unit));
    """
    assert alone(Board.ESP32, "driver/pulse_cnt.h", body) == ["0 105 102 103 0 0 0 103 102 103"]


def test_trains_take_their_time_and_leave_their_last_level() -> None:
    before = r"""
        static volatile int sent = 0;
        static bool note(rmt_channel_handle_t, const rmt_tx_done_event_data_t* event, void*) {
            sent = event->num_symbols;
            return false;
        }
    """
    body = r"""
        rmt_tx_channel_config_t config = {};
        config.gpio_num = GPIO_NUM_4;
        config.resolution_hz = 1000000;
        config.mem_block_symbols = 64;
        config.trans_queue_depth = 2;
        rmt_channel_handle_t channel;
        Serial.printf("%x ", rmt_new_tx_channel(&config, &channel));
        rmt_tx_event_callbacks_t calls = {note};
        rmt_tx_register_event_callbacks(channel, &calls, nullptr);
        rmt_bytes_encoder_config_t bits = {};
        bits.bit0.duration0 = 300;
        bits.bit0.duration1 = 900;
        bits.bit1.duration0 = 900;
        bits.bit1.duration1 = 1100;
        rmt_encoder_handle_t bytes, copies;
        rmt_new_bytes_encoder(&bits, &bytes);
        rmt_copy_encoder_config_t nothing = {};
        rmt_new_copy_encoder(&nothing, &copies);
        rmt_transmit_config_t how = {};
        how.flags.eot_level = 1;
        const uint8_t text[] = {0xFF, 0x00};
        rmt_enable(channel);
        const unsigned long since = micros();
        Serial.printf("%x ", rmt_transmit(channel, bytes, text, 2, &how));
        Serial.printf("%d %x ", machine::pin_read(4), rmt_tx_wait_all_done(channel, 10));
        Serial.printf("%x ", rmt_tx_wait_all_done(channel, -1));
        Serial.printf("%lu %d %d ", (micros() - since) / 100, sent, machine::pin_read(4));
        rmt_symbol_word_t symbols[3];
        for (auto& each : symbols) each.val = 5000 | 5000 << 16;
        how.flags.queue_nonblocking = 1;
        how.flags.eot_level = 0;
        Serial.printf("%x", rmt_transmit(channel, copies, symbols, sizeof symbols, &how));
        Serial.printf("%x", rmt_transmit(channel, copies, symbols, sizeof symbols, &how));
        Serial.printf("%x ", rmt_transmit(channel, copies, symbols, sizeof symbols, &how));
        delay(45);
        Serial.printf("%d ", machine::pin_read(4));
        delay(20);
        Serial.printf("%d %x ", sent, rmt_del_channel(channel));
        rmt_disable(channel);
        Serial.printf("%x\n", rmt_del_channel(channel));
    """
    assert alone(Board.ESP32, "driver/rmt_tx.h", body, before) == ["0 0 0 107 0 256 17 1 00103 0 4 103 0"]


def test_the_thermometer_in_the_chip_is_at_room_temperature() -> None:
    body = r"""
        temperature_sensor_config_t config = TEMPERATURE_SENSOR_CONFIG_DEFAULT(-10, 80);
        temperature_sensor_handle_t sensor;
        float celsius = 0;
        Serial.printf("%x ", temperature_sensor_install(&config, &sensor));
        Serial.printf("%x ", temperature_sensor_get_celsius(sensor, &celsius));
        temperature_sensor_enable(sensor);
        temperature_sensor_get_celsius(sensor, &celsius);
        Serial.println(celsius == temperatureRead());
    """
    assert alone(_C3, "driver/temperature_sensor.h", body) == ["0 103 1"]
