"""Tasks, timers and the second core of a sketch: who runs when, in virtual time, the same way each time."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.scenarios.trace import EventKind
from tests.firmware.arduino_host.programs import bench, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_the_most_urgent_task_that_is_ready_runs() -> None:
    sketch = r"""
    static void work(void* name) {
        for (int turn = 0; turn < 2; ++turn) {
            Serial.printf("%s %lu\n", (const char*)name, millis() / 100);
            vTaskDelay(pdMS_TO_TICKS(100));
        }
        vTaskDelete(NULL);
    }
    void setup() {
        delay(100);
        xTaskCreate(work, "low", 2048, (void*)"low", 1, NULL);
        xTaskCreatePinnedToCore(work, "high", 2048, (void*)"high", 5, NULL, 0);
        Serial.printf("%u tasks\n", uxTaskGetNumberOfTasks());
        delay(1000);
        Serial.printf("%u task, %s\n", uxTaskGetNumberOfTasks(), pcTaskGetName(NULL));
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, sketch) == [
        "high 4",
        "low 4",
        "3 tasks",
        "high 5",
        "low 5",
        "1 task, loopTask",
    ]


def test_what_a_global_starts_runs_when_the_program_does() -> None:
    sketch = r"""
    struct Started {
        Started() { xTaskCreate(work, "work", 2048, NULL, 5, NULL); }
        static void work(void*) {
            Serial.begin(115200);
            for (;;) {
                Serial.println("work");
                vTaskDelay(pdMS_TO_TICKS(400));
            }
        }
    };
    static Started started;
    void setup() { Serial.println("setup"); }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, sketch)[:3] == ["work", "setup", "work"]


def test_a_queue_carries_items_in_order_and_blocks_both_ends() -> None:
    sketch = r"""
    static QueueHandle_t queue;
    static void produce(void*) {
        for (int number = 1; number <= 5; ++number) xQueueSend(queue, &number, portMAX_DELAY);
        Serial.printf("all sent at %lu\n", millis() / 100);
        for (;;) vTaskDelay(1000);
    }
    void setup() {
        int number = 0;
        queue = xQueueCreate(2, sizeof number);
        Serial.printf("empty: %d\n", xQueueReceive(queue, &number, 200));
        xTaskCreate(produce, "produce", 2048, NULL, 2, NULL);
        Serial.printf("%u waiting at %lu\n", uxQueueMessagesWaiting(queue), millis() / 100);
        while (xQueueReceive(queue, &number, 100) == pdTRUE) {
            Serial.printf("%d\n", number);
            delay(100);
        }
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, sketch) == [
        "empty: 0",
        "2 waiting at 5",
        "1",
        "2",
        "all sent at 7",
        "3",
        "4",
        "5",
    ]


def test_a_mutex_lends_its_holder_the_priority_of_who_waits() -> None:
    sketch = r"""
    static SemaphoreHandle_t mutex;
    static void urgent(void*) {
        xSemaphoreTake(mutex, portMAX_DELAY);
        Serial.printf("urgent has it\n");
        xSemaphoreGive(mutex);
        vTaskDelete(NULL);
    }
    void setup() {
        mutex = xSemaphoreCreateMutex();
        xSemaphoreTake(mutex, portMAX_DELAY);
        xTaskCreate(urgent, "urgent", 2048, NULL, 7, NULL);
        Serial.printf("lent %u\n", uxTaskPriorityGet(NULL));
        xSemaphoreGive(mutex);
        Serial.printf("own %u\n", uxTaskPriorityGet(NULL));
        SemaphoreHandle_t counting = xSemaphoreCreateCounting(3, 1);
        Serial.printf("%d", xSemaphoreTake(counting, 0));
        Serial.printf("%d", xSemaphoreTake(counting, 5));
        SemaphoreHandle_t recursive = xSemaphoreCreateRecursiveMutex();
        xSemaphoreTakeRecursive(recursive, 0);
        Serial.printf("%d\n", xSemaphoreTakeRecursive(recursive, 0));
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, sketch) == ["lent 7", "urgent has it", "own 1", "101"]


def test_notifications_and_event_bits_wake_who_waits_for_them() -> None:
    sketch = r"""
    #include <freertos/event_groups.h>
    static EventGroupHandle_t group;
    static void listen(void*) {
        uint32_t value = 0;
        Serial.printf("taken %lu\n", (unsigned long)ulTaskNotifyTake(pdTRUE, portMAX_DELAY));
        xTaskNotifyWait(0, 0xFFFFFFFF, &value, portMAX_DELAY);
        Serial.printf("value %lu\n", (unsigned long)value);
        const EventBits_t bits = xEventGroupWaitBits(group, BIT0 | BIT2, pdTRUE, pdTRUE, portMAX_DELAY);
        Serial.printf("bits %lu left %lu\n", (unsigned long)bits, (unsigned long)xEventGroupGetBits(group));
        for (;;) vTaskDelay(1000);
    }
    void setup() {
        TaskHandle_t listener;
        group = xEventGroupCreate();
        xTaskCreate(listen, "listen", 2048, NULL, 3, &listener);
        xTaskNotifyGive(listener);
        xTaskNotify(listener, 42, eSetValueWithOverwrite);
        xEventGroupSetBits(group, BIT0);
        Serial.printf("one bit\n");
        xEventGroupSetBits(group, BIT2 | BIT5);
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, sketch) == ["taken 1", "value 42", "one bit", "bits 37 left 32"]


