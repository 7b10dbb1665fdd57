"""What ESP-IDF's panic handler prints on RISC-V cores: registers of the machine, and stack memory for a backtrace.

The form is that of the ESP-IDF page "Fatal Errors"; addresses, names and stack contents are made up always the same.
"""

from collections.abc import Mapping

from oceanhil.protocol.panics import PanicKind

_PC, _RETURN, _STACK, _FAULT_ADDRESS = 0x42001A2E, 0x42001A28, 0x3FC92010, 0x00000010
# Number and name of the cause: The RISC-V Instruction Set Manual, Volume II, "Machine Cause Register".
_EXCEPTIONS: Mapping[PanicKind, tuple[str, int]] = {
    PanicKind.INSTRUCTION_FETCH: ("Instruction access fault", 1),
    PanicKind.ILLEGAL_INSTRUCTION: ("Illegal instruction", 2),
    PanicKind.ALIGNMENT: ("Load address misaligned", 4),
    PanicKind.LOAD_PROHIBITED: ("Load access fault", 5),
    PanicKind.STORE_PROHIBITED: ("Store access fault", 7),
}
_TASK_WATCHDOG = "Task watchdog got triggered. The following tasks/users did not reset the watchdog in time:"
_ABORT = f"abort() was called at PC 0x{_PC:08x} on core 0"
_CHECKS: Mapping[PanicKind, tuple[str, ...]] = {
    PanicKind.ABORT: ("", _ABORT),
    PanicKind.ASSERT: ("", "assert failed: save_token token_store.cpp:87 (length <= capacity)"),
    PanicKind.HEAP_CORRUPT: (
        "CORRUPT HEAP: Bad head at 0x3fc98b4c. Expected 0xabba1234 got 0x00000000",
        "",
        "assert failed: multi_heap_free multi_heap_poisoning.c:259 (head != NULL)",
    ),
    PanicKind.STACK_OVERFLOW: ("", "***ERROR*** A stack overflow in task loopTask has been detected."),
    PanicKind.STACK_SMASHED: ("", "Stack smashing protect failure!", "", "", _ABORT),
    PanicKind.TASK_WATCHDOG: (
        f"E (10215) task_wdt: {_TASK_WATCHDOG}",
        "E (10215) task_wdt:  - IDLE (CPU 0)",
        "E (10215) task_wdt: Tasks currently running:",
        "E (10215) task_wdt: CPU 0: loopTask",
        "E (10215) task_wdt: Aborting.",
        "",
        _ABORT,
    ),
}
_GURUS: Mapping[PanicKind, str] = {
    PanicKind.CACHE_DISABLED: "(Cache error). ",
    PanicKind.INTERRUPT_WATCHDOG: "(Interrupt wdt timeout on CPU0). ",
    **{kind: f"({cause}). Exception was unhandled." for kind, (cause, _) in _EXCEPTIONS.items()},
}
_NAMES = [
    "MEPC",
    "RA",
    "SP",
    "GP",
    "TP",
    "T0",
    "T1",
    "T2",
    "S0/FP",
    "S1",
    "A0",
    "A1",
    "A2",
    "A3",
    "A4",
    "A5",
    "A6",
    "A7",
    "S2",
    "S3",
    "S4",
    "S5",
    "S6",
    "S7",
    "S8",
    "S9",
    "S10",
    "S11",
    "T3",
    "T4",
    "T5",
    "T6",
    "MSTATUS",
    "MTVEC",
    "MCAUSE",
    "MTVAL",
    "MHARTID",
]
KINDS = frozenset({*_GURUS, *_CHECKS, PanicKind.HARDWARE_WATCHDOG, PanicKind.BROWNOUT})
"""The crashes that there are on such a core."""


def lines(kind: PanicKind) -> tuple[str, ...]:
    """Give the lines of a crash of one of `KINDS` that has words."""
    if kind is PanicKind.BROWNOUT:
        return ("", "Brownout detector was triggered", "")
    end = ("", "", "", "ELF file SHA256: 3f1c0d5a9b2e7764", "", "Rebooting...")
    if kind in _CHECKS:
        return (*_CHECKS[kind], *_dump(0), *end)
    return (
        f"Guru Meditation Error: Core  0 panic'ed {_GURUS[kind]}",
        "",
        *_dump(_EXCEPTIONS.get(kind, ("", 0))[1]),
        *end,
    )


def _dump(cause: int) -> tuple[str, ...]:
    values = {name: 0x3FC92000 + 0x10 * index for index, name in enumerate(_NAMES)}
    values |= {"MEPC": _PC, "RA": _RETURN, "SP": _STACK, "MSTATUS": 0x1881, "MTVEC": 0x40380001}
    values |= {"MCAUSE": cause, "MTVAL": _FAULT_ADDRESS if cause else 0, "MHARTID": 0}
    cells = [f"{name:<8}: 0x{value:08x}  " for name, value in values.items()]
    registers = ("".join(cells[start : start + 4]) for start in range(0, len(cells), 4))
    rows = (_STACK + 0x20 * row for row in range(2))
    words = (0x3FC94D58, 0x2, _RETURN, 0x0, 0x42075EE2, 0x3FCA664C, 0x0, 0xA5A5A5A5)
    stack = (f"{row:08x}: " + " ".join(f"0x{word:08x}" for word in words) for row in rows)
    return ("Core  0 register dump:", *registers, "", "Stack memory:", *stack)
