"""Crashes of the ESP32."""

import pytest

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import Panic, PanicKind, Reset, ResetCause
from tests.protocol.panics.texts import ESP32_BOOT, GURU, panics, the_panic
from tests.together import together

ESP32 = Board.ESP32
ABORT = "abort() was called at PC 0x400d1a2e on core 1\n\nBacktrace: 0x4008a1de:0x3ffb2290\n\nRebooting...\n"
TASK_WATCHDOG = """\
E (10215) task_wdt: Task watchdog got triggered. The following tasks/users did not reset the watchdog in time:
E (10215) task_wdt:  - IDLE1 (CPU 1)
E (10215) task_wdt: Tasks currently running:
E (10215) task_wdt: CPU 1: loopTask
"""


def guru(cause: str, rest: str = " Exception was unhandled.") -> str:
    return f"Guru Meditation Error: Core  0 panic'ed ({cause}).{rest}\n"


def test_a_register_dump_tells_core_place_and_address() -> None:
    panic = the_panic(ESP32, GURU, ESP32_BOOT)
    assert (panic.kind, panic.core, panic.pc, panic.excvaddr) == (PanicKind.LOAD_PROHIBITED, 1, 0x400E14ED, 4)
    assert panic.registers["A1"] == 0x3FFB5030
    assert panic.backtrace == (0x400E14ED, 0x400D0802)
    assert panic.addresses == (0x400E14ED, 0x400D0802)


def test_the_start_that_follows_belongs_to_the_crash() -> None:
    panic = the_panic(ESP32, GURU, ESP32_BOOT)
    assert panic.reset is not None
    assert (panic.reset.cause, panic.reset.words) == (ResetCause.SOFTWARE, "software reset (SW_CPU_RESET)")


def test_all_lines_of_the_dump_are_kept() -> None:
    panic = the_panic(ESP32, GURU, ESP32_BOOT)
    assert panic.lines[: len(GURU.splitlines())] == tuple(GURU.splitlines())


def test_the_summary_is_one_line_with_place_and_address() -> None:
    assert the_panic(ESP32, GURU).summary == (
        "Guru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled, "
        "PC 0x400e14ed, address 0x00000004"
    )


@together
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (guru("StoreProhibited"), PanicKind.STORE_PROHIBITED),
        (guru("IllegalInstruction"), PanicKind.ILLEGAL_INSTRUCTION),
        (guru("Illegal instruction"), PanicKind.ILLEGAL_INSTRUCTION),
        (guru("IntegerDivideByZero"), PanicKind.DIVISION_BY_ZERO),
        (guru("Interrupt wdt timeout on CPU1", ""), PanicKind.INTERRUPT_WATCHDOG),
        (guru("Cache disabled but cached memory region accessed", ""), PanicKind.CACHE_DISABLED),
        (guru("Coprocessor exception"), PanicKind.EXCEPTION),
        (ABORT, PanicKind.ABORT),
        ("assert failed: save store.cpp:87 (length <= capacity)\n", PanicKind.ASSERT),
        ('assertion "length" failed: file "store.c", line 1, function: save\n' + ABORT, PanicKind.ASSERT),
        ("\nBrownout detector was triggered\n\n", PanicKind.BROWNOUT),
        ("CORRUPT HEAP: Bad head at 0x3ffb8b4c.\nassert failed: free x.c:259 (head)\n", PanicKind.HEAP_CORRUPT),
        ("Stack smashing protect failure!\n\n" + ABORT, PanicKind.STACK_SMASHED),
        (TASK_WATCHDOG + "E (10215) task_wdt: Aborting.\n\n" + ABORT, PanicKind.TASK_WATCHDOG),
    ],
)  # fmt: skip
def test_the_headline_names_the_kind(text: str, kind: PanicKind) -> None:
    assert the_panic(ESP32, text, ESP32_BOOT).kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "***ERROR*** A stack overflow in task loopTask has been detected.\n",
        guru("Unhandled debug exception", " Debug exception reason: Stack canary watchpoint triggered (loopTask) "),
    ],
)
def test_a_stack_overflow_names_its_task(text: str) -> None:
    panic = the_panic(ESP32, text)
    assert (panic.kind, panic.task) == (PanicKind.STACK_OVERFLOW, "loopTask")


def test_abort_tells_where_it_was_called_from() -> None:
    panic = the_panic(ESP32, ABORT)
    assert (panic.pc, panic.core, panic.addresses) == (0x400D1A2E, 1, (0x400D1A2E, 0x4008A1DE))


def test_a_backtrace_that_the_chip_does_not_trust_says_so() -> None:
    text = GURU.replace("0x400d0802:0x3ffb5050", "0x400d0802:0x3ffb5050 |<-CORRUPTED")
    assert the_panic(ESP32, text).backtrace_is_corrupted
    assert not the_panic(ESP32, GURU).backtrace_is_corrupted


def test_a_task_watchdog_that_only_warns_is_no_crash() -> None:
    assert panics(ESP32, TASK_WATCHDOG, "[POLL] HTTP Response: 200\n" * 5) == []
    assert [panic.kind for panic in panics(ESP32, TASK_WATCHDOG, ESP32_BOOT)] == [PanicKind.TASK_WATCHDOG]


def test_a_watchdog_that_ends_a_running_program_is_a_crash_without_words() -> None:
    boot = ESP32_BOOT.replace("0xc (SW_CPU_RESET)", "0x7 (TG0WDT_SYS_RESET)")
    panic = the_panic(ESP32, "[INFO] Device ONLINE\n", boot)
    assert (panic.kind, panic.headline) == (PanicKind.HARDWARE_WATCHDOG, "watchdog reset (TG0WDT_SYS_RESET)")
    assert panics(ESP32, "invalid header: 0xffffffff\n", boot) == []


def test_a_watchdog_that_bites_before_the_program_runs_is_no_second_crash() -> None:
    boot = ESP32_BOOT.replace("0xc (SW_CPU_RESET)", "0x7 (TG0WDT_SYS_RESET)")
    assert len(panics(ESP32, "[INFO] Device ONLINE\n", boot, boot)) == 1


def test_the_start_behind_a_brownout_is_of_the_brownout_whatever_the_rom_calls_it() -> None:
    lines = ["E BOD: Brownout detector was triggered", "", "", "rst:0x3 (SW_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)"]
    reader = family(Board.ESP32).panic_reader()
    panic, reset = (finding for line in lines for finding in reader.feed(line))
    assert isinstance(panic, Panic)
    assert (panic.kind, panic.reset) == (PanicKind.BROWNOUT, Reset(ResetCause.SOFTWARE, 3, "SW_RESET"))
    assert reset == Reset(ResetCause.BROWNOUT, 3, "SW_RESET")
