"""What the lines under a headline say: registers, backtrace, words of the stack, and where the dump ends."""

import re
from collections.abc import Iterator, Mapping

from oceanhil.protocol.facts import esp8266_crashes, idf_crashes
from oceanhil.protocol.facts.fact import pattern
from oceanhil.protocol.panics.kinds import CrashDialect

_HEX8 = r"[0-9a-fA-F]{8}"
_IDF_REGISTERS = re.compile(rf"\b([A-Z][A-Z0-9/]{{0,8}})\s*: 0x({_HEX8})\b")
_REGISTERS: Mapping[CrashDialect, re.Pattern[str]] = {
    CrashDialect.IDF_XTENSA: _IDF_REGISTERS,
    CrashDialect.IDF_RISCV: _IDF_REGISTERS,
    CrashDialect.ESP8266: re.compile(rf"\b(epc[123]|excvaddr|depc)=0x({_HEX8})"),
    CrashDialect.PICO: re.compile(rf"\b(r\d{{1,2}}|sp|lr|pc|x?psr)\)?\s*[=:]\s*(?:0x)?({_HEX8})\b", re.IGNORECASE),
}
_PROGRAM_COUNTERS = ("PC", "MEPC", "epc1")
_ACCESSED = ("EXCVADDR", "MTVAL", "excvaddr")
_BACKTRACE = re.compile(rf"{idf_crashes.BACKTRACE.value}\s*(.*)")
_BACKTRACE_REST = re.compile(r"[0-9a-fA-Fx: ]*(?:\|?<-?[A-Z]*)?\s*")
_FRAME = re.compile(rf"0x({_HEX8}):0x{_HEX8}")
_CORRUPTED = "<-CORRUPTED"
_CORE = re.compile(r"Core\s+(\d) register dump")
_STACK_ROW = re.compile(rf"^{_HEX8}:\s+((?:{_HEX8}\s*){{1,4}})")
_CODE_ESP8266 = ((0x40100000, 0x40110000), (0x40201000, 0x40400000))
_IDF_END = idf_crashes.REBOOTING.value
_ESP8266_END = esp8266_crashes.STACK.value[-1]
_CUT = esp8266_crashes.CUT.value.strip("- ")
# The second is of cores later than 3.1.2.
_PREAMBLE = (_CUT, "To make this dump useful")
_PROOF = re.compile(f"task_wdt: {pattern(idf_crashes.TASK_WATCHDOG_ABORTS.value)}")


def registers_in(dialect: CrashDialect, line: str) -> Mapping[str, int]:
    """Registers by the names that the handler prints; empty when the line has none."""
    return {name: int(value, 16) for name, value in _REGISTERS[dialect].findall(line)}


def program_counter(registers: Mapping[str, int]) -> int | None:
    """Where the exception was raised."""
    return next((registers[name] for name in (*_PROGRAM_COUNTERS, "pc") if name in registers), None)


def accessed_address(registers: Mapping[str, int]) -> int | None:
    """Which address the exception is about."""
    return next((registers[name] for name in _ACCESSED if name in registers), None)


def core_in(line: str) -> int | None:
    """The core that a register dump belongs to."""
    found = _CORE.search(line)
    return int(found[1]) if found else None


def backtrace_start(line: str) -> str | None:
    """What stands after `Backtrace:`; None for another line."""
    found = _BACKTRACE.search(line)
    return found[1] if found else None


def continues_backtrace(line: str) -> bool:
    """Tell whether a line is the rest of a backtrace that was broken in two."""
    return bool(line.strip()) and _BACKTRACE_REST.fullmatch(line) is not None


def frames_in(backtrace: str) -> tuple[int, ...]:
    """The program counters of a backtrace; a broken pair at its end is left out."""
    return tuple(int(pc, 16) for pc in _FRAME.findall(backtrace))


def is_corrupted(backtrace: str) -> bool:
    """Tell whether the chip itself says that its backtrace cannot be trusted."""
    return _CORRUPTED in backtrace


def code_on_stack(line: str) -> Iterator[int]:
    """Words of an ESP8266's stack row that are addresses of code: instruction RAM or mapped flash."""
    found = _STACK_ROW.match(line)
    if found is None:
        return
    for word in found[1].split():
        value = int(word, 16)
        if any(start <= value < end for start, end in _CODE_ESP8266):
            yield value


def ends_dump(dialect: CrashDialect, line: str) -> bool:
    """Tell whether this is the last line of a dump that says something."""
    match dialect:
        case CrashDialect.IDF_XTENSA | CrashDialect.IDF_RISCV:
            return _IDF_END in line
        case CrashDialect.ESP8266:
            return _ESP8266_END in line
        case CrashDialect.PICO:
            return False


def is_preamble(line: str) -> bool:
    """Tell whether the ESP8266 core frames a dump with this line."""
    return any(text in line for text in _PREAMBLE)


def proves_end(line: str) -> bool:
    """Tell whether a warning says that it ends the program."""
    return _PROOF.search(line) is not None or _IDF_END in line
