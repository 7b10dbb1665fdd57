"""What ESP-IDF's panic handler prints on RISC-V cores: registers of the machine, and stack memory for a backtrace.

The words are those of `protocol.facts`; addresses, names and stack contents are made up and always the same.
"""

from typing import Final

from oceanhil.protocol.facts import idf_crashes
from oceanhil.protocol.panics import Assertion, PanicKind
from oceanhil.simulator.board import panic_xtensa

_PC, _RETURN, _STACK, _FAULT_ADDRESS = 0x42001A2E, 0x42001A28, 0x3FC92010, 0x00000010
_CAUSES: Final = {
    PanicKind.INSTRUCTION_FETCH: 1,
    PanicKind.ILLEGAL_INSTRUCTION: 2,
    PanicKind.ALIGNMENT: 4,
    PanicKind.LOAD_PROHIBITED: 5,
    PanicKind.STORE_PROHIBITED: 7,
}
"""By MCAUSE."""
_OTHERS: Final = frozenset({PanicKind.CACHE_DISABLED, PanicKind.INTERRUPT_WATCHDOG})
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
KINDS: Final = frozenset({*_CAUSES, *_OTHERS, *panic_xtensa.CHECKS, PanicKind.HARDWARE_WATCHDOG, PanicKind.BROWNOUT})
"""The crashes that there are on such a core."""


def lines(kind: PanicKind, release: str, task: str, failed: Assertion) -> tuple[str, ...]:
    """Give the lines of a crash of one of `KINDS` in this task that has a dump, as this release of ESP-IDF has them."""
    return (*_head(kind, release, task, failed), *_dump(_CAUSES.get(kind, 0), release), *panic_xtensa.ending(release))


def _head(kind: PanicKind, release: str, task: str, failed: Assertion) -> tuple[str, ...]:
    guard = idf_crashes.RISCV_STACK.at(release)
    details: tuple[str, ...] = ("",)
    if kind in _CAUSES:
        cause = idf_crashes.RISCV_CAUSES.at(release)[_CAUSES[kind]]
        return (panic_xtensa.guru(cause, 0, release, is_unhandled=True), "")
    if kind is PanicKind.CACHE_DISABLED:
        cause, details = idf_crashes.RISCV_CACHE_ERROR.at(release), (idf_crashes.RISCV_CACHE_DETAILS.at(release), "")
    elif kind is PanicKind.INTERRUPT_WATCHDOG:
        cause = idf_crashes.RISCV_INTERRUPT_WATCHDOG.at(release)
    elif kind is PanicKind.STACK_OVERFLOW and guard:
        cause, details = guard, ("", *_stack_details(release, task), "", "")
    else:
        return panic_xtensa.check(kind, release, task, failed, core=0, pc=_PC)
    return (panic_xtensa.guru(cause, 0, release, is_unhandled=False), *details)


def _stack_details(release: str, task: str) -> tuple[str, ...]:
    values = {"task": task, "pc": _PC, "sp": _STACK, "low": _STACK + 0x10, "high": _STACK + 0x2010}
    return tuple(line.format(**values) for line in idf_crashes.RISCV_STACK_DETAILS.at(release))


def _dump(cause: int, release: str) -> tuple[str, ...]:
    values = {name: 0x3FC92000 + 0x10 * index for index, name in enumerate(_NAMES)}
    values |= {"MEPC": _PC, "RA": _RETURN, "SP": _STACK, "MSTATUS": 0x1881, "MTVEC": 0x40380001}
    values |= {"MCAUSE": cause, "MTVAL": _FAULT_ADDRESS if cause else 0, "MHARTID": 0}
    cells = [f"{name:<8}: 0x{value:08x}  " for name, value in values.items()]
    registers = ("".join(cells[start : start + 4]) for start in range(0, len(cells), 4))
    rows = (_STACK + 0x20 * row for row in range(2))
    words = (0x3FC94D58, 0x2, _RETURN, 0x0, 0x42075EE2, 0x3FCA664C, 0x0, 0xA5A5A5A5)
    stack = (f"{row:08x}: " + " ".join(f"0x{word:08x}" for word in words) for row in rows)
    return (idf_crashes.REGISTERS.at(release).format(core=" 0"), *registers, "", "Stack memory:", *stack)
