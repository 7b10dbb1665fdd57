"""Why a board starts, in the words of traces, scenarios and the agent alike."""

from enum import Enum


class ResetReason(Enum):
    """Cause of a boot.

    A Pico W has no deep sleep that ends in a reset: asked for it, it starts as from its RUN pin.
    """

    POWER_ON = "power-on"
    PIN = "pin"
    SOFTWARE = "software"
    WATCHDOG = "watchdog"
    BROWNOUT = "brownout"
    DEEP_SLEEP = "deep-sleep"

    __hash__ = object.__hash__  # looked up at each boot: Enum's own is a function of Python


class ResetKind(Enum):
    """How a board that has power is started again."""

    PIN = "pin"
    SOFTWARE = "software"
    WATCHDOG = "watchdog"
    BROWNOUT = "brownout"

    @property
    def reason(self) -> ResetReason:
        """The cause of the boot that follows."""
        return ResetReason(self.value)
