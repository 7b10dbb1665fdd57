"""What firmware prints when it crashes, for boards that are told to.

The formats are those of the ESP-IDF page "Fatal Errors", of the ESP8266 Arduino core's documentation ("Stack Dump",
"Exception Causes") and of pico-sdk's `panic`; addresses, names and stack contents are made up and always the same.
"""

from collections.abc import Mapping

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import CrashDialect, PanicKind
from oceanhil.simulator.board import panic_riscv
from oceanhil.simulator.board.resets import ResetReason

_CUT = "--------------- CUT HERE FOR EXCEPTION DECODER ---------------"
_TASK_WATCHDOG = "Task watchdog got triggered. The following tasks/users did not reset the watchdog in time:"
_PC, _FAULT_ADDRESS = 0x400D1A2E, 0x00000010
_BACKTRACE = ((0x400D1A2E, 0x3FFB21C0), (0x400D1B90, 0x3FFB21F0), (0x400D3C45, 0x3FFB2230), (0x4008A1DE, 0x3FFB2290))
_ESP32_EXCEPTIONS: Mapping[PanicKind, tuple[str, int]] = {
    PanicKind.LOAD_PROHIBITED: ("LoadProhibited", 28),
    PanicKind.STORE_PROHIBITED: ("StoreProhibited", 29),
    PanicKind.ILLEGAL_INSTRUCTION: ("IllegalInstruction", 0),
    PanicKind.INSTRUCTION_FETCH: ("InstrFetchProhibited", 20),
    PanicKind.LOAD_STORE: ("LoadStoreError", 3),
    PanicKind.ALIGNMENT: ("LoadStoreAlignment", 9),
    PanicKind.DIVISION_BY_ZERO: ("IntegerDivideByZero", 6),
    PanicKind.DOUBLE_EXCEPTION: ("Double exception", 2),
}
_ESP32_CHECKS: Mapping[PanicKind, tuple[str, ...]] = {
    PanicKind.ABORT: ("", "abort() was called at PC 0x400d1a2e on core 1"),
    PanicKind.ASSERT: ("", "assert failed: save_token token_store.cpp:87 (length <= capacity)"),
    PanicKind.HEAP_CORRUPT: (
        "CORRUPT HEAP: Bad head at 0x3ffb8b4c. Expected 0xabba1234 got 0x00000000",
        "",
        "assert failed: multi_heap_free multi_heap_poisoning.c:259 (head != NULL)",
    ),
    PanicKind.STACK_OVERFLOW: ("", "***ERROR*** A stack overflow in task loopTask has been detected."),
    PanicKind.STACK_SMASHED: (
        "",
        "Stack smashing protect failure!",
        "",
        "",
        "abort() was called at PC 0x400d1a2e on core 1",
    ),
    PanicKind.TASK_WATCHDOG: (
        f"E (10215) task_wdt: {_TASK_WATCHDOG}",
        "E (10215) task_wdt:  - IDLE1 (CPU 1)",
        "E (10215) task_wdt: Tasks currently running:",
        "E (10215) task_wdt: CPU 0: IDLE0",
        "E (10215) task_wdt: CPU 1: loopTask",
        "E (10215) task_wdt: Aborting.",
        "",
        "abort() was called at PC 0x400d1a2e on core 0",
    ),
}
_ESP8266_EXCEPTIONS: Mapping[PanicKind, int] = {
    PanicKind.ILLEGAL_INSTRUCTION: 0,
    PanicKind.LOAD_STORE: 3,
    PanicKind.DIVISION_BY_ZERO: 6,
    PanicKind.ALIGNMENT: 9,
    PanicKind.INSTRUCTION_FETCH: 20,
    PanicKind.LOAD_PROHIBITED: 28,
    PanicKind.STORE_PROHIBITED: 29,
}
_ESP8266_HEADLINES: Mapping[PanicKind, tuple[str, ...]] = {
    PanicKind.ABORT: ("Abort called",),
    PanicKind.ASSERT: ("Panic token_store.cpp:87 save_token: Assertion 'length <= capacity' failed.",),
    PanicKind.PANIC: ("User exception (panic/abort/assert)",),
    PanicKind.OUT_OF_MEMORY: ("Unhandled C++ exception: OOM",),
    PanicKind.SOFTWARE_WATCHDOG: ("Soft WDT reset", "", "Exception (4):"),
    PanicKind.STACK_OVERFLOW: ("Stack overflow detected.", "", "Exception (5):"),
    PanicKind.STACK_SMASHED: ("Stack smashing detected.", "", "Exception (5):"),
}
_ESP8266_STACK = (
    "3ffffeb0:  3ffe8520 00000010 3fff1a5b 40201b0c  ",
    "3ffffec0:  3fffdad0 00000000 3ffee8a4 40202c71 <",
    "3ffffed0:  feefeffe feefeffe feefeffe feefeffe  ",
    "3ffffee0:  3fffdad0 00000000 3ffee8f8 40203e55  ",
    "3ffffef0:  feefeffe feefeffe 3ffe8510 40100a79  ",
)
_PICO_MESSAGES: Mapping[PanicKind, tuple[str, ...]] = {
    PanicKind.PANIC: ("", "*** PANIC ***", "", "Hard assert"),
    PanicKind.OUT_OF_MEMORY: ("", "*** PANIC ***", "", "Out of memory"),
    PanicKind.ASSERT: (
        'assertion "length <= capacity" failed: file "token_store.cpp", line 87, function: bool save_token()',
    ),
    PanicKind.HARD_FAULT: (),
}


