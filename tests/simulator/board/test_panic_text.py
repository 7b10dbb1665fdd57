"""What a simulated board prints when it crashes."""

import pytest

from oceanhil.boards import families
from oceanhil.boards.storage import Driver
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.panics import Panic, PanicKind
from oceanhil.simulator.board.panic_text import panic_kinds, panic_reset, panic_text
from oceanhil.simulator.board.resets import banner
from tests.protocol.panics.texts import read
from tests.together import together

EVERY_CRASH = [(of.board, kind) for of in families() for kind in panic_kinds(of.board)]
# A Pico prints neither a hard fault nor a boot banner: nothing on its console tells.
WITH_WORDS = [
    (of.board, kind, driver)
    for of in families()
    for kind in panic_kinds(of.board)
    for driver in of.drivers
    if kind is not PanicKind.HARD_FAULT
]


@together
@pytest.mark.parametrize(("board", "kind", "driver"), WITH_WORDS)
def test_every_crash_is_recognised_as_what_it_is(board: Board, kind: PanicKind, driver: Driver) -> None:
    boot = "\n".join(banner(board, panic_reset(board, kind), driver=driver))
    found = read(board, "[REG] Registering device...\n", panic_text(board, kind, driver), boot)
    panics = [each for each in found if isinstance(each, Panic)]
    assert [(panic.kind, panic.board, panic.is_complete) for panic in panics] == [(kind, board, True)]


@together
@pytest.mark.parametrize(("board", "kind"), EVERY_CRASH)
def test_every_line_of_the_text_ends_as_every_core_ends_it(board: Board, kind: PanicKind) -> None:
    text = panic_text(board, kind)
    assert not text or text.endswith("\r\n")
    assert text.count("\n") == text.count("\r\n") == text.count("\r")


def test_a_crash_that_another_family_has_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="picow has no crash 'brownout'; known: assert, out-of-memory, hard-fault"):
        panic_text(Board.PICOW, PanicKind.BROWNOUT)


def test_a_risc_v_core_names_cause_and_registers_in_its_own_words() -> None:
    c3 = Board("esp32c3")
    text = panic_text(c3, PanicKind.LOAD_PROHIBITED)
    (panic,) = read(c3, text)
    assert isinstance(panic, Panic)
    assert panic.headline == "Guru Meditation Error: Core  0 panic'ed (Load access fault). Exception was unhandled."
    assert (panic.pc, panic.excvaddr) == (0x42001A2E, 0x10)
    assert panic.registers["MCAUSE"] == 5
    assert "Stack memory:" in text
    assert "Backtrace:" not in text


def test_an_esp32s3_crashes_as_an_esp32_does() -> None:
    kind = PanicKind.DIVISION_BY_ZERO
    assert panic_text(Board("esp32s3"), kind) == panic_text(Board.ESP32, kind)


def test_the_stack_guard_of_a_risc_v_core_names_task_and_bounds() -> None:
    c3 = Board("esp32c3")
    head, _, detected, *_ = panic_text(c3, PanicKind.STACK_OVERFLOW).split("\r\n")
    assert head == "Guru Meditation Error: Core  0 panic'ed (Stack protection fault). "
    assert detected == 'Detected in task "loopTask" at 0x42001a2e'
    older = panic_text(c3, PanicKind.STACK_OVERFLOW, Driver.IDF_4_4_7)
    assert older.startswith("\r\n***ERROR*** A stack overflow in task loopTask has been detected.\r\nCore  0 register")


@pytest.mark.parametrize("board", [Board.ESP32, Board("esp32c3")])
@pytest.mark.parametrize("kind", [PanicKind.STACK_OVERFLOW, PanicKind.TASK_WATCHDOG])
def test_a_crash_names_the_task_that_it_was_in(board: Board, kind: PanicKind) -> None:
    text = panic_text(board, kind, task="net")
    assert text == panic_text(board, kind).replace("loopTask", "net")
    assert "net" in text


def test_every_kind_is_one_that_some_board_shows() -> None:
    shown = {kind for board in PLATFORM_BOARDS for kind in panic_kinds(board)}
    assert shown == set(PanicKind) - {PanicKind.EXCEPTION}
