"""Sketches that do what no sketch must: each ends in a result that says what it was, and nothing is left running."""

import pytest

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.hil.worlds.sketch import process
from oceanhil.hil.worlds.sketch.process import SketchEndedError
from oceanhil.protocol.board import Board
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import WorldError
from oceanhil.simulator.board.uart import LINE_LETTERS_MAX
from tests.firmware.arduino_host.programs import bench, lines_of, program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

IDLE = "void loop() { delay(1000); }"


def setup(what: str) -> str:
    """Give a sketch that does this once."""
    return f"#include <stdlib.h>\n#include <unistd.h>\n#include <signal.h>\nvoid setup() {{ {what} }}\n{IDLE}"


@pytest.mark.parametrize("call", ["fork()", 'system("ls")', 'popen("ls", "r")', 'execl("/bin/sh", "sh", (char*)0)'])
def test_another_program_is_told_by_the_name_of_the_call_and_its_line(call: str) -> None:
    name = call.partition("(")[0]
    with pytest.raises(SketchError, match=rf"tried\.ino:5: error: '{name}' is used in .*, and nothing defines it"):
        program(Board.ESP32, setup(f"{call};"))


def test_exit_is_a_crash_as_on_a_board_that_has_nobody_to_go_back_to() -> None:
    told = "\n".join(lines_of(Board.ESP32, setup("exit(3);"), 0.5))
    assert "abort() was called" in told


def test_endless_recursion_overflows_the_stack() -> None:
    deep = "int deep(volatile int n) { volatile char room[64]; room[0] = n; return deep(n + 1) + room[0]; }\n"
    told = "\n".join(lines_of(Board.ESP32, deep + setup("deep(0);"), 0.5))
    assert "A stack overflow in task loopTask has been detected" in told


def test_a_loop_that_asks_for_nothing_hangs_at_a_place_that_is_told() -> None:
    with bench(Board.ESP32, setup("for (volatile int turn = 0;; ++turn) {}")) as running:
        running.run(5)
        told = [str(each.fields.get("reason")) for each in running.world.trace.events if "reason" in each.fields]
    assert "hangs, and nothing ends that: setup at tried.ino:5" in told


HANG = "for (volatile int turn = 0;; ++turn) {}"
NULL_READ = "Serial.println(*(volatile int*)8);"


def seen(board: Board, sketch: str, seconds: float = 20) -> tuple[list[str], list[str]]:
    """Give why each boot of this sketch began, and what was said of its end."""
    with bench(board, sketch) as running:
        running.run(seconds)
        events = running.world.trace.events
        boots = [str(each.fields["reason"]) for each in events if each.kind is EventKind.BOOT]
        return boots, [str(each.fields["reason"]) for each in events if each.kind is EventKind.HALT]


@pytest.mark.parametrize("what", [HANG, NULL_READ, "abort();"])
def test_a_pico_whose_watchdog_is_on_starts_again_when_it_bites(what: str) -> None:
    boots, ends = seen(Board.PICOW, setup(f"if (!watchdog_caused_reboot()) {{ rp2040.wdt_begin(3000); {what} }}"))
    assert (boots, ends) == (["power-on", "watchdog"], [])


@pytest.mark.parametrize("what", [NULL_READ, "abort();"])
def test_a_pico_without_a_watchdog_stands_still_behind_a_crash(what: str) -> None:
    boots, ends = seen(Board.PICOW, setup(what))
    assert boots == ["power-on"]
    assert ends == ["stands still behind its crash, for no watchdog is on: setup at tried.ino:5"]


def test_a_program_that_hangs_is_ended_by_the_watchdog_that_it_asked_for() -> None:
    watch = "const esp_task_wdt_config_t config = {4000, 0, true}; esp_task_wdt_reconfigure(&config);"
    sketch = setup(f"if (esp_reset_reason() == ESP_RST_POWERON) {{ {watch} esp_task_wdt_add(NULL); {HANG} }}")
    boots, ends = seen(Board.ESP32, "#include <esp_task_wdt.h>\n" + sketch)
    assert (boots, ends) == (["power-on", "software"], [])


