"""The driver's error codes."""

from enum import IntEnum


class NvsError(IntEnum):
    """What an NVS call returns (ESP-IDF nvs.h, esp_err.h)."""

    OK = 0
    FAIL = -1
    INVALID_ARG = 0x102
    NOT_INITIALIZED = 0x1101
    NOT_FOUND = 0x1102
    TYPE_MISMATCH = 0x1103
    READ_ONLY = 0x1104
    NOT_ENOUGH_SPACE = 0x1105
    INVALID_NAME = 0x1106
    INVALID_HANDLE = 0x1107
    REMOVE_FAILED = 0x1108
    KEY_TOO_LONG = 0x1109
    PAGE_FULL = 0x110A
    INVALID_STATE = 0x110B
    INVALID_LENGTH = 0x110C
    NO_FREE_PAGES = 0x110D
    VALUE_TOO_LONG = 0x110E
    PART_NOT_FOUND = 0x110F
    NEW_VERSION_FOUND = 0x1110


class NvsFault(Exception):  # noqa: N818 - the codes are the errors; this carries one
    """A call failed with the code in `error`."""

    def __init__(self, error: NvsError) -> None:
        super().__init__(error)
        self.error = error

    def __str__(self) -> str:
        # Most are caught and never read.
        return f"nvs call failed with {self.error.name} ({self.error.value:#x})"


class NvsPanic(Exception):  # noqa: N818 - what the chip does, not what this program got wrong
    """The real driver would abort or loop for ever here, and the chip would restart."""
