"""FreeRTOS on the two cores of a Pico W, and what of its kernel came late on both that have it."""

from pathlib import Path
from typing import Final

import pytest

from oceanhil.firmware.sketches.build import SketchBuild
from oceanhil.firmware.sketches.program import build_sketch
from oceanhil.firmware.sketches.sketch import NO_SETTINGS, Layout, Sketch
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import LOOP, bench, lines_of, program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_BOTH: Final = (Board.ESP32, Board.PICOW)
_HEADERS: Final = "FreeRTOS.h task.h queue.h semphr.h timers.h event_groups.h stream_buffer.h message_buffer.h"


def included(board: Board) -> str:
    """Give the lines that include all of FreeRTOS as the core of a board has it."""
    folder = "freertos/" if board is Board.ESP32 else ""
    return "".join(f"#include <{folder}{each}>\n" for each in _HEADERS.split())


def test_two_cores_run_two_tasks_of_which_one_never_waits() -> None:
    sketch = (
        included(Board.PICOW)
        + r"""
        static volatile int free_turns = 0, bound_turns = 0;
        static void count(void* turns) {
            for (;;) {
                ++*static_cast<volatile int*>(turns);
                vTaskDelay(10);
            }
        }
        void setup() {
            TaskHandle_t bound;
            xTaskCreate(count, "free", 256, (void*)&free_turns, 1, nullptr);
            xTaskCreate(count, "bound", 256, (void*)&bound_turns, 1, &bound);
            vTaskCoreAffinitySet(bound, 1 << 0);
            const unsigned long since = millis();
            while (millis() - since < 500) {}
            Serial.printf("%d %d\n", free_turns > 20, bound_turns);
            delay(100);
            Serial.printf("%d\n", bound_turns > 3);
        }
    """
    )
    assert lines_of(Board.PICOW, sketch + LOOP) == ["1 0", "1"]


def test_a_task_as_urgent_as_a_busy_loop_has_its_turns_though_it_began_later() -> None:
    sketch = (
        included(Board.ESP32)
        + r"""
        static volatile int turns = 0;
        void setup() {
            auto count = [](void*) {
                for (;;) {
                    ++turns;
                    vTaskDelay(10);
                }
            };
            xTaskCreate(count, "count", 2048, nullptr, 1, nullptr);
            const unsigned long since = millis();
            while (millis() - since < 500) {}
            Serial.println(turns > 20);
        }
    """
    )
    assert lines_of(Board.ESP32, sketch + LOOP) == ["1"]


def test_of_three_tasks_on_two_cores_the_least_urgent_waits() -> None:
    sketch = (
        included(Board.PICOW)
        + r"""
        static volatile int turns[3];
        static void turn(void* number) {
            for (;;) {
                ++turns[(int)number];
                micros();
            }
        }
        void setup() {
            vTaskPrioritySet(nullptr, 7);
            for (int each = 0; each < 3; ++each) xTaskCreate(turn, "turn", 256, (void*)each, 4 - each, nullptr);
            delay(300);
            Serial.printf("%d %d %d\n", turns[0] > 1000, turns[1] > 1000, turns[2] > 0);
        }
    """
    )
    assert lines_of(Board.PICOW, sketch + LOOP) == ["1 1 0"]


def test_the_sketchs_own_loops_are_tasks_of_the_two_cores() -> None:
    sketch = (
        included(Board.PICOW)
        + r"""
        static void tell() {
            Serial.printf("%s %lu %lu %ld %d\n", pcTaskGetName(nullptr), (unsigned long)uxTaskPriorityGet(nullptr),
                          (unsigned long)vTaskCoreAffinityGet(nullptr), (long)xPortGetCoreID(), rp2040.cpuid());
        }
        void setup() { tell(); }
        void setup1() {
            delay(10);
            tell();
            Serial.println(uxTaskGetStackHighWaterMark(nullptr) <= 1024);
        }
        void loop1() { delay(1000); }
    """
    )
    assert lines_of(Board.PICOW, sketch + LOOP) == ["CORE0 4 1 0 0", "CORE1 4 2 1 1", "1"]


