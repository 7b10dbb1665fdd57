"""What firmware prints when it crashes, for boards that are told to.

The words are those of `protocol.facts`, release by release; addresses, names and stack contents are made up and always
the same.
"""

from typing import Final

import msgspec

from oceanhil.boards import family
from oceanhil.boards.storage import Driver
from oceanhil.protocol.board import Board
from oceanhil.protocol.facts import esp8266_crashes, pico_crashes
from oceanhil.protocol.panics import Assertion, CrashDialect, PanicKind
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board import panic_riscv, panic_xtensa
from oceanhil.simulator.board.panic_xtensa import LOOP_TASK

_ASSERTION: Final = Assertion("token_store.cpp", 87, "save_token", "length <= capacity")
"""What fails where nobody says which."""
_PICO_ASSERTION: Final = msgspec.structs.replace(_ASSERTION, function="bool save_token()")
# What core 3.1.2 has checks for, with the exception that it prints under each.
_ESP8266_CHECKS: Final = {
    PanicKind.SOFTWARE_WATCHDOG: (esp8266_crashes.SOFT_WATCHDOG, 4),
    PanicKind.STACK_SMASHED: (esp8266_crashes.STACK_SMASHED, 5),
}
_ESP8266_ENDS: Final = {
    PanicKind.ABORT: esp8266_crashes.ABORT,
    PanicKind.ASSERT: esp8266_crashes.ASSERT,
    PanicKind.PANIC: esp8266_crashes.PANIC,
    PanicKind.OUT_OF_MEMORY: esp8266_crashes.OUT_OF_MEMORY,
}
_ESP8266_AT, _ESP8266_WANTED = 0x40201B0C, 4096
_ESP8266_STACK = (
    "3ffffeb0:  3ffe8520 00000010 3fff1a5b 40201b0c  ",
    "3ffffec0:  3fffdad0 00000000 3ffee8a4 40202c71 <",
    "3ffffed0:  feefeffe feefeffe feefeffe feefeffe  ",
    "3ffffee0:  3fffdad0 00000000 3ffee8f8 40203e55  ",
    "3ffffef0:  feefeffe feefeffe 3ffe8510 40100a79  ",
)
_PICO_MESSAGES: Final = {
    PanicKind.PANIC: pico_crashes.HARD_ASSERT,
    PanicKind.OUT_OF_MEMORY: pico_crashes.OUT_OF_MEMORY,
}


def panic_kinds(board: Board) -> tuple[PanicKind, ...]:
    """The crashes that `board` knows how to show, in the order of `PanicKind`."""
    match family(board).crashes:
        case CrashDialect.IDF_RISCV:
            known = {*panic_riscv.KINDS}
        case CrashDialect.IDF_XTENSA:
            known = {*panic_xtensa.KINDS}
        case CrashDialect.ESP8266:
            known = {*panic_xtensa.EXCEPTION_CAUSES, *_ESP8266_CHECKS, *_ESP8266_ENDS, PanicKind.HARDWARE_WATCHDOG}
        case CrashDialect.PICO:
            known = {*_PICO_MESSAGES, PanicKind.ASSERT, PanicKind.HARD_FAULT}
    return tuple(kind for kind in PanicKind if kind in known)


def panic_text(
    board: Board, kind: PanicKind, driver: Driver | None = None, task: str = "", assertion: Assertion | None = None
) -> str:
    """Give the whole text that `board` prints before it restarts, with the line ends of its core.

    `driver` tells the release of the firmware: the family's default one if it is None. `task` is named where a family
    names the task that crashed; empty: the one that a program begins with. `assertion`: which one failed, None: one
    that is made up. Empty where a real board prints nothing: after a hardware watchdog (the boot ROM tells), after a
    hard fault of a Pico W, and after a brown-out in some releases.
    Raises ValueError for a kind that is not among `panic_kinds(board)`.
    """
    if kind not in panic_kinds(board):
        known = ", ".join(each.value for each in panic_kinds(board))
        raise ValueError(f"{board.value} has no crash {kind.value!r}; known: {known}")
    if kind is PanicKind.HARDWARE_WATCHDOG:
        return ""
    if kind is PanicKind.BROWNOUT:
        return brownout_text(board, driver)
    release = (driver or family(board).driver).release
    failed = assertion or (_PICO_ASSERTION if stands_still(board) else _ASSERTION)
    match family(board).crashes:
        case CrashDialect.IDF_XTENSA:
            return _joined(panic_xtensa.lines(kind, release, task or LOOP_TASK, failed), "\r\n")
        case CrashDialect.IDF_RISCV:
            return _joined(panic_riscv.lines(kind, release, task or LOOP_TASK, failed), "\r\n")
        case CrashDialect.ESP8266:
            return _joined(_esp8266_lines(kind, failed), esp8266_crashes.LINE_END.value)
        case CrashDialect.PICO:
            return _joined(_pico_lines(kind, failed), "\r\n")


