"""Crashes of the Pico W, whose boot ROM prints nothing."""

import pytest

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import Panic, PanicKind, Reset, ResetCause
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
    reader = family(PICOW).panic_reader()
    for line in ("*** PANIC ***", "", "Hard assert"):
        assert reader.feed(line) == ()
    panic, reset = reader.started(WATCHDOG)
    assert isinstance(panic, Panic)
    assert (panic.reset, reset) == (WATCHDOG, WATCHDOG)


def test_a_hard_fault_without_words_is_told_by_the_watchdog_that_ends_it() -> None:
    reader = family(PICOW).panic_reader()
    reader.feed("[INFO] Device ONLINE")
    panic, _ = reader.started(WATCHDOG)
    assert isinstance(panic, Panic)
    assert panic.kind is PanicKind.HARDWARE_WATCHDOG


HARD_FAULTS = {
    "program of one's own": "Hard fault! pc=100043be lr=10004371 psr=61000000\n",
    "handler's name": "HardFault_Handler\nPC = 0x100043be\n",
    "vector of the SDK": "in isr_hardfault\npc: 0x100043be\n",
    "Mbed": "++ MbedOS Fault Handler ++\n\nFaultType: HardFault\n\nContext:\nR0   : 00000000\nPC   : 100043BE\n",
    "Zephyr": (
        "[00:00:02.220,000] <err> os: ***** HARD FAULT *****\n"
        "[00:00:02.220,000] <err> os: r0/a1:  0x00000000  r1/a2:  0x20001f30  r2/a3:  0x00000004\n"
        "[00:00:02.220,000] <err> os: Faulting instruction address (r15/pc): 0x100043be\n"
    ),
}


@pytest.mark.parametrize("text", HARD_FAULTS.values(), ids=HARD_FAULTS.keys())
def test_a_hard_fault_is_known_in_the_forms_of_every_runtime(text: str) -> None:
    panic = the_panic(PICOW, text)
    assert (panic.kind, panic.pc) == (PanicKind.HARD_FAULT, 0x100043BE)
    assert "fault" in panic.headline.lower()


@pytest.mark.parametrize("text", ["hardfault handler installed\n", "selftest: hard fault test ok\n"])
def test_a_line_about_hard_faults_is_none(text: str) -> None:
    reader = family(PICOW).panic_reader()
    assert (*reader.feed(text), *reader.close()) == ()
