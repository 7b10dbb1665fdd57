"""What a sketch finds defined on its board, one table a family, and the language it is compiled in.

Sources, of each core: `platform.txt` (`recipe.cpp.o.pattern`, `compiler.cpreprocessor.flags`, `build.extra_flags`) and
`boards.txt` of arduino-esp32 (boards `esp32`, `esp32s3`, `esp32c3`), of esp8266/Arduino (`d1_mini`) and of arduino-pico
(`rpipicow`). Versions of cores are in headers, as there.

- C++: gnu++23 on ESP32 (ESP-IDF Programming Guide, "C++ Support"), gnu++17 on the others; C: gnu17.
- Without run-time type information, as all three have it (`-fno-rtti`; on a Pico a choice of its menu, off by itself).
- Without exceptions on ESP8266 and Pico W, as a choice of their menus, too, is off by itself (`-fno-exceptions`).
- `ARDUINO` is what Arduino CLI says of itself, 10607.
- A plain `char` is unsigned, as the procedure call standards of Xtensa, RISC-V and Arm have it.
- A function that ends without its result is an error, as arduino-pico has it: what it would do here is nothing that it
  does on a board.
- Programs of 32 bits for an x86 with SSE2, so that floating-point numbers are rounded as on the boards; numbers of 64
  bits are aligned to 8 bytes and `time_t` has 64 bits, as on all three.
- Functions that nobody calls are dropped by the linker before it looks for what they need, as by that of each core.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.protocol.board import Board

MACHINE_FLAGS: Final = ("-m32",)
"""The kind of machine that is compiled for: 32 bits in an int, a long, a pointer and a size_t, as on all the boards."""
C_STANDARD: Final = "-std=gnu17"
COMMON_FLAGS: Final = (
    # In a file of DWARF 5 with `#line`, GNU ld 2.40 takes the first name for the second.
    "-gdwarf-4",
    "-O1",
    "-funsigned-char",
    "-Werror=return-type",
    "-ffunction-sections",
    "-fdata-sections",
    "-fno-omit-frame-pointer",
    *MACHINE_FLAGS,
    "-msse2",
    "-mfpmath=sse",
    "-malign-double",
    "-D_TIME_BITS=64",
    "-D_FILE_OFFSET_BITS=64",
    "-fno-pie",
)
"""Of every source, of sketches and of the API."""
MACHINE_SOURCE_FLAGS: Final = ("-O2", "-U_FORTIFY_SOURCE")
"""Of what lies below the API, more: while a program waits, its process does little else than turn in that.

Some systems' compilers fortify by themselves: glibc then ends a program whose task jumps to another's stack.
"""
# No board has this machine's system: libraries that know it, too, would take it for what they run on.
_SYSTEM_NAMES: Final = ("linux", "__linux", "__linux__", "__gnu_linux__", "unix", "__unix", "__unix__")
# The C library of all three cores has these in whatever header is included first (newlib, sys/cdefs.h); glibc has not.
_NEWLIB_WORDS: Final = (
    *("__unused=__attribute__((__unused__))", "__used=__attribute__((__used__))"),
    *("__packed=__attribute__((__packed__))", "__aligned(x)=__attribute__((__aligned__(x)))"),
    "__section(x)=__attribute__((__section__(x)))",
)
SKETCH_FLAGS: Final = (
    "-fno-inline",
    "-fno-optimize-sibling-calls",
    "-fstack-protector-strong",
    *(f"-U{name}" for name in _SYSTEM_NAMES),
    *(f"-D{word}" for word in _NEWLIB_WORDS),
)
"""Of a sketch's own sources and its libraries: a call that stands in a line is a call, so that it has a place, and who
writes past the end of an array on the stack has crashed when the function ends, whatever lay behind it."""
NEVER_SET_FLAGS: Final = ("-ftrivial-auto-var-init=pattern",)
"""Of the same, where the compiler knows it (GCC since 12, Clang): a local variable begins as bytes that nobody means.

