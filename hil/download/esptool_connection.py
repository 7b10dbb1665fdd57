"""How esptool shall talk to a board."""

from dataclasses import dataclass, replace
from enum import Enum


class Before(Enum):
    """How the board is brought into download mode before esptool connects (its option `--before`)."""

    DEFAULT_RESET = "default-reset"
    USB_RESET = "usb-reset"
    NO_RESET = "no-reset"


class After(Enum):
    """What becomes of the board when esptool is done (its option `--after`)."""

    HARD_RESET = "hard-reset"
    SOFT_RESET = "soft-reset"
    NO_RESET = "no-reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Port (a device or a URL that pyserial knows), baud rate of the transfer, resets, and whether by stub.

    `chip` is esptool's word for it.
    """

    port: str
    chip: str
    baud: int = 460_800
    before: Before = Before.DEFAULT_RESET
    after: After = After.NO_RESET
    stub: bool = True
    attempts: int = 3

    def at(self, port: str) -> "Connection":
        """Give the same on another port."""
        return replace(self, port=port)
