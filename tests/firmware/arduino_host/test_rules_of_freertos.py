"""FreeRTOS on both cores that have it: who of those who wait is served, what is lent, and what its kernel asserts."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from oceanhil.scenarios.trace import EventKind
from tests.firmware.arduino_host.programs import LOOP, bench, lines_of
from tests.firmware.arduino_host.test_freertos import included

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_BOTH: Final = (Board.ESP32, Board.PICOW)
_MILLISECONDS: Final = {Board.ESP32: 2_905_032, Board.PICOW: 7_200_000}
"""Ticks of two hours: the kernel of ESP-IDF multiplies in 32 bits."""


@pytest.mark.parametrize("board", _BOTH)
def test_who_has_waited_longest_is_served_and_bits_go_to_all(board: Board) -> None:
    sketch = (
        included(board)
        + r"""
        static QueueHandle_t queue;
        static SemaphoreHandle_t flag;
        static EventGroupHandle_t group;
        static char order[40];
        static void note(const void* name) { strncat(order, (const char*)name, 1); }
        static void tell(int more) { Serial.printf("%s %d\n", order, more); order[0] = '\0'; }
        static void work(void* name) {
            for (int number;;) if (xQueueReceive(queue, &number, portMAX_DELAY)) note(name);
        }
        static void fill(void* name) {
            for (int number = 0;;) if (xQueueSend(queue, &number, portMAX_DELAY)) note(name);
        }
        static void pass(void* name) {
            for (;;) if (xSemaphoreTake(flag, portMAX_DELAY)) note(name);
        }
        static void watch(void* name) {
            for (;;) if (xEventGroupWaitBits(group, 1, pdTRUE, pdFALSE, portMAX_DELAY) == 1) note(name);
        }
        static void hear(void*) {
            const uint32_t since = millis();
            const uint32_t value = ulTaskNotifyTake(pdTRUE, 400);
            note(value == 0 && millis() - since < 100 ? "n" : "-");
            vTaskSuspend(nullptr);
        }
        static TaskHandle_t start(TaskFunction_t function, const char* name, int priority = 1) {
            TaskHandle_t made;
            xTaskCreate(function, name, 2048, (void*)name, priority, &made);
            delay(5);
            return made;
        }
        void setup() {
            queue = xQueueCreate(4, sizeof(int));
            flag = xSemaphoreCreateCounting(10, 0);
            group = xEventGroupCreate();
            TaskHandle_t workers[] = {start(work, "A"), start(work, "B"), start(work, "C"), start(work, "D", 2)};
            vTaskSuspend(workers[3]);
            int number = 0;
            for (; number < 6; ++number) { xQueueSend(queue, &number, 0); delay(5); }
            tell(number);
            // All at once: all are woken, but who runs first finds more without a wait.
            vTaskSuspendAll();
            for (int each = 0; each < 3; ++each) xQueueSend(queue, &number, 0);
            xTaskResumeAll();
            delay(5);
            tell(strlen(order));
            vTaskResume(workers[3]);
            xQueueSend(queue, &number, 0);
            delay(5);
            tell(0);
            for (TaskHandle_t each : workers) vTaskDelete(each);

            while (xQueueSend(queue, &number, 0)) {}
            TaskHandle_t fillers[] = {start(fill, "A"), start(fill, "B")};
            for (int each = 0; each < 4; ++each) { xQueueReceive(queue, &number, 0); delay(5); }
            tell(0);
            for (TaskHandle_t each : fillers) vTaskDelete(each);

            start(pass, "A");
            start(pass, "B");
            for (int each = 0; each < 4; ++each) { xSemaphoreGive(flag); delay(5); }
            tell(0);

            start(watch, "A");
            start(watch, "B");
            const EventBits_t left = xEventGroupSetBits(group, 1);
            delay(5);
            xEventGroupSetBits(group, 1);
            xEventGroupClearBits(group, 1);
            delay(5);
            tell(strlen(order) * 10 + left);

            xTaskNotify(start(hear, "n"), 0, eNoAction);
            delay(5);
            tell((int)pdMS_TO_TICKS(7200000));
        }
    """
    )
    lines = lines_of(board, sketch + LOOP)
    assert lines[:5] == ["ABCABC 6", "AAA 3", "D 0", "ABAB 0", "ABAB 0"]
    assert lines[5] in ("ABAB 40", "BABA 40", "ABBA 40", "BAAB 40")
    assert lines[6:] == [f"n {_MILLISECONDS[board]}"]


@pytest.mark.parametrize("board", _BOTH)
def test_what_a_mutex_lends_is_kept_for_the_others_that_are_held(board: Board) -> None:
    sketch = (
        included(board)
        + r"""
        static SemaphoreHandle_t first, second;
        static void wait(void*) {
            delay(20);
            xSemaphoreTake(first, pdMS_TO_TICKS(50));
            vTaskDelete(nullptr);
        }
        void setup() {
            first = xSemaphoreCreateMutex();
            second = xSemaphoreCreateMutex();
            const UBaseType_t own = uxTaskPriorityGet(nullptr);
            xTaskCreate(wait, "wait", 2048, nullptr, 6, nullptr);
            xSemaphoreTake(first, 0);
            xSemaphoreTake(second, 0);
            delay(40);
            Serial.printf("%d ", (int)uxTaskPriorityGet(nullptr));
            vTaskPrioritySet(nullptr, own);
            xSemaphoreGive(second);
            Serial.printf("%d ", (int)uxTaskPriorityGet(nullptr));
            delay(100);
            Serial.printf("%d ", uxTaskPriorityGet(nullptr) == own);
            xTaskCreate(wait, "wait", 2048, nullptr, 6, nullptr);
            delay(40);
            Serial.printf("%d ", (int)uxTaskPriorityGet(nullptr));
            xSemaphoreGive(first);
            Serial.printf("%d\n", uxTaskPriorityGet(nullptr) == own);
        }
    """
    )
    assert lines_of(board, sketch + LOOP) == ["6 6 1 6 1"]


def test_the_kernel_of_an_esp32_asserts_what_its_calls_need() -> None:
    body = r"""
        RTC_NOINIT_ATTR static int turn;
        static SemaphoreHandle_t mutex;
        static void give(void*) { xSemaphoreGive(mutex); vTaskDelete(nullptr); }
        static void rest(void*) { vTaskSuspend(nullptr); }
        void setup() {
            // What a sketch has without a further include.
            portDISABLE_INTERRUPTS();
            portENABLE_INTERRUPTS();
            ets_delay_us(1);
            esp_rom_delay_us(1);
            turn = esp_reset_reason() == ESP_RST_POWERON ? 0 : turn + 1;
            mutex = xSemaphoreCreateMutex();
            QueueHandle_t queue = xQueueCreate(3, 4);
            configASSERT(queue);
            const int number = 1;
            switch (turn) {
                case 0: xSemaphoreTake(mutex, 0); xTaskCreate(give, "give", 2048, nullptr, 2, nullptr); break;
                case 1: xSemaphoreTake(mutex, 0); xSemaphoreGiveFromISR(mutex, nullptr); break;
                case 2: xQueueOverwrite(queue, &number); break;
                case 3: xSemaphoreCreateCounting(2, 5); break;
                case 4: xTaskCreate(rest, "rest", 2048, nullptr, 25, nullptr); break;
                case 5: xTimerCreate("t", 0, pdTRUE, nullptr, [](TimerHandle_t) {}); break;
                case 6: xQueueSend(nullptr, &number, 0); break;
                case 7: xSemaphoreTake(nullptr, 0); break;
                case 8: xEventGroupWaitBits(xEventGroupCreate(), 1 << 24, pdTRUE, pdTRUE, 0); break;
                case 9: xTaskNotifyGive(nullptr); break;
                case 10: xSemaphoreTake(queue, 0); break;
                case 11: xTimerStart(nullptr, 0); break;
                case 12: xSemaphoreCreateMutexStatic(nullptr); break;
                case 13: configASSERT(turn == 0); break;
                // Two that are taken and given where timers are served, which is no task of the sketch's.
                default:
                    xTimerStart(xTimerCreate("t", 10, pdTRUE, nullptr, [](TimerHandle_t) {
                        static bool is_taken = false;
                        is_taken ? xSemaphoreGive(mutex) : xSemaphoreTake(mutex, 0);
                        is_taken = !is_taken;
                    }), 0);
                    delay(100);
                    Serial.println("fine");
            }
        }
    """
    prefix = "assert failed: "
    with bench(Board.ESP32, included(Board.ESP32) + body + LOOP) as running:
        lines = running.run(8)
    assert [each.removeprefix(prefix) for each in lines if each.startswith((prefix, "fine"))] == [
        "xTaskPriorityDisinherit tasks.c:5156 (pxTCB == pxCurrentTCBs[ xPortGetCoreID() ])",
        (
            "xQueueGiveFromISR queue.c:1367 "
            "(!( ( pxQueue->pcHead == ((void *)0) ) && ( pxQueue->u.xSemaphore.xMutexHolder != ((void *)0) ) ))"
        ),
        "xQueueGenericSend queue.c:938 (!( ( xCopyPosition == ( ( BaseType_t ) 2 ) ) && ( pxQueue->uxLength != 1 ) ))",
        "xQueueCreateCountingSemaphore queue.c:917 (xHandle)",
        "prvInitialiseNewTask tasks.c:1111 (uxPriority < ( 25 ))",
        "prvInitialiseNewTimer timers.c:428 (( xTimerPeriodInTicks > 0 ))",
        "xQueueGenericSend queue.c:936 (pxQueue)",
        "xQueueSemaphoreTake queue.c:1709 (( pxQueue ))",
        "xEventGroupWaitBits event_groups.c:346 (( uxBitsToWaitFor & 0xff000000UL ) == 0)",
        "xTaskGenericNotify tasks.c:5909 (xTaskToNotify)",
        "xQueueSemaphoreTake queue.c:1713 (pxQueue->uxItemSize == 0)",
        "xTimerGenericCommand timers.c:460 (xTimer)",
        "xQueueGenericCreateStatic queue.c:415 (pxStaticQueue)",
        "void setup() tried.ino:40 (turn == 0)",
        "fine",
    ]


def test_the_kernel_of_a_pico_panics_without_a_place() -> None:
    sketch = included(Board.PICOW) + "void setup() { xSemaphoreGive(nullptr); }"
    with bench(Board.PICOW, sketch + LOOP) as running:
        assert "Fatal error" in running.run(1)
        assert [each.fields["kind"] for each in running.world.trace.events if each.kind is EventKind.PANIC] == ["panic"]
