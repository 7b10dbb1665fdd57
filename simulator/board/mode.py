"""What a board is doing."""

from enum import Enum


class BoardMode(Enum):
    """What a board is doing; the value is the word used on control channels."""

    OFF = "off"
    """Without power: never connected, taken away, or lost in flash work."""
    HELD = "held"
    """Powered, but no program runs, no storage is mounted and no boot has begun: only an agent answers."""
    ENUMERATING = "enumerating"
    """Reset, and not begun yet: its USB is coming back (`usb`)."""
    RUNNING = "running"
    DOWNLOAD = "download"
    """The boot ROM waits for an upload, because GPIO0 was low at the reset."""
    BLANK = "blank"
    """The boot ROM found no application image."""
    ASLEEP = "asleep"
    HALTED = "halted"
    """The program has ended, or never began for want of one."""


HEARING = frozenset({BoardMode.HELD, BoardMode.RUNNING, BoardMode.BLANK, BoardMode.HALTED})
"""The modes in which an agent hears its UART: neither the ROM's loader nor a sleeping chip lets it."""