@pytest.mark.parametrize("board", _BOTH)
def test_what_a_sketch_gives_memory_for_takes_none_of_the_heap(board: Board) -> None:
    sketch = (
        included(board)
        + r"""
        static StackType_t stack[2048];
        static StaticTask_t task_memory;
        static StaticQueue_t queue_memory;
        static StaticSemaphore_t mutex_memory, binary_memory, counting_memory;
        static StaticTimer_t timer_memory;
        static StaticEventGroup_t group_memory;
        static StaticStreamBuffer_t stream_memory;
        static uint8_t items[4], bytes[8];
        static QueueHandle_t queue;
        static void send(void*) {
            const uint8_t number = 42;
            xQueueSend(queue, &number, 0);
            vTaskDelete(nullptr);
        }
        void setup() {
            uxTaskGetNumberOfTasks();
            const size_t before = xPortGetFreeHeapSize();
            queue = xQueueCreateStatic(4, 1, items, &queue_memory);
            SemaphoreHandle_t mutex = xSemaphoreCreateMutexStatic(&mutex_memory);
            SemaphoreHandle_t binary = xSemaphoreCreateBinaryStatic(&binary_memory);
            SemaphoreHandle_t counting = xSemaphoreCreateCountingStatic(3, 2, &counting_memory);
            EventGroupHandle_t group = xEventGroupCreateStatic(&group_memory);
            StreamBufferHandle_t stream = xStreamBufferCreateStatic(8, 1, bytes, &stream_memory);
            static int rung = 0;
            TimerHandle_t timer = xTimerCreateStatic("t", 50, pdTRUE, &rung, [](TimerHandle_t own) {
                ++*static_cast<int*>(pvTimerGetTimerID(own));
            }, &timer_memory);
            xTimerStart(timer, 0);
            TaskHandle_t task = xTaskCreateStatic(send, "send", 512, nullptr, 1, stack, &task_memory);
            uint8_t got = 0;
            Serial.printf("%d ", (int)xQueueReceive(queue, &got, 100));
            Serial.printf("%d %d ", got, task == (TaskHandle_t)&task_memory);
            Serial.printf("%d %d", (int)xSemaphoreTake(mutex, 0), (int)xSemaphoreTake(binary, 0));
            Serial.printf("%d ", (int)uxSemaphoreGetCount(counting));
            Serial.printf("%d ", (int)xEventGroupSetBits(group, 5));
            Serial.printf("%d ", (int)xStreamBufferSend(stream, "0123456789", 10, 0));
            vTaskDelay(220);
            Serial.printf("%d %d\n", rung, xPortGetFreeHeapSize() == before);
        }
    """
    )
    assert lines_of(board, sketch + LOOP) == ["1 42 1 1 02 5 7 4 1"]


@pytest.mark.parametrize("board", _BOTH)
def test_sets_meetings_and_calls_of_others(board: Board) -> None:
    sketch = (
        included(board)
        + r"""
        static EventGroupHandle_t group;
        static void meet(void* own) {
            vTaskDelay(20);
            xEventGroupSync(group, (EventBits_t)(uintptr_t)own, 7, portMAX_DELAY);
            vTaskDelete(nullptr);
        }
        void setup() {
            QueueSetHandle_t set = xQueueCreateSet(4);
            QueueHandle_t queue = xQueueCreate(2, 4);
            SemaphoreHandle_t flag = xSemaphoreCreateBinary();
            Serial.printf("%d", (int)xQueueAddToSet(queue, set));
            Serial.printf("%d", (int)xQueueAddToSet(flag, set));
            Serial.printf("%d ", (int)xQueueAddToSet(flag, set));
            Serial.printf("%d ", xQueueSelectFromSet(set, 10) == nullptr);
            const int number = 7;
            xSemaphoreGive(flag);
            xQueueSend(queue, &number, 0);
            Serial.printf("%d", xQueueSelectFromSet(set, 0) == flag);
            Serial.printf("%d", xQueueSelectFromSet(set, 0) == queue);
            Serial.printf("%d\n", xQueueSelectFromSet(set, 0) == nullptr);

            group = xEventGroupCreate();
            xTaskCreate(meet, "one", 2048, (void*)1, 1, nullptr);
            xTaskCreate(meet, "two", 2048, (void*)2, 1, nullptr);
            Serial.printf("%d ", (int)xEventGroupSync(group, 4, 7, 5));
            Serial.printf("%d ", (int)xEventGroupSync(group, 4, 7, 500));
            Serial.printf("%d\n", (int)xEventGroupGetBits(group));

            static int called = 0;
            xTimerPendFunctionCall([](void* counter, uint32_t more) { *(int*)counter += more; }, &called, 5, 0);
            vTaskDelay(1);
            TimeOut_t since;
            TickType_t left = 30;
            vTaskSetTimeOutState(&since);
            vTaskDelay(10);
            Serial.printf("%d %d ", called, (int)xTaskCheckForTimeOut(&since, &left));
            Serial.printf("%d\n", (int)left);
            vTaskSuspendAll();
            Serial.printf("%d", xTaskGetSchedulerState() == taskSCHEDULER_SUSPENDED);
            xTaskResumeAll();
            Serial.printf("%d\n", xTaskGetSchedulerState() == taskSCHEDULER_RUNNING);
        }
    """
    )
    assert lines_of(board, sketch + LOOP) == ["110 1 111", "4 7 0", "5 0 20", "11"]


