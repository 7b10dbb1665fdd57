"""The lines by which a crash begins, handler by handler.

A headline is looked for anywhere in a line: a crash does not wait for the program to end the line it is printing.
Where one crash prints several headlines (a task watchdog aborts, an assertion calls abort), the first one that says
something of its own gives the kind.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec

from oceanhil.protocol.panics.kinds import CrashDialect, PanicKind


class Headline(msgspec.Struct, frozen=True):
    """A headline that was found: its kind, its text, and what its named parts say."""

    kind: PanicKind
    text: str
    core: int | None = None
    task: str = ""
    pc: int | None = None
    follows: bool = False
    """True when another headline may stand before it, whose consequence this one is."""
    needs_proof: bool = False
    """True when the program may go on after it: only what follows shows whether it did."""


class _Form(msgspec.Struct, frozen=True):
    pattern: re.Pattern[str]
    kind: PanicKind
    follows: bool = False
    needs_proof: bool = False


_IDF_CAUSES: Mapping[str, PanicKind] = {
    "LoadProhibited": PanicKind.LOAD_PROHIBITED,
    "StoreProhibited": PanicKind.STORE_PROHIBITED,
    "IllegalInstruction": PanicKind.ILLEGAL_INSTRUCTION,
    "InstrFetchProhibited": PanicKind.INSTRUCTION_FETCH,
    "LoadStoreError": PanicKind.LOAD_STORE,
    "LoadStoreAlignment": PanicKind.ALIGNMENT,
    "IntegerDivideByZero": PanicKind.DIVISION_BY_ZERO,
    "Double exception": PanicKind.DOUBLE_EXCEPTION,
    # RISC-V chips of the family (C3, C6) say it in words.
    "Load access fault": PanicKind.LOAD_PROHIBITED,
    "Store access fault": PanicKind.STORE_PROHIBITED,
    "Illegal instruction": PanicKind.ILLEGAL_INSTRUCTION,
    "Instruction access fault": PanicKind.INSTRUCTION_FETCH,
    "Load address misaligned": PanicKind.ALIGNMENT,
    "Store address misaligned": PanicKind.ALIGNMENT,
}
_XTENSA_NUMBERS: Mapping[int, PanicKind] = {
    0: PanicKind.ILLEGAL_INSTRUCTION,
    2: PanicKind.INSTRUCTION_FETCH,
    3: PanicKind.LOAD_STORE,
    6: PanicKind.DIVISION_BY_ZERO,
    9: PanicKind.ALIGNMENT,
    20: PanicKind.INSTRUCTION_FETCH,
    28: PanicKind.LOAD_PROHIBITED,
    29: PanicKind.STORE_PROHIBITED,
}
_GURU = re.compile(r"Guru Meditation Error: Core\s+(?P<core>\d) panic'ed \((?P<cause>[^)]*)\)(?P<rest>.*)")
_EXCEPTION = re.compile(r"(?:Fatal exception|Exception) (?:\((?P<number>\d{1,2})\)|(?P<bare>\d{1,2})\(\w+\)):")
_ASSERTION = re.compile(r'assertion "(?P<what>.*)" failed: file "')
_IDF = (
    _Form(
        re.compile(r"\*\*\*ERROR\*\*\* A stack overflow in task (?P<task>.+?) has been detected"),
        PanicKind.STACK_OVERFLOW,
    ),
    _Form(re.compile(r"Task watchdog got triggered"), PanicKind.TASK_WATCHDOG, needs_proof=True),
    _Form(re.compile(r"CORRUPT HEAP: "), PanicKind.HEAP_CORRUPT, needs_proof=True),
    _Form(re.compile(r"Stack smashing protect failure!"), PanicKind.STACK_SMASHED),
    _Form(re.compile(r"Brownout detector was triggered"), PanicKind.BROWNOUT),
    _Form(re.compile(r"assert failed: "), PanicKind.ASSERT, follows=True),
    _Form(_ASSERTION, PanicKind.ASSERT, follows=True),
    _Form(
        re.compile(r"abort\(\) was called at PC 0x(?P<pc>[0-9a-fA-F]{8})(?: on core (?P<core>\d))?"),
        PanicKind.ABORT,
        follows=True,
    ),
)
_ESP8266 = (
    _Form(re.compile(r"Soft WDT reset"), PanicKind.SOFTWARE_WATCHDOG),
    _Form(re.compile(r"Stack overflow detected"), PanicKind.STACK_OVERFLOW),
    _Form(re.compile(r"Stack smashing detected"), PanicKind.STACK_SMASHED),
    _Form(re.compile(r"Unhandled C\+\+ exception: OOM"), PanicKind.OUT_OF_MEMORY),
    _Form(re.compile(r"Unhandled C\+\+ exception: \S"), PanicKind.ABORT),
    _Form(re.compile(r"Panic \S+:\d+ .*Assertion '.*' failed"), PanicKind.ASSERT),
    _Form(re.compile(r"\bPanic \S+:\d+ "), PanicKind.PANIC),
    _Form(re.compile(r"Abort called"), PanicKind.ABORT, follows=True),
    _Form(re.compile(r"User exception \(panic/abort/assert\)"), PanicKind.PANIC, follows=True),
)
_PICO = (
    _Form(re.compile(r"\*\*\* PANIC \*\*\*"), PanicKind.PANIC),
    _Form(_ASSERTION, PanicKind.ASSERT),
    # arduino-pico prints nothing here; Mbed and Zephyr do, and so do programs with a fault handler of their own. The
    # SDK's vector is called isr_hardfault. A line that only tells of a handler or a test is none.
    _Form(
        re.compile(
            r"(?:\b|_)HARD[ _-]?FAULT(?:ED\b|_HANDLER\b|\b)(?![ _]?handler|[ _]?(?:check|test)|[ _]?\w* (?:ok|passed))",
            re.IGNORECASE,
        ),
        PanicKind.HARD_FAULT,
    ),
)
_FORMS: Mapping[CrashDialect, Sequence[_Form]] = {
    CrashDialect.IDF_XTENSA: _IDF,
    CrashDialect.IDF_RISCV: _IDF,
    CrashDialect.ESP8266: _ESP8266,
    CrashDialect.PICO: _PICO,
}


def recognise_headline(dialect: CrashDialect, line: str) -> Headline | None:
    """Find the headline of a crash in a line; None when there is none."""
    if dialect.is_idf and (guru := _GURU.search(line)):
        return _guru(guru)
    if dialect is CrashDialect.ESP8266 and (exception := _EXCEPTION.search(line)):
        return _exception(exception)
    for form in _FORMS[dialect]:
        if found := form.pattern.search(line):
            return _from_form(form, found, line)
    return None


def _from_form(form: _Form, found: re.Match[str], line: str) -> Headline:
    parts = found.groupdict()
    core, pc = parts.get("core"), parts.get("pc")
    return Headline(
        form.kind,
        line[found.start() :].strip(),
        int(core) if core else None,
        parts.get("task") or "",
        int(pc, 16) if pc else None,
        form.follows,
        form.needs_proof,
    )


def _guru(found: re.Match[str]) -> Headline:
    cause, rest = found["cause"], found["rest"]
    kind = _IDF_CAUSES.get(cause, PanicKind.EXCEPTION)
    if cause.startswith("Interrupt wdt timeout"):
        kind = PanicKind.INTERRUPT_WATCHDOG
    elif cause.startswith(("Cache disabled", "Cache error")):
        kind = PanicKind.CACHE_DISABLED
    task = re.search(r"Stack canary watchpoint triggered \((.*?)\s*\)", rest)
    if task:
        kind = PanicKind.STACK_OVERFLOW
    return Headline(kind, found[0].strip(), int(found["core"]), task[1] if task else "")


def _exception(found: re.Match[str]) -> Headline:
    number = int(found["number"] or found["bare"])
    kind = _XTENSA_NUMBERS.get(number, PanicKind.EXCEPTION)
    # Numbers 4 and 5 stand under the headlines of the software watchdog and of the stack checks.
    return Headline(kind, found[0], follows=True)
