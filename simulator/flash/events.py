"""What can be heard of a flash chip: completed operations, and the loss of power inside one."""

from collections.abc import Callable
from enum import Enum


class PowerCut(Exception):  # noqa: N818 - an event of the simulated world, not a fault of the program
    """Power was lost inside a flash operation, or a flash without power was used.

    `units` is the flash's unit counter at that moment: bytes programmed plus sectors erased so far.
    """

    def __init__(self, units: int) -> None:
        super().__init__(f"power cut after {units!r} flash units")
        self.units = units


class FlashOperation(Enum):
    """What an observer is told about."""

    PROGRAM = "program"
    ERASE = "erase"


Observer = Callable[[FlashOperation, int, int], None]
"""Called after each completed operation with its kind, address and length in bytes."""
