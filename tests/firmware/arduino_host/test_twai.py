"""The CAN controller of an ESP32, alone on its bus: nobody acknowledges what it sends."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone, bench, sketch_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_BEFORE: Final = r"""
    static twai_filter_config_t filter = TWAI_FILTER_CONFIG_ACCEPT_ALL();
    static twai_message_t message(uint32_t number, uint8_t bytes = 8) {
        twai_message_t made = {};
        made.identifier = number;
        made.data_length_code = bytes;
        for (uint8_t each = 0; each < bytes; ++each) made.data[each] = each + 1;
        return made;
    }
    static esp_err_t begin(twai_mode_t mode, uint32_t alerts = TWAI_ALERT_NONE, uint32_t places = 5) {
        twai_general_config_t general = TWAI_GENERAL_CONFIG_DEFAULT(GPIO_NUM_5, GPIO_NUM_4, mode);
        general.alerts_enabled = alerts;
        general.tx_queue_len = places;
        twai_timing_config_t timing = TWAI_TIMING_CONFIG_500KBITS();
        const esp_err_t error = twai_driver_install(&general, &timing, &filter);
        return error == ESP_OK ? twai_start() : error;
    }
    static twai_status_info_t status() {
        twai_status_info_t found;
        twai_get_status_info(&found);
        return found;
    }
"""


def on_bus(body: str, seconds: float = 2) -> list[str]:
    """Run `body` as the setup of an ESP32's sketch that has the driver."""
    return alone(Board.ESP32, "driver/twai.h", body, _BEFORE, seconds)


def test_the_driver_refuses_what_esp_idf_refuses() -> None:
    body = r"""
        Serial.printf("%x ", twai_start());
        twai_general_config_t general = TWAI_GENERAL_CONFIG_DEFAULT(GPIO_NUM_34, GPIO_NUM_4, TWAI_MODE_NORMAL);
        twai_timing_config_t timing = TWAI_TIMING_CONFIG_25KBITS();
        Serial.printf("%x ", twai_driver_install(&general, &timing, &filter));
        general.tx_io = GPIO_NUM_5;
        timing.quanta_resolution_hz = 33333;
        Serial.printf("%x ", twai_driver_install(&general, &timing, &filter));
        Serial.printf("%x ", begin(TWAI_MODE_LISTEN_ONLY));
        Serial.printf("%x ", begin(TWAI_MODE_NORMAL));
        twai_message_t sent = message(1);
        Serial.printf("%x ", twai_transmit(&sent, 0));
        Serial.printf("%x %x ", twai_start(), twai_initiate_recovery());
        Serial.printf("%x ", twai_driver_uninstall());
        Serial.printf("%x ", twai_stop());
        Serial.printf("%x ", twai_driver_uninstall());
        Serial.printf("%x ", twai_driver_uninstall());
        Serial.printf("%x ", begin(TWAI_MODE_NORMAL));
        sent.data_length_code = 9;
        Serial.printf("%x ", twai_transmit(&sent, 0));
        twai_stop();
        sent.data_length_code = 8;
        Serial.printf("%x\n", twai_transmit(&sent, 0));
    """
    assert on_bus(body) == ["102 102 102 0 103 106 103 103 103 0 0 102 0 102 103"]


def test_who_is_alone_becomes_error_passive_and_sends_for_ever() -> None:
    """A frame is 100 bits to its slot, 17 of an error behind it, 25 from the sixteenth on: of 2 us each."""
    body = r"""
        begin(TWAI_MODE_NORMAL);
        twai_message_t sent = message(0x123);
        Serial.printf("%x\n", twai_transmit(&sent, 0));
        for (int each = 0; each < 3; ++each) {
            const twai_status_info_t now = status();
            Serial.printf("%u %u %u %u\n", now.tx_error_counter, now.bus_error_count, now.msgs_to_tx, now.state);
            delayMicroseconds(1060);
        }
        const uint32_t before = status().bus_error_count;
        delay(1000);
        Serial.println(status().bus_error_count - before);
        delay(60000);
        const twai_status_info_t late = status();
        Serial.printf("%u %u %u %d %u\n", late.tx_error_counter, late.rx_error_counter, late.tx_failed_count,
                      late.bus_error_count > 240000 && late.bus_error_count < 245000, late.state);
    """
    lines = on_bus(body, 70)
    assert lines[:3] == ["0", "0 0 1 1", "32 4 1 1"]
    assert lines[3] == "72 9 1 1"
    assert abs(int(lines[4]) - 4000) <= 2
    assert lines[5] == "128 0 0 1 1"


