"""Handlers of events, timers and tasks call what waits, while the loop has ended or waits for long itself."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import bench, lines_of

_ENDED: Final = "void loop() { vTaskDelete(nullptr); }"
_BLOCKED: Final = "void loop() { ulTaskNotifyTake(pdTRUE, portMAX_DELAY); }"
_SUSPENDED: Final = "void loop() { vTaskSuspend(nullptr); }"
_ASLEEP: Final = "void loop() { delay(60000); }"
_ESP32_LOOPS: Final = (_ENDED, _BLOCKED, _SUSPENDED, _ASLEEP)

_ON_ADDRESS: Final = r"""
#include <WiFi.h>
#include <esp_sntp.h>
#include <sys/time.h>
static SemaphoreHandle_t lock;
static EventGroupHandle_t network;
static void follow(void*) {
    xEventGroupWaitBits(network, 1, pdFALSE, pdTRUE, portMAX_DELAY);
    Serial.println("followed");
    while (time(nullptr) < 1600000000) vTaskDelay(500);
    Serial.println("dated");
    vTaskDelete(nullptr);
}
static void hold(void*) {
    xSemaphoreTake(lock, portMAX_DELAY);
    vTaskDelay(4000);
    xSemaphoreGive(lock);
    vTaskDelete(nullptr);
}
void setup() {
    network = xEventGroupCreate();
    lock = xSemaphoreCreateMutex();
    WiFi.onEvent([](WiFiEvent_t, WiFiEventInfo_t) {
        BODY
        xEventGroupSetBits(network, 1);
        Serial.println("set");
    }, ARDUINO_EVENT_WIFI_STA_GOT_IP);
    xTaskCreate(follow, "follow", 8192, nullptr, 1, nullptr);
    xTaskCreate(hold, "hold", 8192, nullptr, 1, nullptr);
    WiFi.mode(WIFI_STA);
    WiFi.begin("OceanNet", "correct horse");
}
"""
_CLOCK: Final = 'configTime(0, 0, "pool.ntp.org");'
_WAITS: Final = r"""
xSemaphoreTake(lock, portMAX_DELAY);
delay(100);
IPAddress found;
Serial.println(WiFi.hostByName("pool.ntp.org", found));
Serial.println(pcTaskGetName(nullptr));
"""


@pytest.mark.parametrize("loop", _ESP32_LOOPS)
def test_a_handler_that_starts_the_clock_of_an_esp32_returns(loop: str) -> None:
    told = lines_of(Board.ESP32, _ON_ADDRESS.replace("BODY", _CLOCK) + loop, 8)
    assert told == ["set", "followed", "dated"]


@pytest.mark.parametrize("loop", _ESP32_LOOPS)
def test_a_handler_of_an_esp32_may_wait_for_a_task_and_for_the_network(loop: str) -> None:
    told = lines_of(Board.ESP32, _ON_ADDRESS.replace("BODY", _WAITS + _CLOCK) + loop, 12)
    assert told == ["1", "arduino_events", "set", "followed", "dated"]


def test_a_handler_of_an_esp8266_returns_however_long_its_loop_sleeps() -> None:
    sketch = r"""
    #include <ESP8266WiFi.h>
    static WiFiEventHandler kept;
    void setup() {
        kept = WiFi.onStationModeGotIP([](const WiFiEventStationModeGotIP&) {
            configTime(0, 0, "pool.ntp.org");
            Serial.println("set");
        });
        WiFi.begin("OceanNet", "correct horse");
    }
    """
    with bench(Board.ESP8266, sketch + _ASLEEP) as running:
        assert running.run(8) == ["set"]


_TIMED: Final = r"""
#include <WiFi.h>
#if !defined(ESP32)
#include <FreeRTOS.h>
#include <semphr.h>
#include <task.h>
#endif
#include <Ticker.h>
static Ticker ticker;
static SemaphoreHandle_t due;
static void work(void*) {
    for (;;) {
        xSemaphoreTake(due, portMAX_DELAY);
        IPAddress found;
        Serial.println(WiFi.hostByName("pool.ntp.org", found));
    }
}
void setup() {
    due = xSemaphoreCreateBinary();
    WiFi.begin("OceanNet", "correct horse");
    while (WiFi.status() != WL_CONNECTED) delay(100);
    xTaskCreate(work, "work", 4096, nullptr, 1, nullptr);
    ticker.attach_ms(2000, [] {
        IPAddress found;
        WiFi.hostByName("pool.ntp.org", found);
        CLOCK
        xSemaphoreGive(due);
    });
}
"""
_CLOCKS: Final = {Board.ESP32: _CLOCK, Board.PICOW: 'NTP.begin("pool.ntp.org");'}


@pytest.mark.parametrize("loop", [_ENDED, _BLOCKED, _SUSPENDED])
@pytest.mark.parametrize("board", _CLOCKS)
def test_a_timer_that_asks_the_network_wakes_a_task_that_does(board: Board, loop: str) -> None:
    told = lines_of(board, _TIMED.replace("CLOCK", _CLOCKS[board]) + loop, 12)
    assert told[:2] == ["1", "1"]
