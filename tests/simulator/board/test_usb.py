"""A board with USB of its own: its console goes with every reset, and a boot begins when a host has it again."""

from collections.abc import Callable

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.board.usb import HOST_US
from tests.simulator.board.fake_observer import SECOND_US, ObservedBoard

AWAY_S = 1


class Plug:
    """Notes when the console came and went; a host opens it at `opened_us` of board time."""

    def __init__(self, observed: ObservedBoard, away_us: int = AWAY_S * SECOND_US) -> None:
        self._observed = observed
        self.away_us = away_us
        self.opened_us = 0
        self.happened: list[tuple[str, float]] = []

    def leave(self) -> None:
        self.happened.append(("leave", self._observed.kernel.now_us / SECOND_US))

    def come(self) -> None:
        self.happened.append(("come", self._observed.kernel.now_us / SECOND_US))

    def is_open(self) -> bool:
        return self._observed.kernel.now_us >= self.opened_us


def board_on_usb(family: Board = Board.PICOW, away_us: int = AWAY_S * SECOND_US) -> tuple[ObservedBoard, Plug]:
    observed = ObservedBoard(family)
    plug = Plug(observed, away_us)
    observed.board.usb = plug
    return observed, plug


RESETS: dict[str, Callable[[ObservedBoard], None]] = {
    "pin": lambda observed: observed.board.reset(ResetReason.PIN),
    "software": lambda observed: observed.board.reset(ResetReason.SOFTWARE),
    "watchdog": lambda observed: observed.board.reset(ResetReason.WATCHDOG),
    "crash": lambda observed: observed.board.crash(PanicKind.ABORT),
}


@pytest.mark.parametrize("name", RESETS)
def test_the_console_goes_at_a_reset_and_the_boot_waits_for_it(name: str) -> None:
    observed, plug = board_on_usb(Board.ESP32)
    observed.power_on(20)
    plug.happened.clear()
    RESETS[name](observed)
    assert (observed.board.mode, plug.happened) == (BoardMode.ENUMERATING, [("leave", 20)])
    observed.run(AWAY_S - 0.001)
    assert len(observed.observer.boots) == 1
    observed.run(0.001)
    assert (len(observed.observer.boots), plug.happened) == (2, [("leave", 20), ("come", 20 + AWAY_S)])


def test_a_boot_waits_for_a_host_and_not_for_ever() -> None:
    observed, plug = board_on_usb()
    plug.opened_us = 2 * SECOND_US
    observed.power_on(1.99)
    assert observed.observer.boots == []
    observed.run(0.05)
    assert observed.observer.boots == [(1, ResetReason.POWER_ON)]
    plug.opened_us = 1000 * SECOND_US
    observed.board.reset(ResetReason.PIN)
    observed.run(AWAY_S + HOST_US / SECOND_US)
    assert observed.observer.boots[1:] == [(2, ResetReason.PIN)]


def test_a_second_reset_while_it_is_away_begins_its_absence_anew() -> None:
    observed, _ = board_on_usb()
    observed.power_on(20)
    observed.board.reset(ResetReason.SOFTWARE)
    observed.run(0.9)
    observed.board.reset(ResetReason.WATCHDOG)
    observed.run(0.9)
    assert len(observed.observer.boots) == 1
    observed.run(0.1)
    assert observed.observer.boots[1:] == [(2, ResetReason.WATCHDOG)]


def test_it_is_gone_without_power_and_in_deep_sleep() -> None:
    observed, plug = board_on_usb(away_us=0)
    observed.power_on(20)
    plug.happened.clear()
    observed.board.deep_sleep(5 * SECOND_US)
    observed.run(5)
    assert plug.happened[:1] + plug.happened[-1:] == [("leave", 20), ("come", 25)]
    assert observed.observer.boots[1:] == [(2, ResetReason.DEEP_SLEEP)]
    observed.board.power_off()
    assert plug.happened[-1] == ("leave", 25)


def test_it_goes_with_the_power_that_is_lost_in_a_save() -> None:
    observed, plug = board_on_usb()
    observed.board.cut_power(1, 10)
    observer = observed.power_on()
    assert (observer.cuts, plug.happened[-1][0]) == ([10], "leave")


def test_it_is_there_at_once_for_an_agent_that_holds_the_board_and_stays_when_that_lets_go() -> None:
    observed, plug = board_on_usb()
    observed.board.power_on(hold=True)
    observed.board.go()
    assert (plug.happened, observed.observer.boots) == ([("come", 0)], [(1, ResetReason.POWER_ON)])


def test_the_loader_of_the_boot_rom_keeps_it() -> None:
    observed, plug = board_on_usb(Board.ESP32)
    observed.power_on(20)
    plug.happened.clear()
    observed.board.boot_button_held = True
    observed.board.reset(ResetReason.PIN)
    assert (observed.board.mode, plug.happened) == (BoardMode.DOWNLOAD, [("come", 20)])