On a board it begins as what the stack had there, which is another thing in each life: what lives by luck shows here.
"""
# The heap of the board stands in for that of the C library (arduino_host/machine/heap.h).
_HEAP_CALLS: Final = ("malloc", "calloc", "realloc", "free", "strdup", "strndup", "asprintf", "vasprintf")
_HEAP_FLAGS: Final = tuple(f"-Wl,--wrap={name}" for name in _HEAP_CALLS)
# Tasks are coroutines of one thread (arduino_host/machine/tasks.h): whoever waits for a lock lets the others run
# (machine/locks.cpp). What POSIX tells of a thread is of tasks, too, where a core has threads (src/esp32/pthread.cpp);
# where it has none these names are defined nowhere.
_LOCKS: Final = (
    *("pthread_mutex_lock", "pthread_mutex_trylock", "pthread_mutex_unlock", "pthread_mutex_destroy", "pthread_once"),
    "syscall",
)
_OF_THREADS: Final = (
    *("pthread_self", "pthread_key_create", "pthread_key_delete", "pthread_setspecific", "pthread_getspecific"),
    *("pthread_attr_init", "pthread_attr_destroy", "pthread_attr_setstacksize", "pthread_attr_getstacksize"),
    *("pthread_attr_setdetachstate", "pthread_attr_getdetachstate"),
)
_LOCK_FLAGS: Final = tuple(f"-Wl,--wrap={name}" for name in (*_LOCKS, *_OF_THREADS))
# `std::thread` begins one within libstdc++, behind the back of a core's own pthread.h.
_BEGIN_OF_THREAD: Final = "_ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateESt14default_deleteIS1_EEPFvvE"
_NO_THREADS_FLAGS: Final = (f"-Wl,--wrap={_BEGIN_OF_THREAD}",)
# A board has one program, and no kernel to make another: what asks for one is told by name as what is not there.
_OTHER_PROGRAMS: Final = (
    *("fork", "vfork", "daemon", "system", "popen", "posix_spawn", "posix_spawnp"),
    *("execl", "execle", "execlp", "execv", "execve", "execvp"),
)
_ABSENT_FLAGS: Final = tuple(f"-Wl,--wrap={name}" for name in _OTHER_PROGRAMS)
LINK_FLAGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "linux": (*MACHINE_FLAGS, "-no-pie", "-Wl,--gc-sections", *_HEAP_FLAGS, *_LOCK_FLAGS, *_ABSENT_FLAGS),
        "darwin": ("-Wl,-dead_strip",),
    }
)
# Places of a crash are found by tables that would go with them.
_NO_EXCEPTIONS: Final = ("-fno-exceptions", "-fasynchronous-unwind-tables")
_FREERTOS: Final = ("freertos",)
_CPP_17: Final = "-std=gnu++17"
API_STANDARD: Final = _CPP_17
"""The C++ that the API's own sources are written in."""
# The name that compilers knew before the standard was done.
_CPP_23: Final = "-std=gnu++2b"


@dataclass(frozen=True, slots=True)
class Target:
    """How sketches for a family are compiled.

    `api`: the folder of the core's own headers and sources; `architecture`: what libraries call it; `defines`: macros,
    with their values; `mcu`: what PlatformIO's boards call the chip; `more`: folders of sources beside its own and
    those of all, which it shares with others, or which are compiled at once with its own; `has_threads`: whether its
    C++ library knows threads of POSIX; `has_exceptions`: whether a sketch may throw.
    """

    api: str
    architecture: str
    standard: str
    mcu: str
    defines: tuple[str, ...]
    more: tuple[str, ...] = ()
    has_threads: bool = False
    has_exceptions: bool = False

    @property
    def flags(self) -> tuple[str, ...]:
        """What the core tells the compiler of a sketch, which a sketch may tell otherwise."""
        return () if self.has_exceptions else _NO_EXCEPTIONS


def target_of(board: Board) -> Target:
    """Give how sketches for a family are compiled; raises SketchError for one that has no API here."""
    target = _TARGETS.get(board)
    if target is None:
        what = f"there is no Arduino API for it, only for {', '.join(each.value for each in _TARGETS)}"
        raise SketchError(f"sketches cannot be built for {board.named}: {what}")
    return target


