"""A board that is held: powered, and yet nothing runs."""

import pytest

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.lines import Line
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.flash.chip import FlashSnapshot
from tests.simulator.answers import NOW_S
from tests.simulator.board.fake_observer import SECOND_US, ObservedBoard

ONLINE = Line.ONLINE.build()


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_nothing_runs_in_a_hold(family: Board) -> None:
    observed = ObservedBoard(family)
    blank: FlashSnapshot = observed.board.flash.snapshot()
    observed.board.power_on(hold=True)
    observed.run(3600)
    observer = observed.observer
    assert (observer.boots, observer.lines, observer.rom_lines, observed.requests) == ([], [], [], [])
    assert (observed.board.mode, observed.board.boots, observed.board.flash.snapshot()) == (BoardMode.HELD, 0, blank)


def test_a_hold_from_power_on_ends_in_the_first_boot() -> None:
    observed = ObservedBoard()
    observed.board.power_on(hold=True)
    observed.board.go()
    observed.run(20)
    assert observed.observer.boots == [(1, ResetReason.POWER_ON)]
    assert observed.observer.lines[-1] == ONLINE


@pytest.mark.parametrize("reason", ResetReason)
def test_a_reset_ends_a_hold_from_power_on_as_going_does(reason: ResetReason) -> None:
    observed = ObservedBoard()
    observed.board.power_on(hold=True)
    observed.board.reset(reason)
    assert observed.observer.boots == [(1, ResetReason.POWER_ON)]


def test_a_reset_of_a_board_that_was_held_while_it_ran_is_that_reset() -> None:
    observed = ObservedBoard()
    observed.power_on()
    observed.board.hold()
    observed.board.reset(ResetReason.PIN)
    assert observed.observer.boots == [(1, ResetReason.POWER_ON), (2, ResetReason.PIN)]


def test_a_hold_stops_the_program_where_it_is() -> None:
    observed = ObservedBoard()
    observer = observed.power_on(1)
    observed.board.hold()
    before = list(observer.lines)
    observed.run(3600)
    assert before == observer.lines
    assert before[-1] == "[WiFi] Connecting..."
    assert observed.board.mode is BoardMode.HELD


def test_power_that_comes_twice_neither_holds_nor_boots_again() -> None:
    observed = ObservedBoard()
    observed.board.power_on(hold=True)
    observed.board.power_on()
    assert observed.observer.boots == []
    observed.board.go()
    observed.board.power_on(hold=True)
    assert observed.board.mode is BoardMode.RUNNING


def test_only_a_held_board_can_go_and_only_a_powered_one_be_held() -> None:
    observed = ObservedBoard()
    observed.board.go()
    observed.board.hold()
    assert observed.board.mode is BoardMode.OFF
    observed.power_on(1)
    observed.board.go()
    assert observed.observer.boots == [(1, ResetReason.POWER_ON)]


def test_a_power_cut_of_the_boot_before_the_hold_does_not_strike_in_it() -> None:
    observed = ObservedBoard()
    observed.board.cut_power(1, 100_000)
    observed.power_on()
    units = observed.board.flash_units(1)
    observed.board.hold()
    observed.board.cut_power(1, 0)
    observed.board.mount().eeprom.begin(64)
    assert observed.board.flash_units(1) == units > 0
    assert observed.observer.cuts == []


def test_power_can_be_taken_from_a_held_board() -> None:
    observed = ObservedBoard()
    observed.board.power_on(hold=True)
    observed.board.power_off()
    observed.power_on()
    assert observed.observer.boots == [(1, ResetReason.POWER_ON)]


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_clock_that_is_set_in_a_hold_goes_on_in_the_boot(family: Board) -> None:
    observed = ObservedBoard(family)
    observed.board.power_on(hold=True)
    observed.board.set_unix_us(NOW_S * SECOND_US)
    observed.run(5)
    observed.board.go()
    assert observed.board.unix_us() == (NOW_S + 5) * SECOND_US
    observed.board.power_off()
    observed.board.power_on()
    assert observed.board.unix_us() == 0


def test_without_one_the_boot_shows_what_every_power_on_shows() -> None:
    observed = ObservedBoard()
    observed.board.power_on(hold=True)
    observed.board.power_on_unix_us = 7
    observed.board.go()
    assert observed.board.unix_us() == 7


def test_a_held_board_that_goes_with_its_boot_button_held_waits_for_download() -> None:
    observed = ObservedBoard()
    observed.board.boot_button_held = True
    observed.board.power_on(hold=True)
    observed.board.go()
    assert (observed.board.mode, observed.board.boots) == (BoardMode.DOWNLOAD, 0)


def test_a_clock_that_was_set_in_an_earlier_hold_counts_no_more() -> None:
    observed = ObservedBoard()
    observed.board.power_on(hold=True)
    observed.board.set_unix_us(NOW_S * SECOND_US)
    observed.board.go()
    observed.board.power_off()
    observed.board.power_on(hold=True)
    observed.board.power_on_unix_us = 7
    observed.board.go()
    assert observed.board.unix_us() == 7
