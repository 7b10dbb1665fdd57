"""Bluetooth by ESP-IDF's calls: it is switched on and off as on a board, and nobody is in reach."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_HEADERS: Final = "esp_bt.h esp_bt_device.h esp_bt_main.h"


def printed(body: str) -> list[str]:
    return alone(Board.ESP32, _HEADERS, body, "", 0.5)


def test_each_step_of_the_controller_needs_the_one_before() -> None:
    body = r"""
        esp_bt_controller_config_t config = BT_CONTROLLER_INIT_CONFIG_DEFAULT();
        Serial.printf("%x %x ", esp_bt_controller_enable(ESP_BT_MODE_BTDM), esp_bt_controller_init(nullptr));
        config.magic = 0;
        Serial.printf("%x ", esp_bt_controller_init(&config));
        Serial.printf("%x %d ", esp_bt_controller_init(&config), esp_bt_controller_get_status());
        Serial.printf("%x ", esp_bt_controller_enable(ESP_BT_MODE_BLE));
        Serial.printf("%x ", esp_bt_controller_enable(ESP_BT_MODE_BTDM));
        Serial.printf("%d %d %x ", esp_bt_controller_get_status(), btStarted(), esp_bt_controller_deinit());
        Serial.printf("%x ", esp_bt_controller_disable());
        Serial.printf("%x ", esp_bt_controller_disable());
        Serial.printf("%x ", esp_bt_controller_deinit());
        Serial.printf("%d\n", esp_bt_controller_get_status());
    """
    assert printed(body) == ["103 102 0 103 1 102 0 2 1 103 0 103 0 0"]


def test_memory_that_was_released_is_gone_until_the_next_start() -> None:
    body = r"""
        Serial.printf("%x ", esp_bt_controller_mem_release(ESP_BT_MODE_CLASSIC_BT));
        Serial.printf("%x ", esp_bt_controller_mem_release(ESP_BT_MODE_CLASSIC_BT));
        Serial.printf("%x ", esp_bt_controller_mem_release(ESP_BT_MODE_BTDM));
        esp_bt_controller_config_t config = BT_CONTROLLER_INIT_CONFIG_DEFAULT();
        Serial.printf("%x %d\n", esp_bt_controller_init(&config), btStart());
    """
    assert printed(body) == ["0 103 0 103 0"]


def test_bluedroid_stands_on_the_controller_and_has_an_address_of_its_own() -> None:
    body = r"""
        Serial.printf("%x %d ", esp_bluedroid_init(), esp_bt_dev_get_address() == nullptr);
        Serial.printf("%d ", btStart());
        Serial.printf("%x ", esp_bluedroid_enable());
        Serial.printf("%x ", esp_bluedroid_init());
        Serial.printf("%x ", esp_bluedroid_enable());
        Serial.printf("%d ", esp_bluedroid_get_status());
        uint8_t station[6];
        esp_read_mac(station, ESP_MAC_WIFI_STA);
        Serial.printf("%d ", (uint8_t)(esp_bt_dev_get_address()[5] - station[5]));
        Serial.printf("%x ", esp_bluedroid_deinit());
        Serial.printf("%x ", esp_bluedroid_disable());
        Serial.printf("%x ", esp_bluedroid_deinit());
        Serial.printf("%d ", esp_bluedroid_get_status());
        Serial.printf("%d ", btStop());
        Serial.printf("%d\n", btStarted());
    """
    assert printed(body) == ["103 1 1 103 0 0 2 2 103 0 0 0 1 0"]
