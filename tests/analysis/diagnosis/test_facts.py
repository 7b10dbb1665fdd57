"""What the table of facts says that boards print, `diagnose` knows: it names a cause of the board's own."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from oceanhil.boards import families
from oceanhil.boards.storage import Driver
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import CrashDialect, PanicKind
from oceanhil.simulator.board.panic_text import panic_kinds, panic_reset, panic_text
from oceanhil.simulator.board.resets import banner
from tests.together import together

CAUSES = {
    PanicKind.BROWNOUT: {"brownout"},
    PanicKind.TASK_WATCHDOG: {"watchdog"},
    PanicKind.INTERRUPT_WATCHDOG: {"watchdog"},
    PanicKind.SOFTWARE_WATCHDOG: {"watchdog"},
    PanicKind.HARDWARE_WATCHDOG: {"watchdog"},
    PanicKind.CACHE_DISABLED: {"cache-disabled"},
    PanicKind.STACK_OVERFLOW: {"stack-overflow"},
    PanicKind.STACK_SMASHED: {"stack-overflow"},
    PanicKind.HEAP_CORRUPT: {"heap-corrupted"},
    PanicKind.OUT_OF_MEMORY: {"out-of-memory"},
}
# A hard fault of a Pico W says nothing, and no ROM does.
EVERY_TEXT = [
    (of.board, kind, driver)
    for of in families()
    for driver in of.drivers
    for kind in panic_kinds(of.board)
    if of.crashes is not CrashDialect.PICO or kind is not PanicKind.HARD_FAULT
]


@together
@pytest.mark.parametrize(("board", "kind", "driver"), EVERY_TEXT)
def test_a_crash_is_diagnosed_as_what_it_is(board: Board, kind: PanicKind, driver: Driver) -> None:
    begun = f"[SYSTEM] Device ID: {board.device_id_prefix}AABBCCDDEEFF\n[WiFi] Connecting... Connected!\n"
    boot = "\n".join(banner(board, panic_reset(board, kind), driver=driver))
    diagnosis = diagnose(begun + panic_text(board, kind, driver).replace("\r\n", "\n") + boot + "\n")
    assert diagnosis.verdict is LogVerdict.PROBLEM
    assert diagnosis.findings[0].cause in CAUSES.get(kind, {"panic"})