def test_timers_of_the_core_and_of_freertos_call_when_they_are_due() -> None:
    sketch = r"""
    #include <Ticker.h>
    #include <esp_timer.h>
    #include <freertos/timers.h>
    static Ticker ticker, last;
    static unsigned long begun;
    static void say(const char* name) { Serial.printf("%s %lu\n", name, millis() - begun); }
    void setup() {
        begun = millis();
        ticker.attach_ms(400, say, (const char*)"ticker");
        last.once(1.1, [] { ticker.detach(); });
        esp_timer_create_args_t made = {};
        made.callback = [](void*) { say("esp_timer"); };
        esp_timer_handle_t timer;
        esp_timer_create(&made, &timer);
        esp_timer_start_once(timer, 500000);
        Serial.printf("%s\n", esp_err_to_name(esp_timer_start_once(timer, 1)));
        xTimerStart(xTimerCreate("t", 600, pdFALSE, NULL, [](TimerHandle_t) { say("xTimer"); }), 0);
    }
    void loop() { delay(10); }
    """
    assert lines_of(Board.ESP32, sketch, 3) == [
        "ESP_ERR_INVALID_STATE",
        "ticker 400",
        "esp_timer 500",
        "xTimer 600",
        "ticker 800",
    ]


def test_scheduled_functions_of_an_esp8266_run_between_turns() -> None:
    sketch = r"""
    #include <Ticker.h>
    static Ticker ticker;
    static bool is_in_loop = false;
    void setup() {
        ticker.once_ms_scheduled(100, [] { Serial.printf("scheduled, in loop: %d\n", is_in_loop); });
        schedule_function([] { Serial.printf("at once\n"); });
    }
    void loop() {
        is_in_loop = true;
        delay(300);
        is_in_loop = false;
        static int turns = 0;
        if (turns++ == 0) Serial.printf("turn\n");
    }
    """
    assert lines_of(Board.ESP8266, sketch) == ["turn", "at once", "scheduled, in loop: 0"]


def test_the_second_core_of_a_pico_runs_beside_the_first() -> None:
    sketch = r"""
    void setup() { delay(500); }
    void loop() {
        const uint32_t number = rp2040.fifo.pop();
        Serial.printf("%lu from core 1 at core %d\n", (unsigned long)number, rp2040.cpuid());
        rp2040.fifo.push(number + 1);
    }
    void setup1() { rp2040.fifo.push(7); }
    void loop1() {
        Serial.printf("core %d has %lu\n", rp2040.cpuid(), (unsigned long)rp2040.fifo.pop());
        for (;;) delay(1000);
    }
    """
    assert lines_of(Board.PICOW, sketch) == ["7 from core 1 at core 0", "core 1 has 8"]


