"""In which words firmware reports a crash: four ways, one for each handler there is."""

from enum import Enum


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