def test_lists_tell_of_each_task() -> None:
    sketch = (
        included(Board.PICOW)
        + r"""
        static void work(void*) {
            const unsigned long since = millis();
            while (millis() - since < 50) {}
            vTaskSuspend(nullptr);
        }
        void setup() {
            TaskHandle_t worker;
            xTaskCreateAffinitySet(work, "worker", 256, nullptr, 2, 1 << 1, &worker);
            delay(100);
            TaskStatus_t all[4];
            unsigned long total = 0;
            Serial.printf("%d ", (int)uxTaskGetSystemState(all, 1, &total));
            Serial.printf("%d ", (int)uxTaskGetSystemState(all, 4, &total));
            const bool rests = all[0].eCurrentState == eSuspended;
            Serial.printf("%s %d %lu ", all[0].pcTaskName, rests, all[0].uxCurrentPriority);
            Serial.printf("%d %d\n", (int)all[0].uxCoreAffinityMask, all[0].ulRunTimeCounter / 10000 == 5);
            char text[200];
            vTaskList(text);
            Serial.printf("%.14s|\n", text);
            ulTaskNotifyValueClearIndexed(worker, 3, 0);
            xTaskNotifyIndexed(worker, 3, 9, eSetValueWithOverwrite);
            Serial.println(ulTaskNotifyValueClearIndexed(worker, 3, 1));
        }
    """
    )
    assert lines_of(Board.PICOW, sketch + LOOP) == ["0 2 worker 1 2 2 1", "worker   \tS\t2\t|", "9"]


@pytest.mark.parametrize("header", _HEADERS.split())
def test_each_header_of_a_pico_compiles_before_all_others(header: str) -> None:
    assert program(Board.PICOW, f"#include <{header}>\nvoid setup() {{}}{LOOP}").is_file()


@pytest.mark.parametrize("board", _BOTH)
def test_a_file_of_c_may_ask_for_it_before_all_others(board: Board, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    main = folder / "mixed.ino"
    main.write_text(f'extern "C" int count(void);\nvoid setup() {{ Serial.println(count()); }}{LOOP}')
    folder.joinpath("count.c").write_text(
        f"{included(board)}int count(void) {{ return (int)uxTaskGetNumberOfTasks(); }}\n"
    )
    assert build_sketch(Sketch("mixed", folder, Layout.FOLDER, main, NO_SETTINGS), board, SketchBuild()).is_file()


def test_a_timer_that_repeats_goes_on_at_its_pace_when_a_bench_moves_the_counter() -> None:
    sketch = """
        static void ring(TimerHandle_t) { Serial.println("rings"); }
        void setup() { xTimerStart(xTimerCreate("t", 250, pdTRUE, nullptr, ring), 0); }
    """
    with bench(Board.ESP32, sketch + LOOP) as running:
        before = len(running.run(2))
        running.device.set_uptime(49 * 86_400_000_000)
        after = len(running.run(2)) - before
    assert before > 5
    # The one that was due at that moment, and eight more.
    assert 8 <= after <= 9


def test_a_wait_that_is_aborted_ends_as_if_its_time_were_over() -> None:
    sketch = (
        included(Board.ESP32)
        + r"""
        static QueueHandle_t queue;
        static void wait(void*) {
            int number = 0;
            vTaskDelay(pdMS_TO_TICKS(60000));
            Serial.printf("delay ends at %lu\n", millis() / 10);
            const BaseType_t received = xQueueReceive(queue, &number, portMAX_DELAY);
            Serial.printf("queue gives %ld at %lu\n", (long)received, millis() / 10);
            xQueueReceive(queue, &number, portMAX_DELAY);
            Serial.printf("then %d\n", number);
            vTaskSuspend(nullptr);
        }
        void setup() {
            const int sent = 42;
            TaskHandle_t waiting;
            queue = xQueueCreate(1, sizeof(int));
            xTaskCreate(wait, "wait", 4096, nullptr, 1, &waiting);
            delay(100);
            const unsigned long begun = millis() / 10;
            Serial.printf("begun at %lu, %ld\n", begun, (long)xTaskAbortDelay(waiting));
            delay(100);
            Serial.printf("%ld\n", (long)xTaskAbortDelay(waiting));
            delay(100);
            xQueueSend(queue, &sent, 0);
            delay(100);
            Serial.printf("%ld\n", (long)xTaskAbortDelay(waiting));
        }
    """
    )
    lines = lines_of(Board.ESP32, sketch + LOOP)
    assert [line.rpartition(" at ")[0] or line for line in lines] == [
        "begun",
        "delay ends",
        "1",
        "queue gives 0",
        "then 42",
        "0",
    ]
