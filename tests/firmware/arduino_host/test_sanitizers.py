"""With sanitizers a wrong access is told by its name and its place in the sketch, and what is right stays right."""

from pathlib import Path

import pytest

from oceanhil.firmware.compiler import BuildError, Compiler, find_compiler
from oceanhil.firmware.sketches.sanitizers import SANITIZER_FLAGS, refuse_without_sanitizers
from oceanhil.protocol.board import Board
from oceanhil.scenarios.trace import EventKind
from tests.firmware.arduino_host.programs import bench

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

WRONGS = {
    "heap-buffer-overflow, 1 byte written": "volatile char* room = new char[10]; room[10 + none] = 1;",
    "heap-use-after-free, 1 byte read": "volatile char* room = (char*)malloc(8); leave((char*)room); sum += *room;",
    "double-free": "char* volatile room = (char*)malloc(8); leave(room); free(room);",
    "stack-buffer-overflow, 4 bytes written": "volatile int room[4]; volatile int* place = room; place[4 + none] = 1;",
    "global-buffer-overflow, 4 bytes read, numbers of 16 bytes": "volatile int* at = numbers; sum += at[4 + none];",
    "out-of-bounds-index: Index 9 out of bounds for type 'int [4]'": "sum += numbers[9 + none];",
    "invalid-shift-exponent: Shift exponent 40 is too large for 32-bit type 'int'": "sum += 1 << (40 + none);",
    "signed-integer-overflow: ": "sum += INT_MAX + (1 + none);",
    "integer-divide-by-zero: ": "sum += 7 / none;",
    "misaligned-pointer-use: ": "sum += *(volatile int*)((char*)numbers + 1 + none);",
    "null-pointer-use: ": "sum += *(volatile int*)none;",
}
"""What is found, and the code in which it is."""
SKETCH = """
#include <limits.h>
volatile int none = 0;
volatile int sum = 0;
volatile int numbers[4] = {1, 2, 3, 4};
void leave(void* room) { free(room); }
"""


@pytest.fixture(autouse=True)
def _sanitizers_are_there(tmp_path: Path) -> None:
    try:
        refuse_without_sanitizers(find_compiler(), tmp_path)
    except BuildError as error:
        pytest.skip(str(error))


def wrong_sketch() -> str:
    """Give a sketch that does another wrong in each boot."""
    each = (f"void wrong{number}() {{ {code} }}" for number, code in enumerate(WRONGS.values(), 1))
    calls = "\n".join(f"case {number}: wrong{number}(); break;" for number in range(1, len(WRONGS) + 1))
    functions = "\n".join(each)
    return (
        f"#include <machine/boot.h>\n{SKETCH}{functions}\n"
        f"void setup() {{\nswitch (machine::boot_number()) {{\n{calls}\n}}\n"
        'Serial.println("all done");\n}\nvoid loop() { delay(1000); }\n'
    )


def test_each_wrong_is_told_by_its_name_and_the_function() -> None:
    with bench(Board.ESP32, wrong_sketch(), tools=SANITIZER_FLAGS) as running:
        assert running.run(30)[-1] == "all done"
        told = [str(each.fields["frames"]) for each in running.world.trace.events if each.kind is EventKind.PANIC]
    for number, (name, found) in enumerate(zip(WRONGS, told, strict=True), 1):
        assert found.startswith(name)
        assert f"wrong{number}() at tried.ino:" in found or f"wrong{number} at tried.ino:" in found
        assert "0x…" in found or "0x" not in found
        assert ("; freed in leave" in found) is ("free" in name)


def test_a_board_whose_program_keeps_nothing_over_resets_starts_again_behind_a_finding() -> None:
    sketch = r"""
    volatile int none = 0;
    int __attribute__((section(".uninitialized_data"))) starts;
    void setup() {
        rp2040.wdt_begin(1000);
        if (!watchdog_caused_reboot()) { volatile int room[4]; volatile int* place = room; place[4 + none] = 1; }
        Serial.println("again");
    }
    void loop() { rp2040.wdt_reset(); delay(500); }
    """
    with bench(Board.PICOW, sketch, tools=SANITIZER_FLAGS) as running:
        assert running.run(10) == ["again"]
        (told,) = [str(each.fields["frames"]) for each in running.world.trace.events if each.kind is EventKind.PANIC]
    assert told.startswith("stack-buffer-overflow")


def test_tasks_and_memory_that_runs_out_are_nothing_wrong() -> None:
    sketch = r"""
    static void work(void* turns) {
        volatile char room[600];
        for (int turn = 0; turn < *(int*)turns; ++turn) { room[turn] = 1; vTaskDelay(10); }
        Serial.printf("%d, %d\n", room[0], uxTaskGetStackHighWaterMark(NULL) > 0);
        vTaskDelete(NULL);
    }
    static int turns = 3;
    void setup() {
        for (int round = 0; round < 2; ++round) {
            xTaskCreate(work, "one", 4096, &turns, 2, NULL);
            xTaskCreate(work, "two", 4096, &turns, 3, NULL);
            delay(500);
        }
        const size_t before = ESP.getFreeHeap();
        Serial.println(malloc(10 * 1024 * 1024) == nullptr ? "no room" : "room");
        char* room = (char*)malloc(1000);
        Serial.println(before - ESP.getFreeHeap() >= 1000 ? "counted" : "not counted");
        free(realloc(room, 2000));
        Serial.println(before - ESP.getFreeHeap());
        try { throw 7; } catch (int) { Serial.println("caught"); }
        String text;
        for (int turn = 0; turn < 100; ++turn) text += turn;
        Serial.println(text.length());
    }
    void loop() { delay(1000); }
    """
    with bench(Board.ESP32, sketch, tools=SANITIZER_FLAGS) as running:
        assert running.run(5) == ["1, 1", "1, 1"] * 2 + ["no room", "counted", "0", "caught", "190"]


def test_what_is_not_stored_is_asked_for_and_nothing_wrong() -> None:
    sketch = r"""
    #include <Preferences.h>
    #include <nvs.h>
    void setup() {
        Preferences prefs;
        for (const bool is_read_only : {true, false, true}) {
            Serial.println(prefs.begin("pump", is_read_only));
            Serial.println(prefs.getString("token", "none"));
            Serial.println(prefs.isKey("token") + prefs.getBytesLength("token") + prefs.getInt("turns", 0));
            prefs.end();
        }
        char text[8];
        size_t length = sizeof text;
        Serial.println(nvs_get_str(99, "token", text, &length) == ESP_OK);
    }
    void loop() { delay(1000); }
    """
    with bench(Board.ESP32, sketch, tools=SANITIZER_FLAGS) as running:
        assert running.run(5) == ["0", "none", "0", *["1", "none", "0"] * 2, "0"]


def test_a_compiler_without_them_is_told_with_the_packages(tmp_path: Path) -> None:
    tool = tmp_path / "c++"
    tool.write_text("#!/bin/sh\necho 'ld: error: cannot find -lasan' >&2\nexit 1\n")
    tool.chmod(0o700)
    with pytest.raises(BuildError, match=r"no sanitizers for programs of 32 bits: .* -lasan; install 'g\+\+-multilib'"):
        refuse_without_sanitizers(Compiler((str(tool),)), tmp_path / "kept")
