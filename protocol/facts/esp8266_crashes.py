"""What esp8266/Arduino prints when a program crashes (cores/esp8266/core_esp8266_postmortem.cpp)."""

from typing import Final

from oceanhil.protocol.facts.fact import Fact, Version

_CORE: Final = "esp8266/Arduino"
_FILE: Final = "esp8266/Arduino 3.1.2 cores/esp8266/core_esp8266_postmortem.cpp:"
_CHECKED: Final = "2026-11-23"

LINE_END: Final = Fact(
    "how each line of a dump ends",
    _CORE,
    (Version("\r\n", f"{_FILE}304"),),
    _CHECKED,
)
CUT: Final = Fact(
    "the line before and after a dump, with an empty line before it",
    _CORE,
    (Version("--------------- CUT HERE FOR EXCEPTION DECODER ---------------", f"{_FILE}106"),),
    _CHECKED,
)
USER_EXCEPTION: Final = Fact(
    "what stands before the dump of an abort, a panic, an assertion, an exception of C++",
    _CORE,
    (Version("User exception (panic/abort/assert)", f"{_FILE}323"),),
    _CHECKED,
)
EXCEPTION: Final = Fact(
    "an exception of the processor, by EXCCAUSE",
    _CORE,
    (Version("Exception ({number:d}):", f"{_FILE}180"),),
    _CHECKED,
)
REGISTERS: Final = Fact(
    "the line under it",
    _CORE,
    (
        Version(
            "epc1=0x{epc1:08x} epc2=0x{epc2:08x} epc3=0x{epc3:08x} excvaddr=0x{excvaddr:08x} depc=0x{depc:08x}",
            f"{_FILE}180",
        ),
    ),
    _CHECKED,
)
DIVISION_EPC1: Final = Fact(
    "epc1 of a division by zero, which the ROM's routine finds",
    _CORE,
    (Version(0x4000DCE5, f"{_FILE}173"),),
    _CHECKED,
    "address",
)
SOFT_WATCHDOG: Final = Fact(
    "the software watchdog; exception 4 stands under it, with epc1 alone",
    _CORE,
    (Version("Soft WDT reset", f"{_FILE}184"),),
    _CHECKED,
)
STACK_SMASHED: Final = Fact(
    "an overwritten stack, also one that overflowed; exception 5 stands under it, with epc1 alone",
    _CORE,
    (Version("Stack smashing detected.", f"{_FILE}189; esp8266/Arduino 3.1.2 cores/esp8266/cont_util.cpp:56"),),
    _CHECKED,
)
STACK_OVERFLOW: Final = Fact(
    "a stack overflow as such; empty: it is reported as an overwritten stack",
    _CORE,
    (
        Version(
            "Stack overflow detected.", "esp8266/Arduino 3.0.2 cores/esp8266/core_esp8266_postmortem.cpp:157", "3.0.0"
        ),
        Version("", f"{_FILE}189", "3.1.0"),
    ),
    _CHECKED,
)
ABORT: Final = Fact("abort()", _CORE, (Version("Abort called", f"{_FILE}166"),), _CHECKED)
ASSERT: Final = Fact(
    "a failed assertion",
    _CORE,
    (Version("Panic {file}:{line:d} {function}: Assertion '{condition}' failed.", f"{_FILE}153"),),
    _CHECKED,
)
PANIC: Final = Fact("panic()", _CORE, (Version("Panic {file}:{line:d} {function}", f"{_FILE}153"),), _CHECKED)
OUT_OF_MEMORY: Final = Fact(
    "`new` without memory, in a program without exceptions",
    _CORE,
    (Version("Unhandled C++ exception: OOM", f"{_FILE}163; esp8266/Arduino 3.1.2 cores/esp8266/abi.cpp:44"),),
    _CHECKED,
)
LAST_FAILED_ALLOC: Final = Fact(
    "after the stack of any crash, if an allocation has failed before",
    _CORE,
    (Version("last failed alloc call: {at:08X}({size:d})", f"{_FILE}264"),),
    _CHECKED,
)
LAST_FAILED_CALLER: Final = Fact(
    "after the whole dump of a C++ exception, likewise",
    _CORE,
    (Version("last failed alloc caller: 0x{at:08x}", f"{_FILE}273", "3.0.0"),),
    _CHECKED,
)
STACK: Final = Fact(
    "the lines round the stack",
    _CORE,
    (
        Version(
            (">>>stack>>>", "ctx: cont", "sp: {sp:08x} end: {end:08x} offset: {offset:04x}", "<<<stack<<<"),
            f"{_FILE}230",
        ),
    ),
    _CHECKED,
)
STACK_OFFSET: Final = Fact(
    "the offset at which its rows begin: of an exception, the software watchdog, an overwritten stack, a panic",
    _CORE,
    (Version((0x150, 0x160, 0, 0x10), f"{_FILE}204"),),
    _CHECKED,
    "bytes",
)
