"""Who runs when nobody else does, what watches that he can, and the clocks and timers of ESP-IDF beside that."""

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import LOOP, alone, bench, lines_of, sketch_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_WATCHED = """
    esp_task_wdt_config_t config = {1000, 1u << xPortGetCoreID(), true};
    esp_task_wdt_reconfigure(&config);
"""


def test_an_idle_hook_is_called_each_tick_that_leaves_nothing_else_to_do() -> None:
    before = r"""
        static volatile unsigned idle, other, ticks;
        static bool note() { return ++idle, false; }
        static bool note_other() { return ++other, true; }
        static void tick() { ++ticks; }
        static void tell() {
            Serial.printf("%u %u %u ", (idle + 5) / 10 * 10, (other + 5) / 10 * 10, (ticks + 5) / 10 * 10);
            idle = other = ticks = 0;
        }
    """
    body = r"""
        Serial.printf("%x ", esp_register_freertos_idle_hook_for_cpu(note, 2));
        esp_register_freertos_idle_hook(note);
        esp_register_freertos_idle_hook_for_cpu(note_other, 0);
        esp_register_freertos_tick_hook_for_cpu(tick, 1);
        delay(500);
        tell();
        for (const unsigned long since = millis(); millis() - since < 500;) {}
        tell();
        esp_deregister_freertos_idle_hook(note);
        esp_deregister_freertos_tick_hook(tick);
        delay(200);
        tell();
        Serial.println();
    """
    told = alone(Board.ESP32, "esp_freertos_hooks.h", body, before)
    assert told == ["102 500 500 500 0 0 500 0 200 0 "]


def test_idle_tasks_are_known_by_their_core_and_stand_in_no_list() -> None:
    body = r"""
        const unsigned before = uxTaskGetNumberOfTasks();
        const TaskHandle_t own = xTaskGetIdleTaskHandle();
        Serial.printf("%s %s ", pcTaskGetName(xTaskGetIdleTaskHandleForCPU(0)), pcTaskGetName(own));
        Serial.printf("%d %d ", uxTaskPriorityGet(own), xTaskGetIdleTaskHandleForCore(2) == nullptr);
        Serial.printf("%d ", uxTaskGetNumberOfTasks() == before);
        Serial.printf("%d %d ", disableCore0WDT(), disableCore1WDT());
        Serial.printf("%x ", esp_task_wdt_status(xTaskGetIdleTaskHandleForCPU(0)));
        enableCore0WDT();
        Serial.printf("%x ", esp_task_wdt_status(xTaskGetIdleTaskHandleForCPU(0)));
        Serial.printf("%x\n", esp_task_wdt_deinit());
    """
    assert alone(Board.ESP32, "esp_task_wdt.h", body) == ["IDLE0 IDLE1 0 1 1 1 0 105 0 0"]


@pytest.mark.parametrize("board", [Board.ESP32, Board("esp32c3")])
@pytest.mark.parametrize(("turn", "is_late"), [("delay(1);", False), ("micros();", True), ("taskYIELD();", True)])
def test_a_watched_idle_task_must_have_its_turn(board: Board, turn: str, is_late: bool) -> None:
    body = _WATCHED + f'Serial.println("go"); while (millis() < 4000) {{ {turn} }} Serial.println("done");'
    told = lines_of(board, sketch_of("esp_task_wdt.h", body), 6)
    assert ("done" not in told) is is_late
    assert told.count("go") > 1 if is_late else told == ["go", "done"]


def test_of_several_tasks_the_one_is_told_that_did_not_feed_the_watchdog_and_where_it_is() -> None:
    sketch = r"""
        #include <esp_task_wdt.h>
        static void join() { delay(5000); }
        static void work(void*) { esp_task_wdt_add(nullptr); for (;;) join(); }
        static void measure(void*) { for (;;) delay(10); }
        void setup() {
            const esp_task_wdt_config_t config = {1000, 0, true};
            esp_task_wdt_reconfigure(&config);
            esp_task_wdt_add(nullptr);
            xTaskCreate(work, "net", 4096, nullptr, 3, nullptr);
            xTaskCreate(measure, "air", 4096, nullptr, 1, nullptr);
        }
        void loop() { esp_task_wdt_reset(); delay(10); }
    """
    with bench(Board.ESP32, sketch) as running:
        running.run(2)
        events = [event.fields for event in running.world.trace]
    crash = next(each for each in events if each.get("kind") == "task-watchdog")
    assert str(crash["frames"]).startswith("join at ")
    assert any(str(each.get("text", "")).endswith(" - net (CPU 1)") for each in events)