def test_a_queue_that_nobody_empties_is_full_and_can_be_cleared() -> None:
    body = r"""
        begin(TWAI_MODE_NORMAL, TWAI_ALERT_NONE, 2);
        twai_message_t sent = message(1);
        const unsigned long since = millis();
        for (int each = 0; each < 4; ++each) Serial.printf("%x ", twai_transmit(&sent, 50));
        Serial.printf("%lu %u ", (millis() - since) / 10, status().msgs_to_tx);
        twai_clear_transmit_queue();
        Serial.printf("%u ", status().msgs_to_tx);
        twai_stop();
        Serial.printf("%u ", status().msgs_to_tx);
        twai_driver_uninstall();
        begin(TWAI_MODE_NORMAL, TWAI_ALERT_NONE, 0);
        Serial.printf("%x ", twai_transmit(&sent, 0));
        Serial.printf("%d ", twai_transmit(&sent, 50));
        Serial.printf("%x\n", twai_clear_transmit_queue());
    """
    assert on_bus(body) == ["0 0 0 107 5 3 1 0 0 -1 106"]


def test_a_frame_that_is_sent_once_fails_and_is_told() -> None:
    body = r"""
        begin(TWAI_MODE_NORMAL, TWAI_ALERT_ALL);
        twai_message_t sent = message(1);
        sent.ss = 1;
        uint32_t alerts;
        Serial.printf("%x ", twai_transmit(&sent, 0));
        Serial.printf("%x ", twai_read_alerts(&alerts, 100));
        Serial.printf("%x %u %u\n", alerts, status().tx_failed_count, status().tx_error_counter);
        Serial.printf("%x ", twai_read_alerts(&alerts, 100));
        Serial.printf("%x\n", alerts);
    """
    assert on_bus(body) == ["0 0 601 1 8", "107 0"]


def test_alerts_wake_who_waits_when_errors_have_grown() -> None:
    body = r"""
        begin(TWAI_MODE_NORMAL, TWAI_ALERT_ABOVE_ERR_WARN | TWAI_ALERT_ERR_PASS);
        twai_message_t sent = message(1);
        twai_transmit(&sent, 0);
        uint32_t alerts;
        const unsigned long since = micros();
        for (int each = 0; each < 2; ++each) {
            twai_read_alerts(&alerts, 1000);
            Serial.printf("%x %u %lu ", alerts, status().tx_error_counter, (micros() - since) / 100);
        }
        Serial.printf("%x ", twai_read_alerts(&alerts, 1000));
        twai_reconfigure_alerts(TWAI_ALERT_BUS_ERROR, nullptr);
        const unsigned long then = millis();
        for (int each = 0; each < 10; ++each) twai_read_alerts(&alerts, 1000);
        Serial.printf("%x %d\n", alerts, millis() - then < 5);
    """
    # Twelve errors, of 200 us and 34 between two; four more.
    assert on_bus(body, 4) == ["100 96 27 1000 128 37 107 200 1"]


