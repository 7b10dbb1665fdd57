"""What ESP-IDF's panic handler prints on Xtensa cores: a headline, registers of an exception, and a backtrace.

The words are those of `protocol.facts`; addresses and names are made up and always the same.
"""

from typing import Final

import msgspec

from oceanhil.protocol.facts import idf_crashes
from oceanhil.protocol.panics import Assertion, PanicKind

_PC, _FAULT_ADDRESS = 0x400D1A2E, 0x00000010
_BACKTRACE = ((0x400D1A2E, 0x3FFB21C0), (0x400D1B90, 0x3FFB21F0), (0x400D3C45, 0x3FFB2230), (0x4008A1DE, 0x3FFB2290))
LOOP_TASK: Final = "loopTask"
"""The task in which arduino-esp32 runs `setup` and `loop`."""
_DIGEST: Final = "3f1c0d5a9b2e7764"
_TIME: Final = 10215
EXCEPTION_CAUSES: Final = {
    PanicKind.ILLEGAL_INSTRUCTION: 0,
    PanicKind.LOAD_STORE: 3,
    PanicKind.DIVISION_BY_ZERO: 6,
    PanicKind.ALIGNMENT: 9,
    PanicKind.INSTRUCTION_FETCH: 20,
    PanicKind.LOAD_PROHIBITED: 28,
    PanicKind.STORE_PROHIBITED: 29,
}
"""By EXCCAUSE, in ESP8266 and ESP32 alike."""
_OTHER_CAUSES: Final = {
    PanicKind.DOUBLE_EXCEPTION: 2,
    PanicKind.INTERRUPT_WATCHDOG: 6,
    PanicKind.CACHE_DISABLED: 7,
}
"""By what the handler writes there."""
CHECKS: Final = frozenset(
    {
        PanicKind.ABORT,
        PanicKind.ASSERT,
        PanicKind.HEAP_CORRUPT,
        PanicKind.STACK_OVERFLOW,
        PanicKind.STACK_SMASHED,
        PanicKind.TASK_WATCHDOG,
    }
)
KINDS: Final = frozenset({*EXCEPTION_CAUSES, *_OTHER_CAUSES, *CHECKS, PanicKind.HARDWARE_WATCHDOG, PanicKind.BROWNOUT})
"""The crashes that there are on such a core."""


def lines(kind: PanicKind, release: str, task: str, failed: Assertion) -> tuple[str, ...]:
    """Give the lines of a crash of one of `KINDS` in this task that has a dump, as this release of ESP-IDF has them."""
    head = check(kind, release, task, failed) if kind in CHECKS else _guru(kind, release)
    return (*head, *_backtrace(), *ending(release))


def check(
    kind: PanicKind, release: str, task: str, failed: Assertion, *, core: int = 1, pc: int = _PC
) -> tuple[str, ...]:
    """Give the lines by which a program ends itself in this task, up to its dump; `failed`: what it asserted.

    Of the idle tasks arduino-esp32 watches IDLE0 alone: a sketch is watched because it asked for that. Where IDLE0 is
    late, `task` has behind a tab the name of the one that runs on core 0 in its place.
    """
    abort = idf_crashes.ABORT.at(release)
    match kind:
        case PanicKind.ASSERT:
            return ("", idf_crashes.ASSERT.at(release).format(**msgspec.structs.asdict(failed)))
        case PanicKind.HEAP_CORRUPT:
            head = 0x3FFB8B4C if core else 0x3FC98B4C
            said = idf_crashes.HEAP_CORRUPT.at(release).format(at=head, expected=0xABBA1234, found=0)
            return (said, "", idf_crashes.HEAP_ASSERTION.at(release))
        case PanicKind.STACK_OVERFLOW:
            return ("", idf_crashes.STACK_OVERFLOW.at(release).format(task=task))
        case PanicKind.STACK_SMASHED:
            return ("", idf_crashes.STACK_SMASHED.at(release))
        case PanicKind.TASK_WATCHDOG:
            return _task_watchdog(release, task, core, pc)
        case _:
            return ("", abort.format(pc=pc, core=core))


