"""Time passes by itself only for as long as nobody but the running task has anything to do."""

import pytest

from oceanhil.firmware.sketches.sketch import SketchSettings
from oceanhil.firmware.sketches.wiring import AnalogSensor, RelayPins
from oceanhil.hil.worlds.sketch.device import SketchDevice
from oceanhil.protocol.board import Board
from oceanhil.scenarios.trace import EventKind
from tests.firmware.arduino_host.programs import bench, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

LOOKS = r"""
static void look_for(unsigned long us) {
    const unsigned long begun = micros();
    while (micros() - begun < us) {
    }
}
"""
"""A program that has looked at the time for a while has been told how far time is its own."""


def test_a_timer_is_served_on_time_while_the_program_only_looks_at_the_time() -> None:
    sketch = (
        LOOKS
        + r"""
    #include <esp_timer.h>
    static volatile unsigned long served[2];
    static volatile int times = 0;
    void setup() {
        delay(100);
        esp_timer_create_args_t made = {};
        made.callback = [](void*) { if (times < 2) served[times++] = micros(); };
        esp_timer_handle_t timer;
        esp_timer_create(&made, &timer);
        look_for(1000);
        const unsigned long begun = micros();
        esp_timer_start_periodic(timer, 3000);
        look_for(10000);
        Serial.printf("%d, %lu ms and %lu ms\n", times, (served[0] - begun) / 1000, (served[1] - begun) / 1000);
        Serial.println(served[0] - begun - 3000 < 200 ? "on time" : "late");
    }
    void loop() { delay(1000); }
    """
    )
    assert lines_of(Board.ESP32, sketch) == ["2, 3 ms and 6 ms", "on time"]


def test_a_task_has_its_turn_when_its_delay_is_over_while_another_only_looks_at_the_time() -> None:
    sketch = (
        LOOKS
        + r"""
    static volatile unsigned long ran = 0;
    static void work(void*) {
        vTaskDelay(pdMS_TO_TICKS(5));
        ran = micros();
        vTaskDelete(NULL);
    }
    void setup() {
        delay(100);
        look_for(1000);
        const unsigned long begun = micros();
        xTaskCreate(work, "work", 2048, NULL, 5, NULL);
        look_for(20000);
        Serial.println((ran - begun) / 1000);
    }
    void loop() { delay(1000); }
    """
    )
    # The fifth tick from there on, of which a part is over.
    assert lines_of(Board.ESP32, sketch) == ["4"]


@pytest.mark.parametrize("priority", ["0", "1"])
def test_who_was_started_woken_or_resumed_runs_in_the_next_wait_of_another(priority: str) -> None:
    sketch = (
        LOOKS
        + r"""
    static volatile unsigned long ran[3];
    static volatile int times = 0;
    static void work(void*) {
        ran[times++] = millis();
        ulTaskNotifyTake(pdTRUE, portMAX_DELAY);
        ran[times++] = millis();
        vTaskSuspend(NULL);
        ran[times++] = millis();
        vTaskDelete(NULL);
    }
    void setup() {
        delay(100);
        look_for(1000);
        const unsigned long begun = millis();
        TaskHandle_t task;
        xTaskCreate(work, "work", 2048, NULL, PRIORITY, &task);
        delay(20);
        xTaskNotifyGive(task);
        delay(20);
        vTaskResume(task);
        delay(20);
        Serial.printf("%lu %lu %lu\n", ran[0] - begun, ran[1] - begun, ran[2] - begun);
    }
    void loop() { delay(1000); }
    """
    )
    assert lines_of(Board.ESP32, sketch.replace("PRIORITY", priority)) == ["0 20 40"]


def test_a_watchdog_bites_who_only_looks_at_the_time() -> None:
    sketch = (
        LOOKS
        + r"""
    void setup() {
        if (ESP.getResetInfoPtr()->reason == REASON_SOFT_WDT_RST) {
            Serial.println("bitten");
            return;
        }
        look_for(3000000);
        yield();
        look_for(3000000);
        Serial.println("not yet");
        look_for(4000000);
        Serial.println("never");
    }
    void loop() { delay(1000); }
    """
    )
    assert [line for line in lines_of(Board.ESP8266, sketch, 20) if line in {"bitten", "not yet", "never"}] == [
        "not yet",
        "bitten",
    ]