def test_without_acknowledgement_a_frame_is_sent_and_comes_back_where_it_says_so() -> None:
    body = r"""
        begin(TWAI_MODE_NO_ACK, TWAI_ALERT_ALL);
        twai_message_t sent = message(0x123, 3), found = {};
        uint32_t alerts;
        unsigned long since = micros();
        Serial.printf("%x ", twai_transmit(&sent, 0));
        twai_read_alerts(&alerts, 100);
        since = micros() - since;
        Serial.printf("%x %d ", alerts, since >= 136 && since < 150);
        Serial.printf("%x ", twai_receive(&found, 20));
        sent.self = 1;
        twai_transmit(&sent, 0);
        sent.identifier = 0x1ABCDEF;
        sent.extd = 1;
        sent.rtr = 1;
        twai_transmit(&sent, 0);
        Serial.printf("%x ", twai_receive(&found, 20));
        Serial.printf("%x ", found.identifier);
        Serial.printf("%u %d%d%d%d %u ", found.data_length_code, found.data[0], found.data[1], found.data[2],
                      found.data[3], found.extd);
        Serial.printf("%x ", twai_receive(&found, 20));
        Serial.printf("%x ", found.identifier);
        Serial.printf("%u %u %u ", found.extd, found.rtr, found.data[0]);
        twai_read_alerts(&alerts, 0);
        Serial.printf("%x %u %u\n", alerts, status().tx_error_counter, status().bus_error_count);
    """
    # 68 bits of 2 us.
    assert on_bus(body) == ["0 3 1 107 0 123 3 1230 0 0 1abcdef 1 1 0 7 0 0"]


def test_what_nobody_fetches_is_missed() -> None:
    body = r"""
        begin(TWAI_MODE_NO_ACK, TWAI_ALERT_RX_QUEUE_FULL);
        twai_message_t sent = message(7);
        sent.self = 1;
        for (int each = 0; each < 7; ++each) twai_transmit(&sent, 100);
        uint32_t alerts;
        Serial.printf("%x ", twai_read_alerts(&alerts, 100));
        delay(10);
        Serial.printf("%u %u ", status().msgs_to_rx, status().rx_missed_count);
        twai_clear_receive_queue();
        Serial.println(status().msgs_to_rx);
    """
    assert on_bus(body) == ["0 5 2 0"]


@pytest.mark.parametrize(
    ("filtered", "passed"),
    [
        ("{0x123 << 21, ~(0x7FFu << 21), true}", "123"),
        ("{(0x123 << 21) | (2 << 8), ~((0x7FFu << 21) | 0xFF00), true}", ""),
        ("{(0x123 << 21) | (1 << 8), ~((0x7FFu << 21) | 0xFF00), true}", "123"),
        ("{0x1ABCDEFu << 3, ~(0x1FFFFFFFu << 3), true}", "1abcdef"),
        ("{(0x123u << 21) | (0x124 << 5), ~((0x7FFu << 21) | (0x7FF << 5)), false}", "123124"),
        ("{(0x1ABCDEFu >> 13) << 16 | 0xFFFF, 0, false}", "1abcdef"),
    ],
)
def test_a_filter_lets_pass_what_it_says(filtered: str, passed: str) -> None:
    body = f"""
        filter = {filtered};
        begin(TWAI_MODE_NO_ACK);
        for (uint32_t number : {{0x123u, 0x124u, 0x1ABCDEFu}}) {{
            twai_message_t sent = message(number, 2), found;
            sent.self = 1;
            sent.extd = number > 0x7FF;
            twai_transmit(&sent, 10);
            if (twai_receive(&found, 10) == ESP_OK) Serial.printf("%x", found.identifier);
        }}
        Serial.println();
    """
    assert on_bus(body) == [passed]


def test_a_sender_that_nobody_hears_costs_no_time_of_this_machine() -> None:
    """Each day it would send a hundred million times."""
    body = r"""
        begin(TWAI_MODE_NORMAL, TWAI_ALERT_ALL);
        twai_message_t sent = message(1);
        twai_transmit(&sent, 0);
        delay(24 * 3600 * 1000);
        Serial.printf("%u %d\n", status().tx_error_counter, status().bus_error_count > 300000000);
    """
    with bench(Board.ESP32, sketch_of("driver/twai.h", body, _BEFORE)) as running:
        assert running.run(24 * 3600 + 10) == ["128 1"]