def panic_kinds(board: Board) -> tuple[PanicKind, ...]:
    """The crashes that `board` knows how to show, in the order of `PanicKind`."""
    match family(board).crashes:
        case CrashDialect.IDF_RISCV:
            known = {*panic_riscv.KINDS}
        case CrashDialect.IDF_XTENSA:
            own = {PanicKind.CACHE_DISABLED, PanicKind.INTERRUPT_WATCHDOG, PanicKind.HARDWARE_WATCHDOG}
            known = {*_ESP32_EXCEPTIONS, *_ESP32_CHECKS, *own, PanicKind.BROWNOUT}
        case CrashDialect.ESP8266:
            known = {*_ESP8266_EXCEPTIONS, *_ESP8266_HEADLINES, PanicKind.HARDWARE_WATCHDOG}
        case CrashDialect.PICO:
            known = {*_PICO_MESSAGES}
    return tuple(kind for kind in PanicKind if kind in known)


def panic_text(board: Board, kind: PanicKind) -> str:
    """Give the whole text that `board` prints before it restarts, with the line ends of its core.

    Empty where a real board prints nothing: after a hardware watchdog (the boot ROM tells), and after a hard fault of
    a Pico W. Raises ValueError for a kind that is not among `panic_kinds(board)`.
    """
    if kind not in panic_kinds(board):
        known = ", ".join(each.value for each in panic_kinds(board))
        raise ValueError(f"{board.value} has no crash {kind.value!r}; known: {known}")
    if kind is PanicKind.HARDWARE_WATCHDOG:
        return ""
    match family(board).crashes:
        case CrashDialect.IDF_XTENSA:
            return _joined(_esp32_lines(kind), "\r\n")
        case CrashDialect.IDF_RISCV:
            return _joined(panic_riscv.lines(kind), "\r\n")
        case CrashDialect.ESP8266:
            return _joined(_esp8266_lines(kind), "\n")
        case CrashDialect.PICO:
            return _joined(_PICO_MESSAGES[kind], "\r\n")


def exception_number(kind: PanicKind) -> int:
    """Give the number by which an ESP8266 counts an exception (its `exccause`), 0 for what is none."""
    return _ESP8266_EXCEPTIONS.get(kind, 0)


def panic_reset(board: Board, kind: PanicKind) -> ResetReason:
    """Tell which reset ends a crash.

    The panic handler of an Espressif chip restarts it by software. A Pico W stands still until its watchdog bites.
    """
    if kind is PanicKind.BROWNOUT:
        return ResetReason.BROWNOUT
    if kind is PanicKind.HARDWARE_WATCHDOG or family(board).crashes is CrashDialect.PICO:
        return ResetReason.WATCHDOG
    return ResetReason.SOFTWARE


def _joined(lines: tuple[str, ...], end: str) -> str:
    return "".join(line + end for line in lines)


def _esp32_lines(kind: PanicKind) -> tuple[str, ...]:
    if kind is PanicKind.BROWNOUT:
        return ("", "Brownout detector was triggered", "")
    tail = (*_esp32_backtrace(), "", "", "", "ELF file SHA256: 3f1c0d5a9b2e7764", "", "Rebooting...")
    if kind in _ESP32_CHECKS:
        return (*_ESP32_CHECKS[kind], "", "", *tail)
    return (*_esp32_guru(kind), "", *tail)


def _esp32_guru(kind: PanicKind) -> tuple[str, ...]:
    cause, number = _ESP32_EXCEPTIONS.get(kind, ("", 7))
    match kind:
        case PanicKind.CACHE_DISABLED:
            head = "(Cache disabled but cached memory region accessed). "
        case PanicKind.INTERRUPT_WATCHDOG:
            head = "(Interrupt wdt timeout on CPU1). "
        case _:
            head = f"({cause}). Exception was unhandled."
    return (f"Guru Meditation Error: Core  1 panic'ed {head}", "", "Core  1 register dump:", *_esp32_registers(number))


def _esp32_registers(number: int) -> tuple[str, ...]:
    general = {f"A{index}": 0x3FFB2000 + 0x10 * index for index in range(2, 16)}
    values = {"PC": _PC, "PS": 0x00060030, "A0": 0x800D1B93, "A1": _BACKTRACE[0][1], **general, "SAR": 0x1A}
    values |= {"EXCCAUSE": number, "EXCVADDR": _FAULT_ADDRESS, "LBEG": 0x4000C349, "LEND": 0x4000C36B, "LCOUNT": 0}
    cells = [f"{name:<8}: 0x{value:08x}  " for name, value in values.items()]
    return tuple("".join(cells[start : start + 4]) for start in range(0, len(cells), 4))


def _esp32_backtrace() -> tuple[str, ...]:
    return ("", "Backtrace: " + " ".join(f"0x{pc:08x}:0x{sp:08x}" for pc, sp in _BACKTRACE))


def _esp8266_lines(kind: PanicKind) -> tuple[str, ...]:
    number = _ESP8266_EXCEPTIONS.get(kind)
    head = (f"Exception ({number}):",) if number is not None else _ESP8266_HEADLINES[kind]
    registers = "epc1=0x40201b0c epc2=0x00000000 epc3=0x00000000 excvaddr=0x00000010 depc=0x00000000"
    return (
        "",
        "To make this dump useful, DECODE IT - https://tinyurl.com/8266dcdr",
        _CUT,
        "",
        *head,
        *((registers,) if head[-1].startswith("Exception") else ()),
        "",
        ">>>stack>>>",
        "",
        "ctx: cont",
        "sp: 3ffffd60 end: 3fffffd0 offset: 0150",
        *_ESP8266_STACK,
        "<<<stack<<<",
        "",
        _CUT,
    )
