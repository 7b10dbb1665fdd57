"""A board that is held: powered, and yet nothing runs."""

import pytest

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.lines import Line
from oceanhil.simulator.board_mode import BoardMode
from oceanhil.simulator.flash import FlashSnapshot
from oceanhil.simulator.resets import ResetReason
from tests.simulator.answers import NOW_S
from tests.simulator.fake_bench import SECOND_US, BoardOnBench

ONLINE = Line.ONLINE.build()


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_nothing_runs_in_a_hold(family: Board) -> None:
    on_bench = BoardOnBench(family)
    blank: FlashSnapshot = on_bench.board.flash.snapshot()
    on_bench.board.power_on(hold=True)
    on_bench.run(3600)
    bench = on_bench.bench
    assert (bench.boots, bench.lines, bench.rom_lines, on_bench.requests) == ([], [], [], [])
    assert (on_bench.board.mode, on_bench.board.boots, on_bench.board.flash.snapshot()) == (BoardMode.HELD, 0, blank)


def test_a_hold_from_power_on_ends_in_the_first_boot() -> None:
    on_bench = BoardOnBench()
    on_bench.board.power_on(hold=True)
    on_bench.board.go()
    on_bench.run(20)
    assert on_bench.bench.boots == [(1, ResetReason.POWER_ON)]
    assert on_bench.bench.lines[-1] == ONLINE


@pytest.mark.parametrize("reason", ResetReason)
def test_a_reset_ends_a_hold_from_power_on_as_going_does(reason: ResetReason) -> None:
    on_bench = BoardOnBench()
    on_bench.board.power_on(hold=True)
    on_bench.board.reset(reason)
    assert on_bench.bench.boots == [(1, ResetReason.POWER_ON)]


def test_a_reset_of_a_board_that_was_held_while_it_ran_is_that_reset() -> None:
    on_bench = BoardOnBench()
    on_bench.power_on()
    on_bench.board.hold()
    on_bench.board.reset(ResetReason.PIN)
    assert on_bench.bench.boots == [(1, ResetReason.POWER_ON), (2, ResetReason.PIN)]


def test_a_hold_stops_the_program_where_it_is() -> None:
    on_bench = BoardOnBench()
    bench = on_bench.power_on(1)
    on_bench.board.hold()
    before = list(bench.lines)
    on_bench.run(3600)
    assert before == bench.lines
    assert before[-1] == "[WiFi] Connecting..."
    assert on_bench.board.mode is BoardMode.HELD


def test_power_that_comes_twice_neither_holds_nor_boots_again() -> None:
    on_bench = BoardOnBench()
    on_bench.board.power_on(hold=True)
    on_bench.board.power_on()
    assert on_bench.bench.boots == []
    on_bench.board.go()
    on_bench.board.power_on(hold=True)
    assert on_bench.board.mode is BoardMode.RUNNING


def test_only_a_held_board_can_go_and_only_a_powered_one_be_held() -> None:
    on_bench = BoardOnBench()
    on_bench.board.go()
    on_bench.board.hold()
    assert on_bench.board.mode is BoardMode.OFF
    on_bench.power_on(1)
    on_bench.board.go()
    assert on_bench.bench.boots == [(1, ResetReason.POWER_ON)]


def test_a_power_cut_of_the_boot_before_the_hold_does_not_strike_in_it() -> None:
    on_bench = BoardOnBench()
    on_bench.board.cut_power(1, 100_000)
    on_bench.power_on()
    units = on_bench.board.flash_units(1)
    on_bench.board.hold()
    on_bench.board.cut_power(1, 0)
    on_bench.board.mount().eeprom.begin(64)
    assert on_bench.board.flash_units(1) == units > 0
    assert on_bench.bench.cuts == []


def test_power_can_be_taken_from_a_held_board() -> None:
    on_bench = BoardOnBench()
    on_bench.board.power_on(hold=True)
    on_bench.board.power_off()
    on_bench.power_on()
    assert on_bench.bench.boots == [(1, ResetReason.POWER_ON)]


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_clock_that_is_set_in_a_hold_goes_on_in_the_boot(family: Board) -> None:
    on_bench = BoardOnBench(family)
    on_bench.board.power_on(hold=True)
    on_bench.board.set_unix_us(NOW_S * SECOND_US)
    on_bench.run(5)
    on_bench.board.go()
    assert on_bench.board.unix_us() == (NOW_S + 5) * SECOND_US
    on_bench.board.power_off()
    on_bench.board.power_on()
    assert on_bench.board.unix_us() == 0


def test_without_one_the_boot_shows_what_every_power_on_shows() -> None:
    on_bench = BoardOnBench()
    on_bench.board.power_on(hold=True)
    on_bench.board.power_on_unix_us = 7
    on_bench.board.go()
    assert on_bench.board.unix_us() == 7


def test_a_held_board_that_goes_with_its_boot_button_held_waits_for_download() -> None:
    on_bench = BoardOnBench()
    on_bench.board.boot_button_held = True
    on_bench.board.power_on(hold=True)
    on_bench.board.go()
    assert (on_bench.board.mode, on_bench.board.boots) == (BoardMode.DOWNLOAD, 0)


def test_a_clock_that_was_set_in_an_earlier_hold_counts_no_more() -> None:
    on_bench = BoardOnBench()
    on_bench.board.power_on(hold=True)
    on_bench.board.set_unix_us(NOW_S * SECOND_US)
    on_bench.board.go()
    on_bench.board.power_off()
    on_bench.board.power_on(hold=True)
    on_bench.board.power_on_unix_us = 7
    on_bench.board.go()
    assert on_bench.board.unix_us() == 7
