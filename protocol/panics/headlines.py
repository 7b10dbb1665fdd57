"""The lines by which a crash begins, handler by handler.

A headline is looked for anywhere in a line: a crash does not wait for the program to end the line it is printing.
Where one crash prints several headlines (a task watchdog aborts, an assertion calls abort), the first one that says
something of its own gives the kind. The words are those of `protocol.facts`, of every release there.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec

from oceanhil.protocol.facts import esp8266_crashes, idf_crashes, pico_crashes
from oceanhil.protocol.facts.fact import pattern
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
_DOUBLE_EXCEPTION = 2
_RISCV_NUMBERS: Mapping[int, PanicKind] = {
    1: PanicKind.INSTRUCTION_FETCH,
    2: PanicKind.ILLEGAL_INSTRUCTION,
    4: PanicKind.ALIGNMENT,
    5: PanicKind.LOAD_PROHIBITED,
    6: PanicKind.ALIGNMENT,
    7: PanicKind.STORE_PROHIBITED,
}
_IDF_CAUSES: Mapping[str, PanicKind] = {
    **{idf_crashes.XTENSA_CAUSES.value[number]: kind for number, kind in _XTENSA_NUMBERS.items()},
    idf_crashes.XTENSA_OTHER_CAUSES.value[_DOUBLE_EXCEPTION]: PanicKind.DOUBLE_EXCEPTION,
    **{idf_crashes.RISCV_CAUSES.value[number]: kind for number, kind in _RISCV_NUMBERS.items()},
    idf_crashes.RISCV_STACK.value: PanicKind.STACK_OVERFLOW,
}
_CACHE_ERRORS: Sequence[str] = [each.value[7] for each in idf_crashes.XTENSA_OTHER_CAUSES.versions]


def _words(text: str, until: str = "") -> re.Pattern[str]:
    """Find a text of the table without the full stop at its end, or only what stands before `until` in it."""
    text = text.partition(until)[0] + until if until else text.rstrip(".!")
    return re.compile(pattern(text))


_GURU = re.compile(r"Guru Meditation Error: Core\s+(?P<core>\d) panic'ed \((?P<cause>[^)]*)\)(?P<rest>.*)")
_EXCEPTION = re.compile(r"(?:Fatal exception|Exception) (?:\((?P<number>\d{1,2})\)|(?P<bare>\d{1,2})\(\w+\)):")
# Also that of newlib in ESP-IDF before 4.3.
_ASSERTION = _words(pico_crashes.ASSERT.value, 'failed: file "')
_ABORT, _ON_CORE = idf_crashes.ABORT.value.split(" on core ")
_IDF = (
    _Form(_words(idf_crashes.STACK_OVERFLOW.value), PanicKind.STACK_OVERFLOW),
    _Form(_words(idf_crashes.TASK_WATCHDOG.value, "triggered"), PanicKind.TASK_WATCHDOG, needs_proof=True),
    _Form(_words(idf_crashes.HEAP_CORRUPT.value, ": "), PanicKind.HEAP_CORRUPT, needs_proof=True),
    _Form(_words(idf_crashes.STACK_SMASHED.value), PanicKind.STACK_SMASHED),
    _Form(_words(idf_crashes.BROWNOUT.versions[0].value[1]), PanicKind.BROWNOUT),
    _Form(_words(idf_crashes.ASSERT.value, ": "), PanicKind.ASSERT, follows=True),
    _Form(_ASSERTION, PanicKind.ASSERT, follows=True),
    # Firmware of before ESP-IDF 4 names no core.
    _Form(re.compile(f"{pattern(_ABORT)}(?: on core {pattern(_ON_CORE)})?"), PanicKind.ABORT, follows=True),
)
_UNHANDLED = esp8266_crashes.OUT_OF_MEMORY.value.removesuffix("OOM")
_ESP8266 = (
    _Form(_words(esp8266_crashes.SOFT_WATCHDOG.value), PanicKind.SOFTWARE_WATCHDOG),
    _Form(_words(esp8266_crashes.STACK_OVERFLOW.versions[0].value), PanicKind.STACK_OVERFLOW),
    _Form(_words(esp8266_crashes.STACK_SMASHED.value), PanicKind.STACK_SMASHED),
    _Form(_words(esp8266_crashes.OUT_OF_MEMORY.value), PanicKind.OUT_OF_MEMORY),
    _Form(re.compile(rf"{re.escape(_UNHANDLED)}\S"), PanicKind.ABORT),
    _Form(_words(esp8266_crashes.ASSERT.value), PanicKind.ASSERT),
    _Form(re.compile(rf"\b{pattern(esp8266_crashes.PANIC.value)}"), PanicKind.PANIC),
    _Form(_words(esp8266_crashes.ABORT.value), PanicKind.ABORT, follows=True),
    _Form(_words(esp8266_crashes.USER_EXCEPTION.value), PanicKind.PANIC, follows=True),
)
_PICO = (
    _Form(_words(pico_crashes.PANIC.value[1]), PanicKind.PANIC),
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
    elif cause.startswith((*_CACHE_ERRORS,)):
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
