"""What pico-sdk and newlib print when a program of a Pico W ends itself. A hard fault has no text."""

from typing import Final

from oceanhil.protocol.facts.fact import Fact, Version

_SDK: Final = "pico-sdk"
_CHECKED: Final = "2026-11-23"

PANIC: Final = Fact(
    "panic(): head and message, empty lines round each",
    _SDK,
    (
        Version(
            ("", "*** PANIC ***", "", "{message}", ""),
            "raspberrypi/pico-sdk 2.2.0 src/rp2_common/pico_platform_panic/panic.c:65",
        ),
    ),
    _CHECKED,
)
OUT_OF_MEMORY: Final = Fact(
    "its message when pico_malloc finds no memory (PICO_MALLOC_PANIC); arduino-pico's own malloc gives 0 instead",
    _SDK,
    (
        Version(
            "Out of memory",
            "raspberrypi/pico-sdk 2.2.0 src/rp2_common/pico_malloc/malloc.c:63; "
            "earlephilhower/arduino-pico 5.4.0 cores/rp2040/malloc-lock.cpp:42",
        ),
    ),
    _CHECKED,
)
HARD_ASSERT: Final = Fact(
    "its message for `hard_assert`",
    _SDK,
    (Version("Hard assert", "raspberrypi/pico-sdk 2.2.0 src/rp2_common/pico_runtime/runtime.c:21"),),
    _CHECKED,
)
ASSERT: Final = Fact(
    "a failed `assert` of the C library",
    _SDK,
    (
        Version(
            'assertion "{condition}" failed: file "{file}", line {line:d}, function: {function}',
            "raspberrypi/pico-sdk 2.2.0 src/rp2_common/pico_clib_interface/newlib_interface.c:169",
        ),
    ),
    _CHECKED,
)
