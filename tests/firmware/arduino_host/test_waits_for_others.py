"""Programs that wait for an interrupt, a timer or another task without resting, and what keeps those from a turn."""

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

_OF_AN_ESP32 = r"""
#include <Ticker.h>
static volatile bool flag;
static volatile int count;
static portMUX_TYPE mux = portMUX_INITIALIZER_UNLOCKED;
static QueueHandle_t queue;
static EventGroupHandle_t bits;
static Ticker ticker;
static void produce(void*) {
    for (;;) {
        ulTaskNotifyTake(pdTRUE, portMAX_DELAY);
        delay(50);
        const int item = 1;
        flag = true;
        xQueueSend(queue, &item, 0);
        xEventGroupSetBits(bits, 1);
    }
}
static void IRAM_ATTR note() { flag = true; }
static void IRAM_ATTR note_edge() { ++count; }
static TaskHandle_t producer;
#define AFTER_50_MS(wait) flag = false; xTaskNotifyGive(producer); wait
void setup() {
    queue = xQueueCreate(1, sizeof(int));
    bits = xEventGroupCreate();
    xTaskCreatePinnedToCore(produce, "p", 4096, NULL, 1, &producer, 0);
    Serial1.begin(9600);
    AFTER_50_MS(while (!flag) digitalRead(5));
    AFTER_50_MS(while (!flag) analogRead(34));
    AFTER_50_MS(while (!flag) Serial.available());
    AFTER_50_MS(while (!flag) Serial1.read());
    AFTER_50_MS(while (!flag) ESP.getFreeHeap());
    AFTER_50_MS(bool had; do { portENTER_CRITICAL(&mux); had = flag; portEXIT_CRITICAL(&mux); } while (!had));
    xQueueReset(queue);
    AFTER_50_MS(while (uxQueueMessagesWaiting(queue) == 0) {});
    xEventGroupClearBits(bits, 1);
    AFTER_50_MS(while (!(xEventGroupGetBits(bits) & 1)) {});
    Serial.println("calls");
    AFTER_50_MS(while (!flag) {});
    Serial.println("other core");
    flag = false;
    hw_timer_t* const timer = timerBegin(1000000);
    timerAttachInterrupt(timer, &note);
    timerAlarm(timer, 500000, false, 0);
    unsigned long since = millis();
    while (!flag) {}
    Serial.printf("interrupt %d\n", millis() - since < 550);

    ticker.attach_ms(10, [] { delay(25); });
    since = millis();
    for (int turn = 0; turn < 5; ++turn) delay(100);
    ticker.detach();
    Serial.printf("slow timer %d\n", millis() - since < 1000);

    vTaskDelay(1);
    delayMicroseconds(600);
    since = micros();
    vTaskDelay(1);
    const unsigned long took = micros() - since;
    Serial.printf("tick %d ", took > 200 && took < 500);
    since = micros();
    xQueueReset(queue);
    int item;
    delayMicroseconds(600);
    since = micros();
    xQueueReceive(queue, &item, 2);
    Serial.printf("%d\n", micros() - since < 1900);

    since = micros();
    for (int byte = 0; byte < 96; ++byte) Serial1.write('x');
    const unsigned long written = micros() - since;
    Serial1.flush();
    Serial.printf("line %d %lu\n", written < 1000, (micros() - since + 500) / 1000);

    pinMode(4, OUTPUT);
    attachInterrupt(4, note_edge, CHANGE);
    for (int turn = 1; turn <= 10; ++turn) digitalWrite(4, turn & 1);
    Serial.printf("edges %d\n", count);
}
void loop() { delay(1000); }
"""
_WRONG = r"""
#include <esp_system.h>
RTC_NOINIT_ATTR static int stage;
static portMUX_TYPE mux = portMUX_INITIALIZER_UNLOCKED;
static SemaphoreHandle_t mutex;
static void IRAM_ATTR wait() { stage == 1 ? delay(10) : (void)xSemaphoreTake(mutex, portMAX_DELAY); }
static void spin(void*) { for (volatile unsigned turn = 0;; ++turn) {} }
void setup() {
    stage = esp_reset_reason() == ESP_RST_POWERON ? 1 : stage + 1;
    Serial.printf("stage %d\n", stage);
    mutex = xSemaphoreCreateMutex();
    switch (stage) {
        case 1:
        case 2: {
            xSemaphoreTake(mutex, 0);
            hw_timer_t* const timer = timerBegin(1000000);
            timerAttachInterrupt(timer, &wait);
            timerAlarm(timer, 1000, false, 0);
            delay(100);
            break;
        }
        case 3:
            portENTER_CRITICAL(&mux);
            delayMicroseconds(200000);
            portEXIT_CRITICAL(&mux);
            Serial.println("short");
            portENTER_CRITICAL(&mux);
            for (;;) delayMicroseconds(1000);
        case 4:
            portENTER_CRITICAL(&mux);
            printf("late\n");
        case 5:
            xTaskCreatePinnedToCore(spin, "spin", 4096, NULL, 1, NULL, 0);
            break;
    }
}
void loop() { delay(2000); Serial.printf("loop %d\n", stage); }
"""
_OF_AN_ESP8266 = r"""
#include <ESP8266WiFi.h>
#include <Ticker.h>
static Ticker ticker;
static volatile int ticks, edges;
static void IRAM_ATTR note_edge() { ++edges; }
void setup() {
    if (ESP.getResetInfoPtr()->reason == REASON_SOFT_WDT_RST) { Serial.println("bitten"); return; }
    ticker.attach_ms(10, [] { ++ticks; });
    WiFi.begin("OceanNet", "correct horse");
    unsigned long since = millis();
    while (WiFi.status() != WL_CONNECTED && millis() - since < 2900) {}
    Serial.printf("busy %d %d ", WiFi.status() == WL_CONNECTED, ticks);
    delay(1);
    Serial.printf("rest %d %d\n", WiFi.status() == WL_CONNECTED, ticks > 0);
    WiFiClient client;
    client.connect("oceanremote.net", 80);
    since = millis();
    while (client.available() == 0 && millis() - since < 5000) {}
    Serial.println("waited");
    pinMode(4, OUTPUT);
    attachInterrupt(4, note_edge, CHANGE);
    for (int turn = 1; turn <= 10; ++turn) digitalWrite(4, turn & 1);
    Serial.printf("edges %d\n", edges);
    Serial.flush();
    Serial.begin(9600);
    since = micros();
    Serial.println("a line of some words, and an end of it");
    Serial.flush();
    const unsigned long took = micros() - since;
    Serial.printf("line %lu\n", (took + 500) / 1000);
    for (;;) delayMicroseconds(2000);
}
void loop() { delay(1000); }
"""