def test_who_answers_a_line_is_heard_by_a_program_that_only_looks_at_the_time() -> None:
    sketch = (
        LOOKS
        + r"""
    void setup() {
        look_for(1000);
        Serial.println("ready");
        const unsigned long begun = millis();
        while (analogRead(34) == 0 && millis() - begun < 5000) {
        }
        Serial.println(millis() - begun < 10 ? "at once" : "late");
    }
    void loop() { delay(1000); }
    """
    )
    with bench(Board.ESP32, sketch, settings=SketchSettings(sensor=AnalogSensor(34))) as running:
        running.device.set_sensors(-500, 0)
        assert running.world.wait_for(lambda event: event.fields.get("text") == "ready", 9_000_000) is not None
        running.device.set_sensors(1_500, 500)
        assert running.run(6)[-1] == "at once"


def test_what_is_written_into_a_register_moves_its_pin_when_the_program_next_looks_at_the_time() -> None:
    sketch = (
        LOOKS
        + r"""
    void setup() {
        pinMode(4, OUTPUT);
        volatile uint32_t* const out = portOutputRegister(digitalPinToPort(4));
        look_for(1000);
        *out |= digitalPinToBitMask(4);
        look_for(50000);
        *out &= ~digitalPinToBitMask(4);
        look_for(50000);
    }
    void loop() { delay(1000); }
    """
    )
    with bench(Board.ESP32, sketch, settings=SketchSettings(relays=RelayPins(4, 5))) as running:
        running.run(2)
        on, off = [each.t_us for each in running.world.trace.events if each.kind is EventKind.RELAYS]
        assert (off - on) // 10_000 == 5


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266, Board.PICOW])
def test_what_arrives_ends_a_turn_of_a_loop_that_had_nothing_to_do(board: Board) -> None:
    sketch = r"""
    void setup() {}
    void loop() { if (Serial.read() >= 0) Serial.println(micros()); }
    """
    with bench(board, sketch) as running:
        running.run(10)
        device = running.world.device()
        assert isinstance(device, SketchDevice)
        for _ in range(9):
            arrived_us = running.world.now_us - device._board.clock._boot_us
            device._boots.hear(b"!")
            assert int(running.run(1.001)[-1]) - arrived_us < 100


def test_a_timer_ends_a_turn_of_a_loop_that_had_nothing_to_do() -> None:
    sketch = r"""
    #include <esp_timer.h>
    static volatile unsigned long rang = 0;
    void setup() {
        esp_timer_create_args_t made = {};
        made.callback = [](void*) { rang = micros(); };
        esp_timer_handle_t timer;
        esp_timer_create(&made, &timer);
        esp_timer_start_once(timer, 9000000);
    }
    void loop() {
        const unsigned long at = rang;
        rang = 0;
        if (at != 0) Serial.println(micros() - at < 100 ? "at once" : "late");
    }
    """
    assert lines_of(Board.ESP32, sketch, 10)[-1] == "at once"


def test_a_loop_that_has_nothing_to_do_is_late_by_20_ms_at_most() -> None:
    sketch = r"""
    void setup() {}
    void loop() {
        static unsigned long due = 5000;
        if (millis() < due) return;
        Serial.println(millis() - due);
        due += 5003;
    }
    """
    late_ms = [int(line) for line in lines_of(Board.ESP32, sketch, 60)[-10:]]
    assert 0 <= min(late_ms) <= max(late_ms) <= 21


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266, Board.PICOW])
def test_whether_anybody_waits_for_what_is_printed_makes_no_difference(board: Board) -> None:
    sketch = r"""
    void setup() {}
    void loop() {
        static unsigned long due = 700;
        if (millis() < due) return;
        Serial.printf("%lu\n", micros());
        due += random(2, 900);
        delay(random(0, 40));
    }
    """
    with bench(board, sketch) as unwatched, bench(board, sketch) as watched:
        assert watched.world.wait_for(lambda event: event.fields.get("text") == "never", 60_000_000) is None
        assert len(watched.lines()) > 100
        assert unwatched.run(60) == watched.lines()
        assert unwatched.world.trace.events == watched.world.trace.events