def test_a_task_that_is_fed_and_hangs_later_is_ended_so_long_after_the_last_feed() -> None:
    work = "for (int turn = 0; turn < 8; ++turn) { delay(1000); esp_task_wdt_reset(); }"
    with bench(Board.ESP32, "#include <esp_task_wdt.h>\n" + setup(f"esp_task_wdt_add(NULL); {work} {HANG}")) as running:
        running.run(20)
        boots = [each.t_us for each in running.world.trace.events if each.kind is EventKind.BOOT]
    assert 8 + 5 < (boots[1] - boots[0]) / 1e6 < 8 + 5 + 1, "eight turns, and the five seconds of arduino-esp32"


def test_a_process_that_ends_by_itself_is_an_error_with_its_exit_code() -> None:
    with (
        bench(Board.ESP32, setup("_exit(3);")) as running,
        pytest.raises(SketchEndedError, match=r"ended by itself \(exit code 3\), as no program on a board can"),
    ):
        running.run(1)


def test_a_process_that_stands_still_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_PATIENCE_S", 4)
    with (
        bench(Board.ESP32, setup("delay(1); raise(SIGSTOP);")) as running,
        pytest.raises(WorldError, match=r"said nothing for 4 s and was ended.*and run it again"),
    ):
        running.run(1)


def test_ten_megabytes_of_lines_are_printed_at_the_speed_of_the_line() -> None:
    line = " ".join(["lamp"] * 12)
    told = lines_of(Board.ESP32, setup(f'for (int turn = 0; turn < 170000; ++turn) Serial.println("{line}");'), 10)
    assert 11_520 * 9 < sum(len(each) + 2 for each in told) < 11_520 * 11


def test_a_line_without_an_end_is_told_in_pieces() -> None:
    told = lines_of(Board.PICOW, setup('for (int turn = 0; turn < 10000; ++turn) Serial.print("a ");'), 5)
    assert [len(each) for each in told] == [LINE_LETTERS_MAX] * 2


ASSERTED = "#include <assert.h>\nvoid check(int level) { assert(level < 3); }\n"


@pytest.mark.parametrize(
    ("board", "text"),
    [
        (Board.ESP32, "assert failed: void check(int) tried.ino:3 (level < 3)"),
        (Board.ESP8266, "Panic tried.ino:3 void check(int): Assertion 'level < 3' failed."),
        (Board.PICOW, 'assertion "level < 3" failed: file "tried.ino", line 3, function: void check(int)'),
    ],
)
def test_an_assertion_that_fails_says_which_and_where(
    board: Board, text: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with bench(board, ASSERTED + setup("check(7);")) as running:
        lines = running.run(0.5)
        reasons = [
            str(each.fields) for each in running.world.trace.events if "check at tried.ino:3" in str(each.fields)
        ]
    assert text in lines
    assert reasons
    assert capfd.readouterr() == ("", ""), "the terminal is not the board's"


@pytest.mark.parametrize(("board", "told"), [(Board.ESP32, ["once"]), (Board.ESP8266, []), (Board.PICOW, [])])
def test_errors_of_c_go_where_the_core_lets_them_go(
    board: Board, told: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert lines_of(board, "#include <stdio.h>\n" + setup(r'fprintf(stderr, "once\n");'), 0.5) == told
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "end", ["watchdog_enable(1, 1); while (true) {}", "watchdog_enable(10, true); for (;;) delay(1000);"]
)
def test_a_pico_that_restarts_itself_by_a_watchdog_which_bites_at_once_has_not_crashed(end: str) -> None:
    sketch = setup(f"Serial.println(watchdog_caused_reboot()); if (!watchdog_caused_reboot()) {{ {end} }}")
    with bench(Board.PICOW, "#include <hardware/watchdog.h>\n" + sketch) as running:
        assert running.run(5) == ["0", "1"]
        assert [each for each in running.world.trace.events if each.kind is EventKind.PANIC] == []