def test_who_waits_for_another_on_an_esp32_gives_it_time() -> None:
    assert lines_of(Board.ESP32, _OF_AN_ESP32, 8) == [
        "calls",
        "other core",
        "interrupt 1",
        "slow timer 1",
        "tick 1 1",
        "line 1 100",
        "edges 10",
    ]


def test_what_keeps_interrupts_or_an_idle_task_from_their_turn_is_a_crash_of_an_esp32() -> None:
    told = "\n".join(lines_of(Board.ESP32, _WRONG, 15))
    ends = [stage.partition("Backtrace")[0] for stage in told.split("stage ")[1:6]]
    late = "Guru Meditation Error: Core  1 panic'ed (Interrupt wdt timeout on CPU1)"
    wanted = (late, late, late, "abort() was called", " - IDLE0 (CPU 0)")
    assert [text in end for text, end in zip(wanted, ends, strict=True)] == [True] * len(wanted)
    assert "short" in ends[2]
    assert "late" not in ends[3]
    assert "loop 5" in ends[4]
    assert "CPU 0: spin" in ends[4]


def test_only_rests_of_an_esp8266_give_the_network_and_timers_their_turn() -> None:
    told = lines_of(Board.ESP8266, _OF_AN_ESP8266, 20)
    head = ["busy 0 0 rest 1 1", "waited", "edges 10", "a line of some words, and an end of it", "line 42"]
    assert told[: len(head)] == head
    assert "bitten" in told
