"""Why a board started: power, pin, software, watchdog, brownout, or its own timer after deep sleep."""

from enum import Enum


class ResetReason(Enum):
    """Cause of a boot; the value is the word used in traces.

    A Pico W has no deep sleep that ends in a reset: asked for it, it starts as from its RUN pin.
    """

    POWER_ON = "power-on"
    PIN = "pin"
    SOFTWARE = "software"
    WATCHDOG = "watchdog"
    BROWNOUT = "brownout"
    DEEP_SLEEP = "deep-sleep"