def brownout_text(board: Board, driver: Driver | None = None) -> str:
    """Give what the firmware of `board` prints when its supply is too low; empty where it has no detector."""
    of = family(board)
    return "" if of.brownout is None else _joined(of.brownout.at((driver or of.driver).release), "\r\n")


def exception_number(kind: PanicKind) -> int:
    """Give the number by which an ESP8266 counts an exception (its `exccause`), 0 for what is none."""
    return panic_xtensa.EXCEPTION_CAUSES.get(kind, 0)


def panic_reset(board: Board, kind: PanicKind) -> ResetReason:
    """Tell which reset ends a crash.

    The panic handler of an Espressif chip restarts it by software. A Pico W stands still until its watchdog bites.
    """
    if kind is PanicKind.BROWNOUT:
        return ResetReason.BROWNOUT
    if kind is PanicKind.HARDWARE_WATCHDOG or stands_still(board):
        return ResetReason.WATCHDOG
    return ResetReason.SOFTWARE


def stands_still(board: Board) -> bool:
    """Tell whether a crash leaves `board` standing still until its watchdog bites, if one is on."""
    return family(board).crashes is CrashDialect.PICO


def _joined(lines: tuple[str, ...], end: str) -> str:
    return "".join(line + end for line in lines)


def _pico_lines(kind: PanicKind, failed: Assertion) -> tuple[str, ...]:
    if kind is PanicKind.ASSERT:
        return (pico_crashes.ASSERT.value.format(**msgspec.structs.asdict(failed)),)
    if kind not in _PICO_MESSAGES:
        return ()
    message = _PICO_MESSAGES[kind].value
    return tuple(line.format(message=message) for line in pico_crashes.PANIC.value)


def _esp8266_lines(kind: PanicKind, failed: Assertion) -> tuple[str, ...]:
    before, head, offset = _esp8266_head(kind, failed)
    mark, context, pointer, end = esp8266_crashes.STACK.value
    pointer = pointer.format(sp=0x3FFFFD60, end=0x3FFFFFD0, offset=offset)
    stack = ("", mark, "", context, pointer, *_ESP8266_STACK, end)
    cut = ("", esp8266_crashes.CUT.value)
    # What stands before a dump has no line end of its own: that of the mark ends it.
    begin = (*before, cut[1]) if before else cut
    if kind is not PanicKind.OUT_OF_MEMORY:
        return (*begin, "", *head, *stack, *cut)
    called = esp8266_crashes.LAST_FAILED_ALLOC.value.format(at=_ESP8266_AT, size=_ESP8266_WANTED)
    caller = esp8266_crashes.LAST_FAILED_CALLER.value.format(at=_ESP8266_AT)
    return (*begin, "", *head, *stack, "", called, *cut, "", caller)


def _esp8266_head(kind: PanicKind, failed: Assertion) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Give what stands before the dump, its head, and the offset of the stack in it."""
    of_exception, of_watchdog, of_smashed, of_panic = esp8266_crashes.STACK_OFFSET.value
    if kind in panic_xtensa.EXCEPTION_CAUSES:
        epc1 = esp8266_crashes.DIVISION_EPC1.value if kind is PanicKind.DIVISION_BY_ZERO else _ESP8266_AT
        accessed = 0 if kind is PanicKind.DIVISION_BY_ZERO else 0x10
        return (), _esp8266_exception(panic_xtensa.EXCEPTION_CAUSES[kind], epc1, accessed), of_exception
    if kind in _ESP8266_CHECKS:
        words, number = _ESP8266_CHECKS[kind]
        offset = of_watchdog if kind is PanicKind.SOFTWARE_WATCHDOG else of_smashed
        return (), (words.value, "", *_esp8266_exception(number, _ESP8266_AT, 0)), offset
    head = _ESP8266_ENDS[kind].value.format(**msgspec.structs.asdict(failed))
    return ("", esp8266_crashes.USER_EXCEPTION.value), (head,), of_panic


def _esp8266_exception(number: int, epc1: int, excvaddr: int) -> tuple[str, str]:
    registers = esp8266_crashes.REGISTERS.value.format(epc1=epc1, epc2=0, epc3=0, excvaddr=excvaddr, depc=0)
    return esp8266_crashes.EXCEPTION.value.format(number=number), registers
