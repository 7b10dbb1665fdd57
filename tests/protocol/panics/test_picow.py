"""Crashes of the Pico W, whose boot ROM prints nothing."""

import pytest

from protocol.board import Board
from protocol.panics import Panic, PanicKind, PanicReader, Reset, ResetCause
from tests.protocol.panics.texts import the_panic

PICOW = Board.PICOW
WATCHDOG = Reset(ResetCause.WATCHDOG)


@pytest.mark.parametrize(
    ("text", "kind", "headline"),
    [
        ("\n*** PANIC ***\n\nHard assert\n", PanicKind.PANIC, "*** PANIC *** Hard assert"),
        ("\n*** PANIC ***\n\nOut of memory\n", PanicKind.OUT_OF_MEMORY, "*** PANIC *** Out of memory"),
        ('assertion "a" failed: file "b.c", line 1\n', PanicKind.ASSERT, 'assertion "a" failed: file "b.c", line 1'),
    ],
)
def test_a_panic_carries_its_message(text: str, kind: PanicKind, headline: str) -> None:
    panic = the_panic(PICOW, text)
    assert (panic.kind, panic.headline, panic.is_complete) == (kind, headline, True)


def test_a_fault_handler_of_the_program_itself_gives_registers() -> None:
    panic = the_panic(PICOW, "HardFault!\nR0 = 0x00000028  LR = 0x10002df5  PC = 0x100010f8\n")
    assert (panic.kind, panic.pc) == (PanicKind.HARD_FAULT, 0x100010F8)


def test_a_watchdog_start_that_was_learnt_in_another_way_ends_the_panic() -> None:
    reader = PanicReader(PICOW)
    for line in ("*** PANIC ***", "", "Hard assert"):
        assert reader.feed(line) == ()
    panic, reset = reader.started(WATCHDOG)
    assert isinstance(panic, Panic)
    assert (panic.reset, reset) == (WATCHDOG, WATCHDOG)


def test_a_hard_fault_without_words_is_told_by_the_watchdog_that_ends_it() -> None:
    reader = PanicReader(PICOW)
    reader.feed("[INFO] Device ONLINE")
    panic, _ = reader.started(WATCHDOG)
    assert isinstance(panic, Panic)
    assert panic.kind is PanicKind.HARDWARE_WATCHDOG
