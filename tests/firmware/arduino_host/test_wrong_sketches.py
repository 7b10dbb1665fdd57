"""Sketches that do what no sketch must: each ends in a result that says what it was, and nothing is left running."""

import pytest

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.hil.worlds.sketch import process
from oceanhil.hil.worlds.sketch.process import SketchEndedError
from oceanhil.protocol.board import Board
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
        pytest.raises(WorldError, match="said nothing for 4 s and was ended"),
    ):
        running.run(1)


def test_ten_megabytes_of_lines_are_printed_at_the_speed_of_the_line() -> None:
    line = " ".join(["lamp"] * 12)
    told = lines_of(Board.ESP32, setup(f'for (int turn = 0; turn < 170000; ++turn) Serial.println("{line}");'), 10)
    assert 11_520 * 9 < sum(len(each) + 2 for each in told) < 11_520 * 11


def test_a_line_without_an_end_is_told_in_pieces() -> None:
    told = lines_of(Board.PICOW, setup('for (int turn = 0; turn < 10000; ++turn) Serial.print("a ");'), 5)
    assert [len(each) for each in told] == [LINE_LETTERS_MAX] * 2
