"""Taking crashes out of a line that is noisy, broken, or interleaved with other text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.boards import family
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.panics.headlines import recognise_headline
from tests.protocol.panics.texts import ESP32_BOOT, ESP8266_BOOT, EXCEPTION, GURU, panics, read, resets, the_panic

ESP32 = Board.ESP32
CRASHES = {Board.ESP32: (GURU, ESP32_BOOT), Board.ESP8266: (EXCEPTION, ESP8266_BOOT)}
# A line that begins a crash of its own is no noise.
NOISE = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)
    .map(lambda text: "~" + "".join(text.splitlines()))
    .filter(lambda text: all(recognise_headline(family(board).crashes, text) is None for board in PLATFORM_BOARDS))
)


def test_a_crash_in_the_middle_of_a_log_line_begins_there() -> None:
    assert the_panic(ESP32, "[WiFi] Connecting..." + GURU).headline.startswith("Guru Meditation Error")


def test_two_crashes_in_a_row_are_two() -> None:
    assert len(panics(ESP32, GURU, GURU)) == 2
    assert len(panics(ESP32, GURU, ESP32_BOOT, GURU, ESP32_BOOT)) == 2


def test_an_abort_behind_a_whole_dump_is_a_crash_of_its_own() -> None:
    abort = "abort() was called at PC 0x400d1a2e on core 1\n"
    assert [panic.kind for panic in panics(ESP32, GURU, abort)] == [PanicKind.LOAD_PROHIBITED, PanicKind.ABORT]


def test_a_dump_that_the_next_start_cuts_short_is_still_a_crash() -> None:
    panic = the_panic(ESP32, "\n".join(GURU.splitlines()[:4]) + "\n", ESP32_BOOT)
    assert (panic.kind, panic.pc, panic.is_complete) == (PanicKind.LOAD_PROHIBITED, 0x400E14ED, False)
    assert panic.reset is not None


def test_a_backtrace_broken_in_two_lines_is_one() -> None:
    broken = GURU.replace("0x400d0802:0x3ffb5050", "0x400d\n0802:0x3ffb5050")
    assert the_panic(ESP32, broken).backtrace == (0x400E14ED, 0x400D0802)


def test_lines_of_the_program_in_a_dump_are_not_part_of_it() -> None:
    lines = GURU.splitlines()
    panic = the_panic(ESP32, "\n".join([*lines[:3], "[POLL] HTTP Response: 200", *lines[3:]]))
    assert panic.lines == tuple(lines)


def test_a_program_that_starts_anew_ends_a_dump_without_end() -> None:
    reader = family(ESP32).panic_reader()
    reader.feed(GURU.splitlines()[0])
    in_dump = [reader.in_dump]
    assert len(reader.feed("[SYSTEM] Device ID: ESP32_0001")) == 1
    in_dump.append(reader.in_dump)
    assert in_dump == [True, False]
    assert reader.close() == ()


def test_a_quiet_line_gives_out_what_there_is_but_no_mere_warning() -> None:
    reader = family(ESP32).panic_reader()
    reader.feed(GURU.splitlines()[0])
    assert len(reader.quiet()) == 1
    reader.feed("E (1) task_wdt: Task watchdog got triggered.")
    assert reader.quiet() == ()


def test_a_board_that_prints_without_end_does_not_fill_the_memory() -> None:
    panic = the_panic(ESP32, GURU.partition("\n")[0] + "\n" + "noise\n" * 10_000)
    assert len(panic.lines) == 600


def test_every_start_is_given_with_its_reason() -> None:
    assert [reset.name for reset in resets(ESP32, ESP32_BOOT, ESP32_BOOT)] == ["SW_CPU_RESET"] * 2


@pytest.mark.slow
@given(st.sampled_from(list(CRASHES)), st.data())
def test_noise_between_the_lines_hides_no_crash(board: Board, data: st.DataObject) -> None:
    dump, boot = CRASHES[board]
    noisy = [part for line in dump.splitlines() for part in (line, *data.draw(st.lists(NOISE, max_size=1)))]
    clean, found = the_panic(board, dump, boot), the_panic(board, "\n".join(noisy) + "\n", boot)
    assert (found.kind, found.pc, found.reset) == (clean.kind, clean.pc, clean.reset)
    assert set(clean.lines) - {""} <= set(found.lines)


@given(st.sampled_from(list(CRASHES)), st.integers(0, 20))
def test_wherever_a_dump_stops_it_is_one_crash_of_its_kind(board: Board, kept: int) -> None:
    dump, boot = CRASHES[board]
    start = next(number for number, line in enumerate(dump.splitlines()) if "Guru" in line or "Exception (" in line)
    cut = "\n".join(dump.splitlines()[: start + 1 + kept]) + "\n"
    assert the_panic(board, cut, boot).kind is PanicKind.LOAD_PROHIBITED


@pytest.mark.slow
@given(st.sampled_from(list(PLATFORM_BOARDS)), st.lists(st.text(max_size=60), max_size=20))
def test_any_lines_at_all_are_read(board: Board, lines: list[str]) -> None:
    read(board, "\n".join(lines))
