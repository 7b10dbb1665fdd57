"""The kinds of crash that firmware reports on its console, and the dialects in which it does.

ESP32: ESP-IDF programming guide, "Fatal Errors". ESP8266: Arduino core documentation, "Exception Causes" and "Stack
Dump". Pico W: pico-sdk documentation of `panic`; a hard fault has no text of its own there.
"""

from enum import Enum
from typing import Final


class CrashDialect(Enum):
    """A panic handler; several families may have the same."""

    IDF_XTENSA = "idf-xtensa"
    """ESP-IDF on Xtensa cores: Guru Meditation Error, registers, a backtrace ("Fatal Errors")."""
    IDF_RISCV = "idf-riscv"
    """ESP-IDF on RISC-V cores: the same headlines with causes in words, and stack memory for a backtrace."""
    ESP8266 = "esp8266"
    """The ESP8266 Arduino core: an exception's number, and the stack between two marks."""
    PICO = "pico"
    """pico-sdk's `panic` and newlib's assertions: a message, and no dump."""

    @property
    def is_idf(self) -> bool:
        """True for ESP-IDF's handlers, which differ in the registers alone."""
        return self in {CrashDialect.IDF_XTENSA, CrashDialect.IDF_RISCV}


class PanicKind(Enum):
    """What ended a program; the value is the word used in scenarios, in traces and by the agent's CRASH command."""

    LOAD_PROHIBITED = "load-prohibited"
    STORE_PROHIBITED = "store-prohibited"
    ILLEGAL_INSTRUCTION = "illegal-instruction"
    INSTRUCTION_FETCH = "instruction-fetch"
    LOAD_STORE = "load-store"
    ALIGNMENT = "alignment"
    DIVISION_BY_ZERO = "division-by-zero"
    DOUBLE_EXCEPTION = "double-exception"
    EXCEPTION = "exception"
    """A CPU exception of another cause."""
    ABORT = "abort"
    ASSERT = "assert"
    OUT_OF_MEMORY = "out-of-memory"
    HEAP_CORRUPT = "heap-corrupt"
    STACK_OVERFLOW = "stack-overflow"
    STACK_SMASHED = "stack-smashed"
    CACHE_DISABLED = "cache-disabled"
    INTERRUPT_WATCHDOG = "interrupt-watchdog"
    TASK_WATCHDOG = "task-watchdog"
    SOFTWARE_WATCHDOG = "software-watchdog"
    HARDWARE_WATCHDOG = "hardware-watchdog"
    """No text at all: only the boot that follows tells."""
    BROWNOUT = "brownout"
    HARD_FAULT = "hard-fault"
    PANIC = "panic"
    """The program called the family's panic function, with a reason of its own."""

    @property
    def word(self) -> str:
        """The kind in words, for messages."""
        return self.value.replace("-", " ")


OF_THE_BENCH: Final = frozenset({PanicKind.HARDWARE_WATCHDOG, PanicKind.BROWNOUT})
"""What whoever resets a board or takes its power may bring about, and what needs no words of its program."""