def _task_watchdog(release: str, task: str, core: int, pc: int) -> tuple[str, ...]:
    head, running = idf_crashes.TASK_WATCHDOG_RUNNING.at(release)
    task, _, instead = task.partition("\t")
    tasks: tuple[str, ...] = ("IDLE0", task) if core else (task,)
    if instead and core:
        core, tasks = 0, (instead, "IDLE1")
    said = (
        idf_crashes.TASK_WATCHDOG.at(release),
        idf_crashes.TASK_WATCHDOG_TASK.at(release).format(task=task, core=core),
        head,
        *(running.format(core=number, task=each) for number, each in enumerate(tasks)),
        idf_crashes.TASK_WATCHDOG_ABORTS.at(release),
    )
    dumps = idf_crashes.TASK_WATCHDOG_DUMPS.at(release)
    if not dumps:
        # abort() is called where the watchdog is served, which is core 0.
        end = ("", idf_crashes.ABORT.at(release).format(pc=pc, core=0))
    else:
        other, same = dumps
        dump = other.format(core=core, what="backtrace") if core else same.format(core=core, what="registers")
        said = (*said, dump)
        end = ("", "")
    return (*(f"E ({_TIME}) task_wdt: {line}" for line in said), *end)


def ending(release: str) -> tuple[str, ...]:
    """Give the lines behind a dump: which build it was, and that the chip starts anew."""
    digest = _DIGEST[: idf_crashes.ELF_SHA256_DIGITS.at(release)]
    sha = idf_crashes.ELF_SHA256.at(release).format(digest=digest)
    return ("", "", "", sha, "", idf_crashes.REBOOTING.at(release))


def guru(cause: str, core: int, release: str, *, is_unhandled: bool) -> str:
    """Give the headline of an exception; the processor's own are `is_unhandled`."""
    head = idf_crashes.GURU.at(release).format(core=f" {core}", cause=cause)
    return head + idf_crashes.UNHANDLED.at(release) if is_unhandled else head


def _guru(kind: PanicKind, release: str) -> tuple[str, ...]:
    number = EXCEPTION_CAUSES[kind] if kind in EXCEPTION_CAUSES else _OTHER_CAUSES[kind]
    table = idf_crashes.XTENSA_CAUSES if kind in EXCEPTION_CAUSES else idf_crashes.XTENSA_OTHER_CAUSES
    details = idf_crashes.XTENSA_CACHE_DETAILS.at(release) if kind is PanicKind.CACHE_DISABLED else ()
    registers = idf_crashes.REGISTERS.at(release).format(core=" 1")
    head = guru(table.at(release)[number], 1, release, is_unhandled=kind in EXCEPTION_CAUSES)
    return (head, *details, "", registers, *_registers(number))


def _registers(number: int) -> tuple[str, ...]:
    general = {f"A{index}": 0x3FFB2000 + 0x10 * index for index in range(2, 16)}
    values = {"PC": _PC, "PS": 0x00060030, "A0": 0x800D1B93, "A1": _BACKTRACE[0][1], **general, "SAR": 0x1A}
    values |= {"EXCCAUSE": number, "EXCVADDR": _FAULT_ADDRESS, "LBEG": 0x4000C349, "LEND": 0x4000C36B, "LCOUNT": 0}
    cells = [f"{name:<8}: 0x{value:08x}  " for name, value in values.items()]
    return tuple("".join(cells[start : start + 4]) for start in range(0, len(cells), 4))


def _backtrace() -> tuple[str, ...]:
    frames = " ".join(f"0x{pc:08x}:0x{sp:08x}" for pc, sp in _BACKTRACE)
    return ("", "", f"{idf_crashes.BACKTRACE.value} {frames}", "")
