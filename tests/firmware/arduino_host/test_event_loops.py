"""Loops of events of a sketch's own, beside the default one of ESP-IDF."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_BEFORE: Final = r"""
    ESP_EVENT_DEFINE_BASE(LAMP);
    ESP_EVENT_DEFINE_BASE(DOOR);
    static void hear(void* who, esp_event_base_t base, int32_t id, void* data) {
        Serial.printf("%s:%s %d %d in %s; ", (const char*)who, base, (int)id, data == nullptr ? -1 : *(int*)data,
                      pcTaskGetName(nullptr));
    }
"""


def test_a_loop_with_a_task_tells_there_what_was_posted() -> None:
    body = r"""
        esp_event_loop_args_t args = {4, "lamps", 5, 3072, 1};
        esp_event_loop_handle_t loop = nullptr;
        Serial.printf("%x ", esp_event_loop_create(nullptr, &loop));
        Serial.printf("%x\n", esp_event_loop_create(&args, &loop));
        esp_event_handler_register_with(loop, LAMP, 1, hear, (void*)"one");
        esp_event_handler_register_with(loop, LAMP, ESP_EVENT_ANY_ID, hear, (void*)"all");
        int value = 7;
        esp_event_post_to(loop, LAMP, 1, &value, sizeof value, portMAX_DELAY);
        value = 8;
        esp_event_post_to(loop, LAMP, 2, nullptr, 0, 0);
        esp_event_post_to(loop, DOOR, 1, &value, sizeof value, 0);
        Serial.printf("%x\n", esp_event_post_to(loop, LAMP, ESP_EVENT_ANY_ID, nullptr, 0, 0));
        Serial.printf("%x ", esp_event_post(LAMP, 1, nullptr, 0, 0));
        esp_event_handler_unregister_with(loop, LAMP, 1, hear);
        esp_event_post_to(loop, LAMP, 1, &value, sizeof value, 0);
        delay(1);
        Serial.printf("%x\n", esp_event_loop_delete(loop));
    """
    assert alone(Board.ESP32, "esp_event.h freertos/task.h", body, _BEFORE) == [
        "102 0",
        "one:LAMP 1 7 in lamps; all:LAMP 1 7 in lamps; all:LAMP 2 -1 in lamps; 102",
        "103 all:LAMP 1 8 in lamps; 0",
    ]


def test_a_loop_without_a_task_is_run_by_whoever_wants_it_and_has_as_much_room_as_it_says() -> None:
    body = r"""
        esp_event_loop_args_t args = {};
        args.queue_size = 2;
        esp_event_loop_handle_t loop = nullptr;
        esp_event_loop_create(&args, &loop);
        esp_event_handler_instance_t first, second;
        esp_event_handler_instance_register_with(loop, LAMP, 1, hear, (void*)"a", &first);
        esp_event_handler_instance_register_with(loop, LAMP, 1, hear, (void*)"b", &second);
        Serial.printf("%x ", esp_event_post_to(loop, LAMP, 1, nullptr, 0, 0));
        Serial.printf("%x ", esp_event_post_to(loop, LAMP, 1, nullptr, 0, 0));
        const unsigned long since = millis();
        Serial.printf("%x ", esp_event_post_to(loop, LAMP, 1, nullptr, 0, pdMS_TO_TICKS(50)));
        Serial.printf("%lu ", (millis() - since) / 10 * 10);
        esp_event_handler_instance_unregister_with(loop, LAMP, 1, first);
        Serial.printf("%x ", esp_event_loop_run(loop, pdMS_TO_TICKS(200)));
        Serial.printf("%lu\n", (millis() - since) / 10 * 10);
    """
    told = alone(Board.ESP32, "esp_event.h freertos/task.h", body, _BEFORE)
    assert told == ["0 0 107 50 b:LAMP 1 -1 in loopTask; b:LAMP 1 -1 in loopTask; 0 250"]