SECOND_CORE = r"""
#include <hardware/flash.h>
#include <hardware/sync.h>
#include <pico/multicore.h>
static uint8_t page[FLASH_PAGE_SIZE] = {42};
static const uint32_t kLast = PICO_FLASH_SIZE_BYTES - FLASH_SECTOR_SIZE;
static void save() {
    const uint32_t state = save_and_disable_interrupts();
    flash_range_erase(kLast, FLASH_SECTOR_SIZE);
    flash_range_program(kLast, page, sizeof page);
    restore_interrupts(state);
    Serial.printf("saved %d\n", *(const uint8_t*)(XIP_BASE + kLast));
}
"""
STOPPED = "rp2040.idleOtherCore(); save(); rp2040.resumeOtherCore();"
LOCKED_OUT = "multicore_lockout_start_blocking(); save(); multicore_lockout_end_blocking();"
OTHER = "void setup1() {} void loop1() { delay(1); }"
RETURNS = "multicore_launch_core1([] {}); delay(10); save();"


@pytest.mark.parametrize(("saves", "other"), [("save();", ""), (STOPPED, OTHER), (LOCKED_OUT, OTHER), (RETURNS, "")])
def test_flash_is_written_while_the_other_core_is_kept_from_it(saves: str, other: str) -> None:
    sketch = f"{SECOND_CORE} {other} void setup() {{ {saves} }} void loop() {{ delay(1000); }}"
    assert lines_of(Board.PICOW, sketch, 0.5) == ["saved 42"]


@pytest.mark.parametrize("saves", ["save();", f"{STOPPED} save();"])
def test_flash_that_is_written_while_the_other_core_runs_from_it_is_a_crash(saves: str) -> None:
    sketch = f"{SECOND_CORE} {OTHER} void setup() {{ delay(10); {saves} }} void loop() {{ delay(1000); }}"
    with bench(Board.PICOW, sketch) as running:
        running.run(1)
        (crash,) = [event.fields for event in running.world.trace if event.kind is EventKind.PANIC]
    assert crash["kind"] == "hard-fault"
    assert str(crash["frames"]).startswith("save at ")


def test_a_task_that_returns_aborts_the_program() -> None:
    sketch = r"""
    void setup() { xTaskCreate([](void*) {}, "brief", 2048, NULL, 2, NULL); }
    void loop() { delay(1000); }
    """
    lines = lines_of(Board.ESP32, sketch, 0.6)
    assert lines[0] == 'FreeRTOS: FreeRTOS Task "brief" should not return, Aborting now!'
    assert any("abort() was called" in line for line in lines)


def test_a_task_that_runs_over_its_stack_crashes() -> None:
    sketch = r"""
    static volatile int depth = 0;
    static int dive(int level) {
        volatile char room[512];
        room[level % 512] = 1;
        return level > 2000000 ? 0 : dive(level + 1) + room[0];
    }
    void setup() { xTaskCreate([](void*) { depth = dive(0); vTaskDelete(NULL); }, "deep", 2048, NULL, 2, NULL); }
    void loop() { delay(1000); }
    """
    lines = lines_of(Board.ESP32, sketch, 0.5)
    assert any("A stack overflow in task deep has been detected" in line for line in lines)


def test_a_program_goes_on_when_its_loop_task_deletes_itself() -> None:
    sketch = r"""
    static void go_on(void*) { for (;; delay(400)) Serial.printf("on\n"); }
    void setup() { xTaskCreate(go_on, "on", 2048, NULL, 1, NULL); }
    void loop() { vTaskDelete(NULL); }
    """
    with bench(Board.ESP32, sketch) as running:
        assert running.run(1) == ["on", "on"]
        running.device.power_off()
        running.device.power_on()
        assert running.run(1) == ["on"] * 4


def test_a_task_that_waits_for_a_lock_of_cpp_lets_its_owner_run() -> None:
    """Within the C library it would wait for a task that can only run once it has gone on."""
    sketch = r"""
    #include <mutex>
    static std::mutex lock;
    static void second(void*) {
        {
            const std::lock_guard<std::mutex> held(lock);
            Serial.println("second");
        }
        vTaskDelete(NULL);
    }
    void setup() {
        {
            const std::lock_guard<std::mutex> held(lock);
            xTaskCreate(second, "second", 4096, NULL, 5, NULL);
            delay(20);
            Serial.println("first");
        }
        delay(20);
        Serial.println(lock.try_lock());
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, sketch) == ["first", "second", "1"]