def test_who_waits_for_a_mutex_for_ever_is_told_with_whoever_took_it_and_where() -> None:
    sketch = r"""
        #include <esp_task_wdt.h>
        static SemaphoreHandle_t bus, other;
        static void keep() { xSemaphoreTake(bus, portMAX_DELAY); }
        static void work(void*) {
            xSemaphoreTake(other, portMAX_DELAY);
            keep();
            xSemaphoreGive(other);
            vTaskDelete(nullptr);
        }
        static void join() { xSemaphoreTake(bus, portMAX_DELAY); }
        void setup() {
            const esp_task_wdt_config_t config = {1000, 0, true};
            esp_task_wdt_reconfigure(&config);
            esp_task_wdt_add(nullptr);
            bus = xSemaphoreCreateMutex();
            other = xSemaphoreCreateMutex();
            join();
            xSemaphoreGive(bus);
            xTaskCreate(work, "net", 4096, nullptr, 3, nullptr);
            delay(100);
            join();
        }
        void loop() {}
    """
    with bench(Board.ESP32, sketch) as running:
        running.run(2)
        events = [event.fields for event in running.world.trace]
    crash = next(each for each in events if each.get("kind") == "task-watchdog")
    place, _, held = str(crash["frames"]).partition("\n")[0].partition("; ")
    assert place.startswith("join at ")
    assert held.startswith("the mutex is held by task net, which took it in keep at tried.ino:")


def test_a_task_that_ends_and_is_watched_all_the_same_is_late_and_nobody_else_is_blamed() -> None:
    sketch = r"""
        #include <esp_task_wdt.h>
        static void work(void*) { esp_task_wdt_add(nullptr); vTaskDelete(nullptr); }
        void setup() {
            Serial.printf("reason %d\n", (int)esp_reset_reason());
            const esp_task_wdt_config_t config = {1000, 0, esp_reset_reason() == ESP_RST_POWERON};
            esp_task_wdt_reconfigure(&config);
            xTaskCreate(work, "gone", 4096, nullptr, 3, nullptr);
            delay(1500);
            TaskHandle_t other;
            xTaskCreate([](void*) { vTaskSuspend(nullptr); }, "other", 4096, nullptr, 1, &other);
            delay(1500);
        }
    """
    with bench(Board.ESP32, sketch + LOOP) as running:
        lines = running.run(4)
        events = [event.fields for event in running.world.trace]
    crash = next(each for each in events if each.get("kind") == "task-watchdog")
    assert "frames" not in crash
    assert [each for each in lines if each.startswith("reason")] == ["reason 1", "reason 6"]
    # Twice where it only complains, by the name that it had.
    assert sum(each.endswith(" - gone (CPU 1)") for each in lines) >= 3


def test_the_other_cores_idle_task_is_never_late() -> None:
    body = r"""
        esp_task_wdt_config_t config = {1000, 1, true};
        esp_task_wdt_reconfigure(&config);
        Serial.printf("%x ", esp_task_wdt_status(xTaskGetIdleTaskHandleForCPU(0)));
        while (millis() < 3000) {}
        Serial.println("done");
    """
    assert alone(Board.ESP32, "esp_task_wdt.h", body, seconds=5) == ["0 done"]