def link_flags(target: Target | None = None) -> tuple[str, ...]:
    """Give the flags with which programs are linked on this system; without a target, what all have in common."""
    flags = LINK_FLAGS.get(sys.platform, ())
    is_without_threads = sys.platform == "linux" and target is not None and not target.has_threads
    return (*flags, *_NO_THREADS_FLAGS) if is_without_threads else flags


def _esp32(name: str, mcu: str, *, core: int, hertz: int, others: tuple[str, ...] = ()) -> Target:
    """Give how sketches for a chip of the ESP32 series are compiled; `core`: on which the sketch runs."""
    defines = (
        "ARDUINO=10607",
        "ARDUINO_ARCH_ESP32",
        f"ARDUINO_{name}",
        f'ARDUINO_BOARD="{name}"',
        f'ARDUINO_VARIANT="{mcu}"',
        "ARDUINO_PARTITION_default",
        f'ARDUINO_FQBN="esp32:esp32:{mcu}"',
        "ESP32=ESP32",
        "ESP_PLATFORM",
        f"CONFIG_IDF_TARGET_{mcu.upper()}=1",
        f'CONFIG_IDF_TARGET="{mcu}"',
        f"F_CPU={hertz}L",
        "CORE_DEBUG_LEVEL=0",
        f"ARDUINO_RUNNING_CORE={core}",
        f"ARDUINO_EVENT_RUNNING_CORE={core}",
        "ARDUINO_USB_CDC_ON_BOOT=0",
        *others,
    )
    more = (*_FREERTOS, "esp32_bluetooth")
    return Target("esp32", "esp32", _CPP_23, mcu, defines, more, has_threads=True, has_exceptions=True)


_TARGETS: Final[Mapping[Board, Target]] = MappingProxyType(
    {
        Board.ESP32: _esp32("ESP32_DEV", "esp32", core=1, hertz=240_000_000),
        Board.ESP8266: Target(
            api="esp8266",
            architecture="esp8266",
            standard=_CPP_17,
            mcu="esp8266",
            defines=(
                "ARDUINO=10607",
                "ARDUINO_ARCH_ESP8266",
                "ARDUINO_ESP8266_WEMOS_D1MINI",
                'ARDUINO_BOARD="ESP8266_WEMOS_D1MINI"',
                'ARDUINO_BOARD_ID="d1_mini"',
                "ESP8266",
                "__ets__",
                "ICACHE_FLASH",
                "LWIP_OPEN_SRC",
                "TCP_MSS=536",
                "LWIP_FEATURES=1",
                "LWIP_IPV6=0",
                "FLASHMODE_DIO",
                "F_CPU=80000000L",
            ),
        ),
        Board.PICOW: Target(
            api="rp2040",
            architecture="rp2040",
            standard=_CPP_17,
            mcu="rp2040",
            defines=(
                "ARDUINO=10607",
                "ARDUINO_ARCH_RP2040",
                "ARDUINO_RASPBERRY_PI_PICO_W",
                'ARDUINO_VARIANT="rpipicow"',
                'BOARD_NAME="RASPBERRY_PI_PICO_W"',
                "TARGET_RP2040",
                "PICO_RP2040=1",
                "PICO_CYW43_SUPPORTED=1",
                "USB_VID=0x2e8a",
                "USB_PID=0xf00a",
                'USB_MANUFACTURER="Raspberry Pi"',
                'USB_PRODUCT="Pico W"',
                "LWIP_IPV4=1",
                "F_CPU=133000000L",
                # By this libraries leave out what is for AVR; `__arm__` would let them write ARM's assembler.
                "__ARM_ARCH=6",
            ),
            more=_FREERTOS,
        ),
        Board("esp32s3"): _esp32("ESP32S3_DEV", "esp32s3", core=1, hertz=240_000_000, others=("ARDUINO_USB_MODE=1",)),
        Board("esp32c3"): _esp32("ESP32C3_DEV", "esp32c3", core=0, hertz=160_000_000, others=("ARDUINO_USB_MODE=1",)),
    }
)