@pytest.mark.parametrize(
    ("feed", "is_fed"),
    [
        ("TIMERG0.wdtwprotect.wdt_wkey = TIMG_WDT_WKEY_VALUE; TIMERG0.wdtfeed.wdt_feed = 1;", True),
        ("TIMERG0.wdtfeed.wdt_feed = 1;", False),
        ("TIMERG1.wdtwprotect.val = TIMG_WDT_WKEY_VALUE; TIMERG1.wdtfeed.val = 1;", False),
        ("REG_WRITE(TIMG_WDTWPROTECT_REG(0), TIMG_WDT_WKEY_VALUE); REG_WRITE(TIMG_WDTFEED_REG(0), 1);", True),
        ("TIMERG0.wdtwprotect.val = TIMG_WDT_WKEY_VALUE; TIMERG0.wdtconfig0.wdt_en = 0;", True),
    ],
)
@pytest.mark.parametrize("board", [Board.ESP32, Board("esp32s3")])
def test_the_watchdog_of_tasks_is_fed_by_its_register_once_it_is_unlocked(
    board: Board, feed: str, is_fed: bool
) -> None:
    sketch = f"""
        #include <esp_task_wdt.h>
        #include <soc/timer_group_struct.h>
        void setup() {{ {_WATCHED} esp_task_wdt_add(nullptr); }}
        void loop() {{
            {feed}
            TIMERG0.wdtwprotect.wdt_wkey = 0;
            if (millis() > 3000) {{ Serial.println("alive"); esp_task_wdt_reset(); }}
            delay(400);
        }}
    """
    with bench(board, sketch) as running:
        assert ("alive" in running.run(4)) is is_fed


def test_timers_say_when_they_ring() -> None:
    body = r"""
        esp_timer_create_args_t one = {[](void*) {}, nullptr, ESP_TIMER_TASK, "one", true};
        esp_timer_create_args_t many = {[](void*) {}, nullptr, ESP_TIMER_TASK, "many", false};
        esp_timer_handle_t once, periodic;
        esp_timer_create(&one, &once);
        esp_timer_create(&many, &periodic);
        Serial.printf("%d ", esp_timer_get_next_alarm() == INT64_MAX);
        const int64_t now = esp_timer_get_time();
        esp_timer_start_once(once, 5000);
        esp_timer_start_periodic(periodic, 20000);
        uint64_t us = 0;
        Serial.printf("%x ", esp_timer_get_expiry_time(periodic, &us));
        esp_timer_get_expiry_time(once, &us);
        Serial.printf("%d ", (int)(us - now) / 1000);
        esp_timer_get_period(periodic, &us);
        Serial.printf("%d ", (int)us);
        Serial.printf("%d ", (int)(esp_timer_get_next_alarm() - now) / 1000);
        Serial.printf("%d ", (int)(esp_timer_get_next_alarm_for_wake_up() - now) / 1000);
        delay(45);
        Serial.printf("%d\n", (int)(esp_timer_get_next_alarm() - now) / 1000);
        esp_timer_dump(stdout);
    """
    told = alone(Board.ESP32, "esp_timer.h", body)
    assert told[0] == "1 106 5 20000 5 20 60"
    assert [each.split()[:2] for each in told[1:]] == [["many", "20000"]]


def test_clocks_are_told_by_the_rom_and_by_esp_idf() -> None:
    body = r"""
        setCpuFrequencyMhz(80);
        Serial.printf("%u %u ", (unsigned)esp_rom_get_cpu_ticks_per_us(), (unsigned)ets_get_cpu_frequency());
        Serial.printf("%d %d %d ", esp_clk_cpu_freq(), esp_clk_apb_freq(), esp_clk_xtal_freq());
        Serial.printf("%d %d\n", esp_rom_get_reset_reason(0), (int)(esp_clk_rtc_time() / 1000000));
    """
    told = alone(Board.ESP32, "esp_private/esp_clk.h esp_rom_sys.h", body)
    assert told == ["80 80 80000000 80000000 40000000 1 0"]


def test_a_header_of_them_compiles_before_all_others() -> None:
    headers = "esp_freertos_hooks.h soc/timer_group_reg.h soc/timer_group_struct.h esp_private/esp_clk.h esp_rom_sys.h"
    for header in headers.split():
        assert lines_of(Board.ESP32, f"#include <{header}>\nvoid setup() {{}}{LOOP}", 0.1) == []


def test_an_uptime_that_a_bench_sets_makes_no_idle_task_late() -> None:
    sketch = r"""
        static void work(void*) {
            for (;; vTaskDelay(1)) {
                for (const unsigned long begun = millis(); millis() - begun < 900;) {
                }
            }
        }
        void setup() {
            Serial.begin(115200);
            xTaskCreatePinnedToCore(work, "net", 4096, nullptr, 2, nullptr, 0);
            delay(8000);
            Serial.println("done");
        }
        void loop() { delay(1000); }
    """
    with bench(Board.ESP32, sketch) as running:
        running.device.set_uptime(49 * 86_400_000_000)
        assert running.run(10) == ["done"]
